#!/usr/bin/env bash
# What the daemon costs while nobody asks: its processor time over a while, on this machine.
#   idle.sh [SECONDS]       60 by default; prints a line, fails where it is more than 1 % of one core or 150 MB
set -Eeuo pipefail
here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
seconds=${1:-60}
# shellcheck source=/dev/null
. "$here/native.sh"

start_native
ticks() { awk '{ print $14 + $15 }' "/proc/$daemon/stat"; }
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
