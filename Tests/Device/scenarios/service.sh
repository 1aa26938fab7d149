# shellcheck shell=bash
# What systemd, the technician and the merchant do to the daemon.

stop_time() { guest 's=$(date +%s%N); systemctl stop shoptalkd; echo $((($(date +%s%N) - s) / 1000000))'; }

# check_exposure UNIT LIMIT: what systemd itself thinks of the unit's walls; less is better.
check_exposure() {
  local score
  score=$(guest "systemd-analyze security $1 --no-pager" | sed -n 's/.*exposure level for .*: \([0-9.]*\).*/\1/p')
  check "exposure of $1 to systemd-analyze security: ${score:-unknown} ($2 is the limit)" \
    awk "BEGIN { exit !(\"$score\" != \"\" && $score + 0 <= $2) }"
}

scenario_service() {
  local took
  check_exposure shoptalkd 1.0
  check_exposure shoptalk-sync 1.6
  check "the daemon has no network" guest \
    'has() { sed -n "s/^ *\([^ :]*\):.*/\1/p" /proc/$1/net/dev; }; has 1 | grep -qvx lo && [ "$(has $(systemctl show -p MainPID --value shoptalkd))" = lo ]'

  took=$(stop_time)
  check "it stops in $took ms (2000 are the limit)" test "$took" -le 2000
  guest systemctl start shoptalkd
  check "and starts" hears_within 60

  guest "sed -i 's/^\[sound\]\$/[sound]\nvolumme = 3/' /etc/shoptalk/shoptalk.toml; systemctl reload shoptalkd"
  check "the status names line and key that are wrong" status_has 'sound.volumme.*sound.volume' 20
  check "and it goes on" hears
  guest "sed -i '/^volumme/d' /etc/shoptalk/shoptalk.toml; systemctl reload shoptalkd"
  check "mended, all is well" within 20 'shoptalk status --json | grep "\"is_hearing\":true" | grep -qv volumme'

  took=$(guest 'rig-ask --interrupt') || took='0 0'
  check "a press in mid-sentence brings silence ${took#* } ms after the edge of the line, ${took% *} after the loop heard of it (100 are the limit)" \
    awk "BEGIN { exit !(${took#* } > 0 && ${took#* } <= 100) }"
  check "the doctor finds nothing wrong" guest 'shoptalk doctor --no-ask >/root/doctor || { cat /root/doctor; exit 1; }'
  make_questions 1
  check "a question is answered" ask 1
  check "the journal has its words" guest 'shoptalk logs -n 30 --json | grep -q "Oat Milk"'
  check "a support bundle is made, with the question and without words" guest \
    'shoptalk support-bundle /root/b.tar.gz && tar -xOzf /root/b.tar.gz events.jsonl | grep -q "shoptalk.question" && mkdir -p /root/b && tar -xzf /root/b.tar.gz -C /root/b && ! grep -ri "oat milk" /root/b'
}
