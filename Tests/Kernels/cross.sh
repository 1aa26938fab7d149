#!/bin/bash
# Do all kernels give the same bits on every machine?
#   cross.sh [cases]     builds driver.c for this machine and for aarch64, runs every instruction set (the aarch64 ones
#                        under qemu-user as Cortex-A72, A76 and "max"; AVX-512 VNNI with its instruction emulated where
#                        the machine lacks it) and compares the checksums with those of the portable kernels.
# Needs clang with lld (Swift's will do), apt with access to a Debian mirror, and no rights. The C library for aarch64
# and qemu-user-static are kept in ~/.cache/shoptalk/cross (some 100 MB).
set -e -o pipefail
cd "$(dirname "$0")/../.."
cases=${1:-60}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/shoptalk/cross
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
clang=$(dirname "$(readlink -f "$(command -v swift || echo /opt/swift/usr/bin/swift)")")/clang
[ -x "$clang" ] || clang=$(command -v clang) || { echo "cross.sh: no clang; install Swift or clang" >&2; exit 69; }
flags="-std=gnu17 -O3 -Wall -Wextra -Wno-unused-parameter -Werror -ISources/CKernels/include"

sysroot() {
  [ -f "$cache/done" ] && return
  echo "cross.sh: fetching the aarch64 C library and qemu-user-static" >&2
  mkdir -p "$cache/debs" "$cache/tools" "$cache/sysroot" "$cache/lists/partial"
  local release; release=$(. /etc/os-release; echo "$VERSION_CODENAME")
  # A package list of its own, so that nothing on this machine changes.
  local apt="-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State=$cache -o Dir::State::Lists=$cache/lists
    -o Dir::State::Status=/dev/null -o Dir::Cache=$cache/apt -o Debug::NoLocking=1 -o APT::Sandbox::User=root"
  mkdir -p "$cache/apt/archives/partial"
  apt-get $apt update -qq
  (cd "$cache/debs" && apt-get $apt download -qq libc6 libc6-dev linux-libc-dev "$(libgcc "$release")")
  (cd "$cache/debs" && apt-get -o APT::Sandbox::User=root download -qq qemu-user-static)
  for deb in "$cache"/debs/qemu*.deb; do dpkg -x "$deb" "$cache/tools"; done
  for deb in "$cache"/debs/lib*.deb "$cache"/debs/linux*.deb; do dpkg -x "$deb" "$cache/sysroot"; done
  touch "$cache/done"
}
libgcc() { case $1 in bookworm) echo libgcc-12-dev ;; *) echo libgcc-14-dev ;; esac; }

build() { # name, flags...
  local name=$1; shift
  $clang $flags "$@" Sources/CKernels/*.c Tests/Kernels/driver.c -lm -lpthread -o "$out/$name"
}

failed=0
check() { # name of the set, what it runs on, command...
  local name=$1 where=$2; shift 2
  "$@" "$name" "$cases" > "$out/sums"
  if [ ! -f "$out/reference" ]; then
    mv "$out/sums" "$out/reference"; echo "ok    $name ($where): $(wc -l < "$out/reference") results, the reference"
  elif cmp -s "$out/sums" "$out/reference"; then
    echo "ok    $name ($where)"
  else
    echo "WRONG $name ($where):"; diff "$out/reference" "$out/sums" | head -6; failed=1
  fi
}

build native
check scalar native "$out/native"
for name in $("$out/native" list); do [ "$name" = scalar ] || check "$name" native "$out/native"; done
for name in $("$out/native" list); do
  [ "$(SHOPTALK_ISA=$name "$out/native" chosen)" = "$name" ] || { echo "WRONG SHOPTALK_ISA=$name is not obeyed"; failed=1; }
done
SHOPTALK_ISA=abacus "$out/native" chosen | grep -q '^SHOPTALK_ISA=abacus: .* it has .*scalar$' \
  || { echo "WRONG an unknown SHOPTALK_ISA is not named"; failed=1; }
if [ "$(uname -m)" = x86_64 ]; then
  build emulated -DCK_EMULATE_VNNI
  check avx512vnni "its instruction emulated" "$out/emulated"
fi
sysroot
gcc=$(dirname "$(find "$cache/sysroot/usr/lib" -name crtbeginT.o | head -1)")
build arm --target=aarch64-linux-gnu --sysroot="$cache/sysroot" -fuse-ld=lld -static -B"$gcc" -L"$gcc"
for cpu in cortex-a72 cortex-a76 max; do
  qemu="$cache/tools/usr/bin/qemu-aarch64-static -cpu $cpu"
  for name in $($qemu "$out/arm" list); do check "$name" "$cpu" $qemu "$out/arm"; done
done
exit $failed
