# shellcheck shell=bash
# The machine: what must be there, and what apt brings.

swift_needed=6.2

# What the build links, what the toolchain itself leans on (a tarball does not bring it), and what the models need.
system_packages=(
  ca-certificates git pkg-config
  g++ libc6-dev binutils libcurl4 libxml2 libsqlite3-0 libncurses6 tzdata
  libsqlite3-dev zlib1g-dev libopenblas0 flite1-dev libespeak-ng-dev espeak-ng-data
  libasound2-dev libgpiod-dev libspeexdsp-dev
  python3 python3-venv device-tree-compiler
)

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# installed PACKAGE...: prints those that are missing.
missing_packages() {
  local package
  for package in "$@"; do
    case "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" in
      *' ok installed') ;;
      *) printf '%s\n' "$package" ;;
    esac
  done
}

# install_packages PACKAGE...: by apt, and only what is missing.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "system packages are missing: ${missing[*]}" \
      "Install them as root: apt-get install ${missing[*]}"
    # Asked for here, where a person can answer; the step below has no terminal.
    sudo -v || fail "sudo refused" "Install as root: apt-get install ${missing[*]}"
  fi
  step "Reading the package lists" "Is the network up, and does 'apt-get update' work by itself?" \
    as_root apt-get -o DPkg::Lock::Timeout=300 update
  step "Installing ${#missing[@]} system packages" \
    "Try 'apt-get install ${missing[*]}' by hand; it names the package that cannot be had." \
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
    "${missing[@]}"
}

# at_least WANTED FOUND: compares versions.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

check_system() {
  [ "$(uname -s)" = Linux ] || fail "this is $(uname -s), not Linux" "Shoptalk runs on Debian 12 or Raspberry Pi OS."
  case "$(uname -m)" in
    x86_64 | aarch64) ;;
    *) fail "this is a $(uname -m) processor" "Shoptalk needs x86-64 or 64-bit ARM; on a Raspberry Pi use the 64-bit system." ;;
  esac
  command -v apt-get >/dev/null || fail "apt-get is missing" "Shoptalk installs on Debian 12 or Raspberry Pi OS."
  local free
  free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge 2500 ] || fail "only $free MB are free on the disk of $here" "Make room: models and build need about 2500 MB."
}

find_swift() {
  local place
  if ! command -v swift >/dev/null; then
    for place in /opt/swift/usr/bin "$HOME/.local/share/swiftly/bin" /usr/libexec/swift/bin; do
      if [ -x "$place/swift" ]; then
        PATH="$place:$PATH"
        break
      fi
    done
  fi
  command -v swift >/dev/null || fail "Swift is missing" \
    "Install Swift $swift_needed or later from swift.org (or 'apt-get install swiftlang' on Debian 13 and later)."
}

# After the packages: without its libraries the toolchain cannot even say its version.
check_swift() {
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1) || true
  [ -n "$version" ] || fail "$(command -v swift) does not start" "Run 'swift --version' to see why."
  at_least "$swift_needed" "$version" || fail "Swift $version is too old" "Install Swift $swift_needed or later."
}

# prepare_system PACKAGE...: everything that a build needs, and the packages named.
prepare_system() {
  check_system
  find_swift
  install_packages "${system_packages[@]}" "$@"
  check_swift
}

# make_python: a private Python with what Models/ needs, made once per list of requirements.
python_home=Models/cache/python
make_python() {
  local python=python3 wanted
  # A Python of one's own may come without venv or pip; Debian's has both, once python3-venv is there.
  if ! "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=/usr/bin/python3
  fi
  wanted=$("$python" --version; cat "$@")
  if [ -x "$python_home/bin/python" ] && [ "$(cat "$python_home/ready" 2>/dev/null)" = "$wanted" ]; then return 0; fi
  rm -rf "$python_home"
  mkdir -p "$(dirname "$python_home")"
  step "Making a Python of its own" "Is python3-venv installed?" "$python" -m venv "$python_home"
  local requirements=() file
  for file in "$@"; do requirements+=(-r "$file"); done
  step "Installing Python packages" "Is the network up, and can pip reach its index?" \
    "$python_home/bin/python" -m pip install --disable-pip-version-check "${requirements[@]}"
  printf '%s' "$wanted" >"$python_home/ready"
}
