# shellcheck shell=bash
# Many questions in a row: nothing grows; and doing nothing costs nothing.

figures() { guest 'shoptalk status --json' | python3 -c '
import json, sys
host = json.load(sys.stdin)["host"]
print(host["resident_megabytes"], host["threads"], host["descriptors"])'; }

# xruns: how often the journal tells of lost sound; each kind of trouble is told every ten seconds at most.
xruns() { guest "shoptalk logs -n 10000 --json | grep -cE '\"what\":\"(overrun|underrun)\"'" || true; }

scenario_soak() {
  local count=${RIG_SOAK:-200} number before=0 after busy answered=0
  make_questions 5
  guest 'sleep 5'
  busy=$(guest 'p=$(systemctl show -p MainPID --value shoptalkd); t() { awk "{ print \$14 + \$15 }" /proc/$p/stat; }; a=$(t); sleep 30; echo $((($(t) - a) * 100 / 3000))')
  say "idle: $busy % of one emulated core"
  for number in $(seq 20 20 "$count"); do
    guest 'cd /root/questions && RIG_PATIENCE=180 rig-ask $(for i in 1 2 3 4 5; do echo 1.raw 2.raw 3.raw 4.raw; done)' >"$run/soak.jsonl" ||
      say "  $(grep 'no answer' "$run/soak.jsonl" || echo "the connection broke")"
    [ "$number" -ne 20 ] || before=$(figures)
    answered=$((answered + $(grep -c '"outcome":"answered"' "$run/soak.jsonl" || true)))
    say "  after $number: $(figures) (resident MB, threads, descriptors), $answered answered, $(xruns) xruns told"
  done
  after=$(figures)
  say "resident MB, threads, descriptors after 20: $before; after $count: $after; $(xruns) xruns told"
  check "memory, threads and descriptors do not grow" python3 -c "
import sys
a, b = [list(map(float, x.split())) for x in ('$before', '$after')]
sys.exit(not (b[0] <= a[0] * 1.03 and b[1] <= a[1] and b[2] <= a[2]))"
  check "all but one in fifty are answered" test $((answered * 50)) -ge $((count * 49))
  check "the log is not flooded by xruns" test "$(xruns)" -le "$count"
  check "at most 150 MB resident" python3 -c "import sys; sys.exit(not float('$after'.split()[0]) <= 150)"
}
