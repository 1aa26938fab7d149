# shellcheck shell=bash
# The daemon on this machine, without a kernel's sound: on alsa-lib's file-backed devices, in a folder of its own. For
# figures that the rig's emulated processor says little about.
checkout=$(CDPATH='' cd -- "$here/../.." && pwd -P)
programs=$checkout/${SHOPTALK_BUILT:-.build/release}
place=$(mktemp -d /tmp/shoptalk-native-XXXXXX)
daemon='' card=''
finish() {
  # The card last: a daemon that waits for it does not end.
  [ -z "$daemon" ] || { kill "$daemon" 2>/dev/null && wait "$daemon"; } || true
  [ -z "$card" ] || kill "$card" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$place"
}
trap finish EXIT

# start_native: the card and the daemon, which hears when this returns.
start_native() {
  mkfifo "$place/in" "$place/out"
  mkdir -p "$place/shop" "$place/journal" "$place/cache" "$place/say"
  python3 "$here/card.py" "$place/in" "$place/out" "$place/say" &
  card=$!
  cat >"$place/asound.conf" <<CONF
pcm.shopper { type file slave.pcm { type null } file "/dev/null" infile "$place/in" format "raw" }
pcm.counter { type file slave.pcm { type null } file "$place/out" format "raw" }
CONF
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
  # The memory's setting is the service's own.
  # shellcheck disable=SC2046
  env $(sed -n 's/^Environment=\(MALLOC_.*\)/\1/p' "$checkout/Firmware/systemd/shoptalkd.service") \
    ALSA_CONFIG_PATH="$place/asound.conf" XDG_CACHE_HOME="$place/cache" \
    "$programs/shoptalkd" --config "$place/shoptalk.toml" >"$place/log" 2>&1 &
  daemon=$!
  for _ in $(seq 60); do
    if "$programs/shoptalk" status --socket "$place/control.sock" >/dev/null 2>&1; then return; fi
    kill -0 "$daemon" 2>/dev/null || { cat "$place/log" >&2; exit 1; }
    sleep 0.5
  done
  cat "$place/log" >&2
  "$programs/shoptalk" status --socket "$place/control.sock" >&2
  exit 1
}
