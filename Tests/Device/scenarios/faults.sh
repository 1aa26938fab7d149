# shellcheck shell=bash
# What goes wrong in shops. After each accident: hearing again within 10 s, the event in the journal, and a status that
# told the truth meanwhile.

card() { guest "echo snd_aloop.0 >/sys/bus/platform/drivers/snd_aloop/$1"; }

# journal_has PATTERN: among the last events.
journal_has() { guest "shoptalk logs -n 60 --json | grep -qE '$1'"; }

# led_is FROM TO: whether the LED changes so many times a second, at least and at most, within seconds; steady is 0.
# At fault: 16.7. Without a shop: 3.9. Waiting for a press: 0.7.
led_is() {
  guest perl -MTime::HiRes=sleep,time -e "'"'
    my ($least, $most, $seen) = @ARGV;
    for (1 .. 6) {
      my ($end, $last, $changes) = (time + 1.5, "", -1);
      while (time < $end) {
        open my $file, "<", "/run/rig-gpio/sim_gpio22/value" or last;
        my $now = <$file>;
        $changes++ if $now ne $last;
        $last = $now;
        sleep 0.005;
      }
      $seen = $changes / 1.5;
      exit 0 if $seen >= $least && $seen <= $most;
    }
    print "    $seen changes a second\n";
    exit 1;'"'" "$1" "$2"
}

# status_says PATTERN: whether systemd's line comes to say so, within ten seconds of the guest's own time.
status_says() {
  guest "for i in \$(seq 40); do systemctl show shoptalkd -p StatusText --value | grep -qE '$1' && exit 0; sleep 0.25; done; systemctl show shoptalkd -p StatusText --value; exit 1"
}
is_not_well() { guest '! shoptalk status >/dev/null 2>&1'; }
is_at_fault() { status_says FAULT && is_not_well; }

# events_of PATTERN: how many events of the kind the journal has.
events_of() { guest "shoptalk logs -n 10000 --json | grep -cE '\"what\":\"($1)\"'" || true; }
# one_more PATTERN COUNT: whether there are more than there were.
one_more() { [ "$(events_of "$1")" -gt "$2" ]; }

pull_card() {
  local unbinding before
  before=$(events_of 'lost|stalled')
  card unbind &
  unbinding=$!
  check "  the status says what is wrong" is_at_fault
  check "  the LED blinks its fault" led_is 12 25
  wait "$unbinding" || true
  card bind
  check "  hearing again within 10 s" hears_within 10
  check "  the LED waits for a press" led_is 0.1 2
  check "  it is in the journal" one_more 'lost|stalled' "$before"
}

# The sound card's clock stops: it still counts as running, and gives nothing. The loopback can be driven by the clock of
# another stream, which is then ended.
card_clock() { guest 'nohup aplay -q -D hw:Loopback,0,7 -t raw -f S16_LE -r 48000 -c 2 --period-size=960 --buffer-size=9600 /dev/zero >/dev/null 2>&1 & echo $! >/run/rig/clock; sleep 1'; }
stall_capture() {
  local before
  guest 'systemctl stop shoptalkd shopper'
  card_clock
  # The stream's own number among the clocks of its device: twice its number for the sound that is played.
  guest 'echo Loopback.0.14 >/proc/asound/card0/timer_source; systemctl start shopper; sleep 1; echo >/proc/asound/card0/timer_source; systemctl start --no-block shoptalkd'
  check "  hearing by another's clock" hears_within 60
  before=$(events_of stalled)
  guest 'shoptalk press >/dev/null; sleep 1; kill -9 $(cat /run/rig/clock)'
  check "  the status says what is wrong" is_at_fault
  check "  hearing again within 10 s" hears_within 10
  check "  it is in the journal" one_more stalled "$before"
  check "  and so is the question that was not heard" journal_has '"outcome":"failed".*not heard to its end|not heard to its end.*"outcome":"failed"'
  guest 'systemctl restart shopper'
  check "  hearing" hears_within 10
}

fault_cards() {
  say "sound card pulled while idle"
  pull_card
  say "sound card pulled while listening"
  guest 'shoptalk press >/dev/null; sleep 0.5'
  pull_card
  check "  and so is the question that was not heard" journal_has 'not heard to its end'
  say "sound card pulled while speaking"
  guest 'shoptalk say "This is a long sentence that is being spoken while somebody pulls the card out of its socket." >/dev/null; sleep 1.5'
  pull_card
  check "and then it answers" ask 1
}

fault_stall() {
  say "stalled capture"
  stall_capture
}

fault_shop() {
  say "shop replaced in mid-question"
  guest 'cp -r /var/lib/shoptalk/shop /root/newshop && sed -i "s/^name *=.*/name = \"The New Shop\"/" /root/newshop/shop.toml'
  guest '(sleep 2; cp /root/newshop/* /var/lib/shoptalk/shop/) >/dev/null 2>&1 &'
  check "the question is answered" ask 2
  check "then the new shop answers" guest 'for i in $(seq 120); do shoptalk status --json | grep -q "The New Shop" && exit 0; sleep 0.5; done; exit 1'
  guest 'printf "rubbish = \n" >/var/lib/shoptalk/shop/shop.toml'
  check "a shop that cannot be read changes nothing but the status" guest 'for i in $(seq 60); do shoptalk status --json | grep -q "\"problem\":.*shop.toml" && break; sleep 0.5; done; shoptalk status --json | grep -q "The New Shop.*\|\"problem\":.*shop.toml"'
  check "and it still answers" ask 2
  check "the journal has both" guest 'shoptalk logs -n 60 --json | grep -q shop-applied && shoptalk logs -n 60 --json | grep -q shop-refused'
  guest 'cp /root/newshop/shop.toml /var/lib/shoptalk/shop/; sleep 5'
}

fault_models() {
  say "model removed and corrupted"
  guest 'd=$(readlink -f /usr/share/shoptalk/models); mv $d/moonshine-tiny-en.int8.gguf /root/m; systemctl restart --no-block shoptalkd; sleep 8'
  check "a missing model is named in the status" guest 'shoptalk status --json | grep -q "moonshine-tiny-en.int8.gguf"'
  check "and it does not claim to be well" is_not_well
  check "systemd's line says so" status_says 'No shop to answer from.*moonshine-tiny-en'
  check "the LED shows that there is no shop" led_is 2.5 6
  check "it is in the journal" journal_has '"what":"state.no-shop"'
  guest 'd=$(readlink -f /usr/share/shoptalk/models); head -c 1000000 /root/m >$d/moonshine-tiny-en.int8.gguf; sleep 15'
  check "nor with half a model" is_not_well
  check "the LED still shows it" led_is 2.5 6
  guest 'd=$(readlink -f /usr/share/shoptalk/models); cp /root/m $d/moonshine-tiny-en.int8.gguf'
  check "with the model back it hears without a hand" hears_within 60
}

fault_led() {
  say "LED line busy"
  guest 'systemctl stop shoptalkd; (gpioset --mode=signal $(gpiodetect | sed -n "s/ .*bcm2711.*//p") 22=1 & echo $! >/run/rig/busy) >/dev/null 2>&1; systemctl start --no-block shoptalkd'
  check "it hears all the same" hears_within 60
  check "and says so" journal_has 'line-unavailable'
  guest 'kill $(cat /run/rig/busy)'
  # gpioinfo of libgpiod 1.6 tells chips by name alone.
  check "and has the line once it is free" guest 'for i in $(seq 40); do gpioinfo $(gpiodetect | sed -n "s/ .*bcm2711.*//p") | grep "line *22:" | grep -q shoptalk && exit 0; sleep 0.5; done; gpioinfo | grep "line *22:"; exit 1'
  check "and says that, too" journal_has 'line-available'
}

fault_clock() {
  say "clock jumps by a year"
  guest 'date -s "+1 year" >/dev/null'
  check "hearing" hears_within 10
  check "it answers" ask 1
  check "the journal tells of it" journal_has 'the clock was put forward by 36[56] days'
  guest 'date -s "-1 year" >/dev/null'
  check "hearing after the jump back" hears_within 10
  check "the journal tells of that, too" journal_has 'the clock was put back by 36[56] days'
  check "no event was thrown away" guest 'shoptalk logs -n 200 --json | wc -l | { read n; [ "$n" -gt 10 ]; }'
}

fault_disk() {
  say "disk full"
  guest 'fallocate -l $(($(df -Pk / | awk "NR == 2 { print \$4 }") * 1024 - 100000)) /filler 2>/dev/null; dd if=/dev/zero of=/filler2 bs=64k 2>/dev/null; dd if=/dev/zero of=/filler3 bs=4k 2>/dev/null; sync; df -k / | tail -n 1'
  check "it answers with a full disk" ask_unkept 1
  check "it hears" hears_within 10
  check "the status says that the disk is full" guest 'shoptalk status | grep -i "0 MB free" && shoptalk status | grep -i "No space"'
  check "systemd's line says so" status_says 'Hearing.*No space left'
  check "the doctor says so" guest '! shoptalk doctor --no-ask >/run/rig/doctor && grep -qi "no space" /run/rig/doctor'
  guest 'rm -f /filler /filler2 /filler3; sleep 4'
  check "and writes again when there is room" guest 'for i in $(seq 40); do shoptalk status --json | grep -q "\"pending\":0" && exit 0; sleep 0.25; done; shoptalk status; exit 1'
  check "the question that was asked meanwhile is there" guest 'shoptalk logs -n 20 --json | grep "shoptalk.question" | tail -n 1 | grep -q "\"outcome\":\"answered\""'
  check "and the journal tells of it" journal_has '"what":"journal-failed"'
  check "and that it is over" journal_has '"what":"journal-written"'
}

# ask_unkept NUMBER: asks it where the journal cannot keep it: what counts is the event that it was answered.
ask_unkept() { guest "RIG_UNKEPT=1 RIG_PATIENCE=180 rig-ask /root/questions/$1.raw" | grep -q answered; }

# RIG_FAULTS="disk clock" takes some of them.
scenario_faults() {
  local fault
  make_questions 2
  for fault in ${RIG_FAULTS:-cards stall shop models led clock disk}; do "fault_$fault"; done
}
