#!/usr/bin/env bash
# What the daemon costs while nobody asks: its processor time over a while, natively, on alsa-lib's file-backed devices
# (the rig's emulated processor counts instructions and says little about it).
#   idle.sh [SECONDS]       60 by default; prints a line, fails where it is more than 1 % of one core or 150 MB
set -Eeuo pipefail
here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
checkout=$(CDPATH='' cd -- "$here/../.." && pwd -P)
seconds=${1:-60}
programs=$checkout/${SHOPTALK_BUILT:-.build/release}
place=$(mktemp -d /tmp/shoptalk-idle-XXXXXX)
daemon='' card=''
finish() {
  # The card last: a daemon that waits for it does not end.
  [ -z "$daemon" ] || { kill "$daemon" 2>/dev/null && wait "$daemon"; } || true
  [ -z "$card" ] || kill "$card" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$place"
}
trap finish EXIT

# The sound card: two pipes at the pace of one. A quiet shop: faint noise, for a microphone in the world never hears pure
# silence.
mkfifo "$place/in" "$place/out"
python3 - "$place/in" "$place/out" <<'PY' &
import fcntl, os, random, sys, time
feed = os.open(sys.argv[1], os.O_RDWR | os.O_NONBLOCK)
drain = os.open(sys.argv[2], os.O_RDWR | os.O_NONBLOCK)
for pipe in (feed, drain):
    fcntl.fcntl(pipe, 1031, 4096)  # F_SETPIPE_SZ: small, as a device's buffer is.
noise = random.Random(7)
pieces = [b"".join(noise.randint(-12, 12).to_bytes(2, "little", signed=True) for _ in range(960)) for _ in range(50)]
turn, due = 0, time.monotonic()
while True:
    due += 0.01
    time.sleep(max(0, due - time.monotonic()))
    if turn % 2 == 0:
        try: os.write(feed, pieces[turn // 2 % len(pieces)])
        except BlockingIOError: pass
    try: os.read(drain, 960)
    except BlockingIOError: pass
    turn += 1
PY
card=$!
cat >"$place/asound.conf" <<CONF
pcm.shopper { type file slave.pcm { type null } file "/dev/null" infile "$place/in" format "raw" }
pcm.counter { type file slave.pcm { type null } file "$place/out" format "raw" }
CONF
mkdir -p "$place/shop" "$place/journal" "$place/cache"
cp "$checkout"/Firmware/examples/grocery/* "$place/shop/"
cat >"$place/shoptalk.toml" <<TOML
[sound]
microphone = "shopper"
speaker = "counter"
[board]
preset = "none"
[shop]
folder = "$place/shop"
[models]
folder = "$checkout/Models/out"
[journal]
folder = "$place/journal"
[control]
socket = "$place/control.sock"
TOML
ALSA_CONFIG_PATH=$place/asound.conf XDG_CACHE_HOME=$place/cache "$programs/shoptalkd" --config "$place/shoptalk.toml" \
  >"$place/log" 2>&1 &
daemon=$!
ticks() { awk '{ print $14 + $15 }' "/proc/$daemon/stat"; }
for _ in $(seq 60); do
  if "$programs/shoptalk" status --socket "$place/control.sock" >/dev/null 2>&1; then break; fi
  kill -0 "$daemon" 2>/dev/null || { cat "$place/log" >&2; exit 1; }
  sleep 0.5
done
"$programs/shoptalk" status --socket "$place/control.sock" >/dev/null || { cat "$place/log" >&2; exit 1; }
sleep 5
before=$(ticks)
sleep "$seconds"
after=$(ticks)
resident=$(awk '/^VmRSS/ { print $2 / 1024 }' "/proc/$daemon/status")
awk -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" -v seconds="$seconds" -v resident="$resident" 'BEGIN {
  share = ticks / hertz / seconds * 100
  printf "idle: %.2f %% of one core over %d s, %.0f MB resident\n", share, seconds, resident
  exit !(share <= 1 && resident <= 150)
}'
