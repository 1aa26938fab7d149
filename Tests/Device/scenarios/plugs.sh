# shellcheck shell=bash
# The plug is pulled in mid-write, again and again: no event that was shown is lost.

scenario_plugs() {
  local round shown=$run/shown.jsonl lost before wanted left maker watcher well=$failures
  : >"$shown"
  for round in $(seq "${RIG_PLUGS:-20}"); do
    # Events as fast as they come, and somebody who watches.
    guest 'rig-ask --mutes 2000' >/dev/null 2>&1 &
    maker=$!
    before=$(wc -l <"$shown") wanted=$((10 + RANDOM % 30)) left=1200
    guest 'shoptalk logs -f -n 0 --json' >>"$shown" 2>/dev/null &
    watcher=$!
    while [ $(($(wc -l <"$shown") - before)) -lt "$wanted" ] && [ "$left" -gt 0 ]; do
      sleep 0.1
      left=$((left - 1))
    done
    pull_plug
    wait "$maker" "$watcher" 2>/dev/null || true
    [ "$left" -gt 0 ] || bad "round $round: no events were shown"
    boot
    hears_within 90 || bad "round $round: it does not hear after the plug was pulled"
    guest 'shoptalk logs -n 10000 --json' >"$run/kept.jsonl"
    lost=$(python3 - "$shown" "$run/kept.jsonl" <<'PY'
import json, sys
def uids(path):
    found = set()
    for line in open(path, errors="replace"):
        try: found.add(json.loads(line)["uid"])
        except ValueError: pass  # A line that the plug cut.
    return found
shown, kept = uids(sys.argv[1]), uids(sys.argv[2])
print(f"{len(shown - kept)} of {len(shown)}")
PY
)
    say "  round $round: lost $lost that were shown"
    [[ $lost == 0\ * ]] || bad "round $round: lost $lost"
  done
  check "the plug was pulled ${RIG_PLUGS:-20} times, and nothing was lost" test "$failures" -eq "$well"
}
