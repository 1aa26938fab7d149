#!/usr/bin/env bash
# The device rig: boots a stock Debian kernel with systemd as PID 1, a sound loopback and a simulated GPIO chip in QEMU,
# installs this checkout there with deploy.sh over a real SSH connection, and plays shoppers and accidents.
#   rig.sh short            boot, install, three questions, the sender, remove
#   rig.sh all              everything
#   rig.sh NAME...          the scenarios named (see scenarios/*.sh), on a device that is installed first
#   rig.sh again NAME...    the scenarios named, on the disk that the last run left, whose plug was pulled
#   rig.sh shell            boots and waits, for looking around: the command to log in is printed
# Files of the rig are in $RIG (default ~/.cache/shoptalk-rig/device); a run's console, logs and recordings in $RIG_RUN
# (default $RIG/run). Two may run at a time, each with a folder and a port (RIG_PORT) of its own.
set -Eeuo pipefail
here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
checkout=$(CDPATH='' cd -- "$here/../.." && pwd -P)
rig=${RIG:-$HOME/.cache/shoptalk-rig/device}
run=${RIG_RUN:-$rig/run}
port=${RIG_PORT:-22022}
memory=${RIG_MEMORY:-1024}
# The programs as they go to the device; SHOPTALK_BUILT names a folder of others (see deploy.sh's install).
programs=$checkout/${SHOPTALK_BUILT:-.build-ship/release}
qemu_pid=
failures=0

say() { printf '[%s] %s\n' "$(date +%T)" "$*"; }
pass() { say "PASS $*"; }
bad() {
  say "FAIL $*"
  failures=$((failures + 1))
}
# check TITLE COMMAND...: passes where the command does.
check() {
  local title=$1
  shift
  if "$@"; then pass "$title"; else bad "$title"; fi
}

# shellcheck source=/dev/null
. "$here/image.sh"
# shellcheck source=/dev/null
for part in "$here"/scenarios/*.sh; do . "$part"; done

# One connection for all that is asked of the guest: to make one takes it seconds on a busy host.
ssh_options=(-i "$rig/key" -p "$port" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR
  -o ConnectTimeout=30 -o ServerAliveInterval=10 -o ServerAliveCountMax=12 -o "ControlPath=$run/ssh")
guest() { ssh "${ssh_options[@]}" root@127.0.0.1 "$@"; }
to_guest() { tar -C "$1" -cz . | guest "mkdir -p $2 && tar -xmz -C $2"; }

# fresh_disk: the image as it was made; what a run writes goes to a layer above it.
fresh_disk() {
  mkdir -p "$run"
  rm -f "$run/disk.qcow2"
  qemu-img create -q -f qcow2 -b "$rig/root.ext4" -F raw "$run/disk.qcow2"
}

# The machine's clock counts instructions (-icount): however busy the host is, sound in it keeps its pace, as on a board
# of half the speed of a Raspberry Pi 4; where nothing is to be done it waits with the world. RIG_ICOUNT=0: two processors
# and the host's clock.
# The kernel's own check of its timer (no_timer_check) fails now and then where the host is busy, and ends it.
boot() {
  local left=${RIG_BOOT:-240}
  local processors=(-accel tcg,thread=single -smp 1 -icount shift=1,sleep=on)
  [ "${RIG_ICOUNT:-1}" = 1 ] || processors=(-accel tcg,thread=multi -smp 2)
  qemu-system-x86_64 -M q35 -cpu max "${processors[@]}" -m "$memory" -nodefaults -display none -no-reboot \
    -serial "file:$run/console.log" -kernel "$rig/vmlinux" -initrd "$rig/initramfs" \
    -append "console=ttyS0 root=/dev/vda rw panic=-1 quiet mitigations=off systemd.show_status=0 no_timer_check" \
    -drive "file=$run/disk.qcow2,format=qcow2,if=none,id=disk,cache=writeback" -device virtio-blk-pci,drive=disk \
    -netdev "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:$port-:22" -device virtio-net-pci,netdev=net \
    -device virtio-rng-pci >"$run/qemu.log" 2>&1 &
  qemu_pid=$!
  rm -f "$run/ssh"
  while ! ssh "${ssh_options[@]}" -M -N -f root@127.0.0.1 >/dev/null 2>&1; do
    kill -0 "$qemu_pid" 2>/dev/null || { cat "$run/qemu.log" >&2; say "the machine ended"; return 1; }
    left=$((left - 2))
    [ "$left" -gt 0 ] || { tail -n 20 "$run/console.log" >&2; say "the machine did not come up"; return 1; }
    sleep 2
  done
}

# pull_plug: what the guest has not handed to its disk is gone.
pull_plug() {
  kill -9 "$qemu_pid" 2>/dev/null || true
  wait "$qemu_pid" 2>/dev/null || true
  qemu_pid=
}
trap 'pull_plug' EXIT
# Nothing ends a run in silence.
trap 'say "FAIL: ended by $BASH_COMMAND (${FUNCNAME[0]-}, line $LINENO)" >&2' ERR

# turn_off: as a person does who has a key for that.
turn_off() {
  local left=120
  guest systemctl poweroff >/dev/null 2>&1 || true
  while [ "$left" -gt 0 ] && kill -0 "$qemu_pid" 2>/dev/null; do
    left=$((left - 1))
    sleep 1
  done
  pull_plug
  [ "$left" -gt 0 ]
}

# install_device [SHOP]: this checkout, over SSH.
install_device() {
  SHOPTALK_SSH="ssh ${ssh_options[*]}" SHOPTALK_HEARS_WITHIN=${RIG_HEARS_WITHIN:-120} \
    "$checkout/deploy.sh" install root@127.0.0.1 --shop "${1:-$checkout/Firmware/examples/grocery}"
}
remove_device() { SHOPTALK_SSH="ssh ${ssh_options[*]}" "$checkout/deploy.sh" remove root@127.0.0.1 "$@"; }

hears() { guest 'shoptalk status >/dev/null 2>&1'; }
# within SECONDS COMMAND: whether a command of the guest comes true within so much of its own time, by the clock that
# nobody sets; prints how long that took.
within() {
  guest "now() { awk '{ print int(\$1 * 10) }' /proc/uptime; }; start=\$(now)
    until ( $2 ); do [ \$((\$(now) - start)) -lt $(($1 * 10)) ] || exit 1; sleep 0.25; done
    took=\$((\$(now) - start)); echo \"    after \$((took / 10)).\$((took % 10)) s\""
}
# A daemon that is stopped answers nobody, and must not hold up who asks.
hears_within() { within "$1" 'timeout 5 shoptalk status >/dev/null 2>&1'; }
# status_has PATTERN SECONDS: whether the status comes to say so.
status_has() { within "$2" "shoptalk status --json | grep -qE '$1'" || { guest shoptalk status; return 1; }; }

main() {
  local package missing=()
  for package in "${host_packages[@]}" "linux-headers-$(kernel_version)"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    say "installing ${missing[*]}"
    as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
  make_image
  local installed=no
  if [ "${1-}" = again ]; then
    shift
    [ "$#" -gt 0 ] && [ -f "$run/disk.qcow2" ] || { say "again: which scenarios, and on which disk?"; exit 64; }
    installed=yes
  else
    fresh_disk
  fi
  say boot
  boot
  say "booted: $(guest uname -r), $(guest cat /etc/debian_version)"
  case "${1-short}" in
    shell)
      say "log in with: ssh ${ssh_options[*]} root@127.0.0.1   (Ctrl-C ends the machine)"
      wait "$qemu_pid"
      ;;
    short) scenario_install && scenario_questions 3 && scenario_sync && scenario_remove ;;
    all) for name in install questions sync bundles service faults rollback plugs soak remove; do "scenario_$name"; done ;;
    *)
      [ "$installed" = yes ] || [ "$1" = install ] || scenario_install
      for name in "$@"; do "scenario_$name"; done
      ;;
  esac
  [ "$failures" -eq 0 ] || { say "$failures checks failed"; exit 1; }
  say "all checks passed"
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

main "$@"
