# shellcheck shell=bash
# Many questions in a row: nothing grows; and doing nothing costs nothing.

figures() { guest 'shoptalk status --json' | python3 -c '
import json, sys
host = json.load(sys.stdin)["host"]
print(host["resident_megabytes"], host["threads"], host["descriptors"])'; }

scenario_soak() {
  local count=${RIG_SOAK:-200} number before after busy
  make_questions 5
  guest 'sleep 5'
  busy=$(guest 'p=$(systemctl show -p MainPID --value shoptalkd); t() { awk "{ print \$14 + \$15 }" /proc/$p/stat; }; a=$(t); sleep 30; echo $((($(t) - a) * 100 / 3000))')
  say "idle: $busy % of one emulated core"
  for number in $(seq "$count"); do
    ask $((number % 5 + 1)) || bad "question $number: $(cat "$run/answers/$((number % 5 + 1)).json")"
    [ "$number" -ne 20 ] || before=$(figures)
  done
  after=$(figures)
  say "resident MB, threads, descriptors after 20: $before; after $count: $after"
  check "memory, threads and descriptors do not grow" python3 -c "
import sys
a, b = [list(map(float, x.split())) for x in ('$before', '$after')]
sys.exit(not (b[0] <= a[0] * 1.03 and b[1] <= a[1] and b[2] <= a[2]))"
  check "at most 150 MB resident" python3 -c "import sys; sys.exit(not float('$after'.split()[0]) <= 150)"
}
