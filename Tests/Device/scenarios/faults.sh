# shellcheck shell=bash
# What goes wrong in shops. After each accident: hearing again within 10 s, the event in the journal, and a status that
# told the truth meanwhile.

card() { guest "echo snd_aloop.0 >/sys/bus/platform/drivers/snd_aloop/$1"; }

# journal_has PATTERN: among the last events.
journal_has() { guest "shoptalk logs -n 60 --json | grep -qE '$1'"; }

pull_card() {
  card unbind &
  local unbinding=$!
  # Within seconds of the guest's own time: on a busy host they are long.
  check "  the status says what is wrong" guest 'for i in $(seq 40); do systemctl show shoptalkd -p StatusText --value | grep -q FAULT && { ! shoptalk status >/dev/null 2>&1; exit; }; sleep 0.25; done; systemctl show shoptalkd -p StatusText --value; exit 1'
  check "  the LED blinks its fault" guest 'a=; for i in $(seq 40); do a=$a$(cat /run/rig-gpio/sim_gpio22/value); sleep 0.02; done; echo $a | grep -q 01 && echo $a | grep -q 10'
  wait "$unbinding" || true
  card bind
  check "  hearing again within 10 s" hears_within 10
  check "  it is in the journal" journal_has '"what":"(lost|stalled)"'
}

scenario_faults() {
  make_questions 2
  say "sound card pulled while idle"
  pull_card
  say "sound card pulled while listening"
  guest 'shoptalk press >/dev/null; sleep 0.5'
  pull_card
  say "sound card pulled while speaking"
  guest 'shoptalk say "This is a long sentence that is being spoken while somebody pulls the card out of its socket." >/dev/null; sleep 1.5'
  pull_card
  check "and then it answers" ask 1

  say "stalled capture"
  guest 'systemctl stop shopper; sleep 4'
  guest 'systemctl start shopper'
  check "hearing within 10 s" hears_within 10

  say "shop replaced in mid-question"
  guest 'cp -r /var/lib/shoptalk/shop /root/newshop && sed -i "s/^name *=.*/name = \"The New Shop\"/" /root/newshop/shop.toml'
  guest '(sleep 2; cp /root/newshop/* /var/lib/shoptalk/shop/) >/dev/null 2>&1 &'
  check "the question is answered" ask 2
  check "then the new shop answers" guest 'for i in $(seq 120); do shoptalk status --json | grep -q "The New Shop" && exit 0; sleep 0.5; done; exit 1'
  guest 'printf "rubbish = \n" >/var/lib/shoptalk/shop/shop.toml'
  check "a shop that cannot be read changes nothing but the status" guest 'for i in $(seq 60); do shoptalk status --json | grep -q "\"problem\":.*shop.toml" && break; sleep 0.5; done; shoptalk status --json | grep -q "The New Shop.*\|\"problem\":.*shop.toml"'
  check "and it still answers" ask 2
  guest 'cp /root/newshop/shop.toml /var/lib/shoptalk/shop/; sleep 5'

  say "model removed and corrupted"
  guest 'd=$(readlink -f /usr/share/shoptalk/models); mv $d/moonshine-tiny-en.int8.gguf /root/m; systemctl restart --no-block shoptalkd; sleep 8'
  check "a missing model is named in the status" guest 'shoptalk status --json | grep -q "moonshine-tiny-en.int8.gguf"'
  check "and it does not claim to be well" guest '! shoptalk status >/dev/null'
  guest 'd=$(readlink -f /usr/share/shoptalk/models); head -c 1000000 /root/m >$d/moonshine-tiny-en.int8.gguf; sleep 15'
  check "nor with half a model" guest '! shoptalk status >/dev/null'
  guest 'd=$(readlink -f /usr/share/shoptalk/models); cp /root/m $d/moonshine-tiny-en.int8.gguf'
  check "with the model back it hears without a hand" hears_within 60

  say "LED line busy"
  guest 'systemctl stop shoptalkd; (gpioset --mode=signal $(gpiodetect | sed -n "s/ .*bcm2711.*//p") 22=1 & echo $! >/run/rig/busy) >/dev/null 2>&1; systemctl start --no-block shoptalkd'
  check "it hears all the same" hears_within 60
  check "and says so" journal_has 'line-unavailable'
  guest 'kill $(cat /run/rig/busy)'
  # gpioinfo of libgpiod 1.6 tells chips by name alone.
  check "and has the line once it is free" guest 'for i in $(seq 40); do gpioinfo $(gpiodetect | sed -n "s/ .*bcm2711.*//p") | grep "line *22:" | grep -q shoptalk && exit 0; sleep 0.5; done; gpioinfo | grep "line *22:"; exit 1'
  check "and says that, too" journal_has 'line-available'

  say "clock jumps by a year"
  guest 'date -s "+1 year" >/dev/null'
  check "hearing" hears_within 10
  check "it answers" ask 1
  guest 'date -s "-1 year" >/dev/null'
  check "hearing after the jump back" hears_within 10
  check "no event was thrown away" guest 'shoptalk logs -n 200 --json | wc -l | { read n; [ "$n" -gt 10 ]; }'

  say "disk full"
  guest 'fallocate -l $(($(df -Pk / | awk "NR == 2 { print \$4 }") * 1024 - 100000)) /filler 2>/dev/null; dd if=/dev/zero of=/filler2 bs=64k 2>/dev/null; true'
  check "it answers with a full disk" ask 1
  check "and says that the disk is full" guest 'sleep 4; shoptalk status | grep -qi "0 MB free\|No space"'
  guest 'rm -f /filler /filler2; sleep 4'
  check "and writes again when there is room" guest 'shoptalk status --json | grep -q "\"pending\":0"'
}
