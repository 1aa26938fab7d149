#!/usr/bin/env bash
# Does the whole package work on a 64-bit ARM, with the libraries of the next Debian?
#   cross.sh setup             lays out compiler and libraries (once; about 1.3 GB of packages)
#   cross.sh build [ARG...]    cross-builds the package, as `swift build ARG...` would
#   cross.sh test [FILTER]     cross-builds the tests and runs them under qemu-user, as a Cortex-A72 and as an A76
# The compiler is Debian's own (sid, in a folder of its own), the libraries are those of Debian 13 for arm64, with
# libgpiod 2. Nothing is installed on this machine. Files are in $ARM64 (default ~/.cache/shoptalk/arm64); what is built
# goes to .build-arm64. Needs root, for the change of root. CPU="cortex-a76 max" names other processors. Of the question sets
# every eighth shop or question is asked, since an emulated processor takes hours for all; SHOPTALK_EVERY=1 asks them all.
set -Eeuo pipefail
checkout=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
home=${ARM64:-$HOME/.cache/shoptalk/arm64}
compiler=$home/sid
libraries=$home/sysroot
export TMPDIR=$home
mkdir -p "$home"
mirror=$(apt-get indextargets --format '$(REPO_URI)' | grep -m1 '/debian/\?$')
mirror=${mirror%/}
# Where git is told to look for packages on this machine, the other root must see that place, too.
packages=$(git config --get-regexp '^url\..*\.insteadof$' | sed -n 's/^url\.\(\/.*\)\.insteadof .*/\1/p' | head -n 1)
packages=${packages%/}

# inside COMMAND: in the compiler's root, with this checkout at /src and the libraries at /sr.
inside() {
  compiler=$compiler libraries=$libraries home=$home packages=$packages checkout=$checkout \
    unshare -m --propagation private bash -c '
      set -e
      data=usr/lib/aarch64-linux-gnu/espeak-ng-data
      mkdir -p "$compiler"/{proc,dev,sr,src,sdks,tmp,$data} "$compiler$packages"
      mount -t proc proc "$compiler/proc"
      mount --rbind /dev "$compiler/dev"
      mount --bind "$libraries" "$compiler/sr"
      mount --bind "$libraries/$data" "$compiler/$data"
      mount --bind "$home/sdk" "$compiler/sdks"
      mount --bind "$checkout" "$compiler/src"
      [ -z "$packages" ] || mount --bind "$packages" "$compiler$packages"
      exec chroot "$compiler" /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM=dumb \
        PATH=/usr/libexec/swift/bin:/usr/bin:/bin:/usr/sbin:/sbin \
        PKG_CONFIG_PATH=/sr/usr/lib/aarch64-linux-gnu/pkgconfig bash -c "cd /src && $0"' "$1"
}

# The compiler is told of the target as of a Swift SDK.
describe_target() {
  local bundle=$home/sdk/pi.artifactbundle
  mkdir -p "$bundle/pi"
  cat >"$bundle/info.json" <<'JSON'
{"schemaVersion": "1.0", "artifacts": {"pi": {"type": "swiftSDK", "version": "0.0.1", "variants": [
  {"path": "pi", "supportedTriples": ["x86_64-unknown-linux-gnu", "x86_64-pc-linux-gnu"]}]}}}
JSON
  cat >"$bundle/pi/swift-sdk.json" <<'JSON'
{"schemaVersion": "4.0", "targetTriples": {"aarch64-unknown-linux-gnu": {
  "sdkRootPath": "/sr", "swiftResourcesPath": "/sr/usr/libexec/swift/lib/swift",
  "swiftStaticResourcesPath": "/sr/usr/libexec/swift/lib/swift_static", "toolsetPaths": ["toolset.json"]}}}
JSON
  cat >"$bundle/pi/toolset.json" <<'JSON'
{"schemaVersion": "1.0", "rootPath": "/usr/libexec/swift/bin", "swiftCompiler": {"extraCLIOptions": ["-use-ld=lld"]}}
JSON
}

setup() {
  local bootstrap=$home/tools/usr/bin/mmdebstrap file
  mkdir -p "$home/debs" "$home/tools"
  if [ ! -x "$home/tools/usr/bin/qemu-aarch64-static" ]; then
    (cd "$home/debs" && apt-get -o APT::Sandbox::User=root download -qq mmdebstrap qemu-user-static)
    for file in "$home"/debs/{mmdebstrap,qemu-user-static}_*.deb; do dpkg -x "$file" "$home/tools"; done
  fi
  # One that was laid out for an earlier list lacks what the tests call.
  local tools=swiftlang,git,ca-certificates,libc6-dev,libstdc++-15-dev,pkgconf,libsqlite3-dev,python3,openssl
  if [ "$(cat "$compiler/complete" 2>/dev/null)" != "$tools" ]; then
    rm -rf --one-file-system "$compiler"
    # The list of an unreleased Debian may be older than it claims to live.
    "$bootstrap" --quiet --aptopt='Acquire::Check-Valid-Until "false"' --variant=apt --include="$tools" \
      sid "$compiler" "$mirror"
    cp /etc/gitconfig "$compiler/etc/gitconfig" 2>/dev/null || true
    echo "$tools" >"$compiler/complete"
  fi
  # In use it cannot be written, and need not be.
  cmp -s "$home/tools/usr/bin/qemu-aarch64-static" "$compiler/usr/bin/qemu-aarch64-static" ||
    cp "$home/tools/usr/bin/qemu-aarch64-static" "$compiler/usr/bin/"
  if [ ! -f "$libraries/complete" ]; then
    rm -rf "$libraries"
    "$bootstrap" --quiet --variant=extract --arch=arm64 --include="libc6-dev,libstdc++-14-dev,libasound2-dev,\
libgpiod-dev,libspeexdsp-dev,flite1-dev,libespeak-ng-dev,espeak-ng-data,libsqlite3-dev,zlib1g-dev,libxml2,\
libcurl4t64,tzdata" trixie "$libraries" "$mirror"
    for file in lib bin sbin; do
      [ -e "$libraries/$file" ] || [ -L "$libraries/$file" ] || ln -s "usr/$file" "$libraries/$file"
    done
    swift_for_target
    touch "$libraries/complete"
  fi
  describe_target
  inside 'swift --version'
}

# Debian's Swift for arm64; its library package has the .so files alone, the modules are with the compiler.
swift_for_target() {
  local path name
  curl -fsS "$mirror/dists/sid/main/binary-arm64/Packages.xz" | xz -dc |
    awk -v RS= '/^Package: (lib)?swiftlang\n/' | sed -n 's/^Filename: //p' | while read -r path; do
    name=$home/debs/$(basename "$path")
    [ -f "$name" ] || curl -fsSo "$name" "$mirror/$path"
    dpkg --fsys-tarfile "$name" | tar -x -C "$libraries" --wildcards './usr/libexec/swift/lib/*' \
      --exclude='*/swift/host/*' --exclude='*/lib/liblldb*' --exclude='*/lib/libsourcekit*'
  done
  # Debian has no lib_Testing_Foundation.so.
  rm -rf "$libraries/usr/libexec/swift/lib/swift/linux/Testing.swiftcrossimport"
  ln -sfn ../libexec/swift/lib/swift "$libraries/usr/lib/swift"
  ln -sfn ../libexec/swift/lib/swift_static "$libraries/usr/lib/swift_static"
}

build() {
  describe_target
  inside "swift build --disable-sandbox --scratch-path .build-arm64 --swift-sdks-path /sdks --swift-sdk pi $*"
}

# Programs that a test starts are of the other processor, too: the kernel is told what runs them, till the tests end.
binfmt=/proc/sys/fs/binfmt_misc
run_children() {
  [ -e "$binfmt/register" ] || mount -t binfmt_misc binfmt_misc "$binfmt"
  ! grep -qs 'magic 7f454c460201010.*b700' "$binfmt"/qemu-aarch64* || return 0
  local elf='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
  local mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
  trap '[ ! -e "$binfmt/shoptalk-aarch64" ] || echo -1 >"$binfmt/shoptalk-aarch64"' EXIT
  echo ":shoptalk-aarch64:M::$elf:$mask:$home/tools/usr/bin/qemu-aarch64-static:F" >"$binfmt/register"
}

run_tests() {
  local processor failed=0 filter=${1:+--filter "'$1'"}
  build -c release --build-tests
  run_children
  for processor in ${CPU:-cortex-a72 cortex-a76}; do
    echo "== $processor"
    inside "SHOPTALK_EVERY=${SHOPTALK_EVERY:-8} QEMU_CPU=$processor QEMU_LD_PREFIX=/sr LD_LIBRARY_PATH=/usr/libexec/swift/lib/swift/linux \
      qemu-aarch64-static \
      .build-arm64/aarch64-unknown-linux-gnu/release/ShoptalkPackageTests.xctest --testing-library swift-testing $filter" ||
      failed=1
  done
  return "$failed"
}

case "${1-}" in
  setup) setup ;;
  build)
    shift
    setup >/dev/null
    build "$@"
    ;;
  test)
    setup >/dev/null
    run_tests "${2-}"
    ;;
  *)
    sed -n '2,9p' "${BASH_SOURCE[0]}"
    exit 64
    ;;
esac
