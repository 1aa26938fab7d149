# shellcheck shell=bash
# What goes wrong in shops. After each accident: hearing again within 10 s, the event in the journal, and a status that
# told the truth meanwhile.

card() { guest "echo snd_aloop.0 >/sys/bus/platform/drivers/snd_aloop/$1"; }

# told PATTERN: how many events of the journal say so.
told() { guest "shoptalk logs -n 10000 --json | grep -cE '$1'" || true; }
# told_more PATTERN COUNT: whether there are more than there were: what an earlier accident left behind is no proof.
told_more() { [ "$(told "$1")" -gt "$2" ]; }

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

# status_says PATTERN [SECONDS]: whether systemd's line comes to say so, within ten seconds or so many.
status_says() {
  within "${2:-10}" "systemctl show shoptalkd -p StatusText --value | grep -qE '$1'" ||
    { guest systemctl show shoptalkd -p StatusText --value; return 1; }
}
is_not_well() { guest '! shoptalk status >/dev/null 2>&1'; }
# Both at once: a fault may be over soon.
is_at_fault() {
  within 10 'systemctl show shoptalkd -p StatusText --value | grep -q FAULT && ! shoptalk status >/dev/null 2>&1'
}

# events_of PATTERN: how many events of the kind the journal has.
events_of() { told "\"what\":\"($1)\""; }
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

# A question that was lost with the card.
not_heard='"outcome":"failed".*not heard to its end|not heard to its end.*"outcome":"failed"'

# The sound card's clock stops: it still counts as running, and gives nothing. The loopback can be driven by the clock of
# another stream, which is then ended.
card_clock() { guest 'nohup aplay -q -D hw:Loopback,0,7 -t raw -f S16_LE -r 48000 -c 2 --period-size=960 --buffer-size=9600 /dev/zero >/dev/null 2>&1 & echo $! >/run/rig/clock; sleep 1'; }
stall_capture() {
  local before unheard
  guest 'systemctl stop shoptalkd shopper'
  card_clock
  # The stream's own number among the clocks of its device: twice its number for the sound that is played.
  guest 'echo Loopback.0.14 >/proc/asound/card0/timer_source; systemctl start shopper; sleep 1; echo >/proc/asound/card0/timer_source; systemctl start --no-block shoptalkd'
  check "  hearing by another's clock" hears_within 60
  before=$(events_of stalled) unheard=$(told "$not_heard")
  guest 'shoptalk press >/dev/null; sleep 1; kill -9 $(cat /run/rig/clock)'
  check "  the status says what is wrong" is_at_fault
  check "  hearing again within 10 s" hears_within 10
  check "  it is in the journal" one_more stalled "$before"
  check "  and so is the question that was not heard" told_more "$not_heard" "$unheard"
  guest 'systemctl restart shopper'
  check "  hearing" hears_within 10
}

fault_cards() {
  local unheard
  say "sound card pulled while idle"
  pull_card
  say "sound card pulled while listening"
  unheard=$(told "$not_heard")
  guest 'shoptalk press >/dev/null; sleep 0.5'
  pull_card
  check "  and so is the question that was not heard" told_more "$not_heard" "$unheard"
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
  local applied refused
  say "shop replaced in mid-question"
  applied=$(events_of shop-applied) refused=$(events_of shop-refused)
  guest 'rm -rf /root/newshop && cp -r /var/lib/shoptalk/shop /root/newshop && sed -i "s/^name *=.*/name = \"The New Shop\"/" /root/newshop/shop.toml'
  check "the question is answered" answers_while 2 'cp /root/newshop/* /var/lib/shoptalk/shop/'
  check "then the new shop answers" status_has 'The New Shop' 60
  guest 'printf "rubbish = \n" >/var/lib/shoptalk/shop/shop.toml'
  check "a shop that cannot be read is told in the status" status_has '"problem":"[^"]*shop.toml' 60
  check "and the one before goes on" status_has '"name":"The New Shop"' 0
  check "and answers" answers_while 2
  check "the journal has the new one" one_more shop-applied "$applied"
  check "and the refusal" one_more shop-refused "$refused"
  guest 'cp /root/newshop/shop.toml /var/lib/shoptalk/shop/'
  check "mended, it is taken" within 60 'shoptalk status --json | grep "\"is_hearing\":true" | grep -qv "\"problem\":\"[^\"]*shop.toml"'
}

# answers_while NUMBER [COMMAND]: asks it, and does something while the shopper speaks; it must be answered.
answers_while() {
  RIG_MEANWHILE=${2:-} ask "$1" && grep -q '"outcome":"answered"' "$run/answers/$1.json" ||
    { cat "$run/answers/$1.json"; return 1; }
}

fault_models() {
  local before
  say "model removed and corrupted"
  before=$(events_of state.no-shop)
  guest 'd=$(readlink -f /usr/share/shoptalk/models); mv $d/moonshine-tiny-en.int8.gguf /root/m; systemctl restart --no-block shoptalkd'
  check "a missing model is named in the status" status_has '"state":"no-shop".*moonshine-tiny-en.int8.gguf.*missing|moonshine-tiny-en.int8.gguf.*missing.*"state":"no-shop"' 60
  check "and it does not claim to be well" is_not_well
  check "systemd's line says so" status_says 'No shop to answer from.*moonshine-tiny-en.*missing'
  check "the LED shows that there is no shop" led_is 2.5 6
  check "it is in the journal" one_more state.no-shop "$before"
  guest 'd=$(readlink -f /usr/share/shoptalk/models); head -c 14000000 /root/m >$d/.m && mv $d/.m $d/moonshine-tiny-en.int8.gguf'
  check "half a model is told from a missing one" status_says 'No shop to answer from.*moonshine-tiny-en.*but there are' 60
  check "nor does it claim to be well" is_not_well
  check "the LED still shows it" led_is 2.5 6
  # One byte in the middle of the weights, as a worn card gives it.
  guest 'd=$(readlink -f /usr/share/shoptalk/models); cp /root/m $d/.m && printf "\377\000\252\125" | dd of=$d/.m bs=1 seek=15000000 conv=notrunc 2>/dev/null && mv $d/.m $d/moonshine-tiny-en.int8.gguf'
  check "damaged weights are told by their checksum" status_says 'No shop to answer from.*moonshine-tiny-en.*checksum' 60
  check "nor does it claim to be well" is_not_well
  guest 'd=$(readlink -f /usr/share/shoptalk/models); cp /root/m $d/.m && mv $d/.m $d/moonshine-tiny-en.int8.gguf; rm /root/m'
  check "with the model back it hears without a hand" hears_within 10
}

fault_led() {
  local unavailable available
  say "LED line busy"
  unavailable=$(events_of line-unavailable) available=$(events_of line-available)
  guest 'systemctl stop shoptalkd; (gpioset --mode=signal $(gpiodetect | sed -n "s/ .*bcm2711.*//p") 22=1 & echo $! >/run/rig/busy) >/dev/null 2>&1; systemctl start --no-block shoptalkd'
  check "it hears all the same" hears_within 60
  check "and says so" one_more line-unavailable "$unavailable"
  guest 'kill $(cat /run/rig/busy)'
  # gpioinfo of libgpiod 1.6 tells chips by name alone.
  check "and has the line once it is free" within 20 'gpioinfo $(gpiodetect | sed -n "s/ .*bcm2711.*//p") | grep "line *22:" | grep -q shoptalk'
  check "and says that, too" one_more line-available "$available"
}

fault_clock() {
  local forward='the clock was put forward by 36[56] days' back='the clock was put back by 36[56] days' before
  say "clock jumps by a year"
  guest 'cat >/run/rig/uids; chmod 755 /run/rig/uids; /run/rig/uids >/run/rig/before; [ -s /run/rig/before ]' <<'SH' ||
#!/bin/sh
shoptalk logs -n 10000 --json | sed -n 's/.*"uid":"\([^"]*\)".*/\1/p' | sort
SH
    bad "  the journal is empty"
  before=$(told "$forward")
  guest 'date -s "+1 year" >/dev/null'
  check "hearing" hears_within 10
  check "it answers" ask 1
  check "the journal tells of it" told_more "$forward" "$before"
  before=$(told "$back")
  guest 'date -s "-1 year" >/dev/null'
  check "hearing after the jump back" hears_within 10
  check "the journal tells of that, too" told_more "$back" "$before"
  check "no event was thrown away" guest '/run/rig/uids | comm -23 /run/rig/before - >/run/rig/thrown; cat /run/rig/thrown; [ ! -s /run/rig/thrown ]'
}

fault_disk() {
  local low room failed written
  low=$(events_of disk-low) room=$(events_of disk-room) failed=$(events_of journal-failed) written=$(events_of journal-written)
  say "disk full"
  guest 'fallocate -l $(($(df -Pk / | awk "NR == 2 { print \$4 }") * 1024 - 100000)) /filler 2>/dev/null; dd if=/dev/zero of=/filler2 bs=64k 2>/dev/null; dd if=/dev/zero of=/filler3 bs=4k 2>/dev/null; sync; df -k / | tail -n 1'
  check "systemd's line says that the disk is nearly full" status_says 'Hearing.*the disk is nearly full \(0 MB free\)'
  check "and so does the status" guest 'shoptalk status | grep "the disk is nearly full (0 MB free)"'
  check "it answers with a full disk" ask_unkept 1
  check "it hears" hears_within 10
  # The journal's last block may have had room for that question: something happens until it has none.
  check "the status says that the journal cannot be written" within 60 \
    'rig-ask --mutes 5 >/dev/null; shoptalk status | grep "No space left"'
  check "systemd's line says so" status_says 'Hearing.*No space left'
  check "the doctor says so" guest '! shoptalk doctor --no-ask >/run/rig/doctor && grep -qi "no space" /run/rig/doctor && grep -q "nearly full" /run/rig/doctor'
  check "with a journal that cannot be written it answers all the same" ask_unkept 2
  guest 'rm -f /filler /filler2 /filler3'
  check "it writes again when there is room" within 20 'shoptalk status --json | grep -q "\"pending\":0[,}]"'
  check "systemd's line is well again" within 10 'systemctl show shoptalkd -p StatusText --value | grep Hearing | grep -qvE "No space|nearly full"'
  check "the question that was asked meanwhile is there" guest 'shoptalk logs -n 1000 --json | grep "shoptalk.question" | tail -n 1 | grep "\"outcome\":\"answered\"" | grep -qi peppermint'
  check "and the journal tells that the disk was low" one_more disk-low "$low"
  check "and that it could not be written" one_more journal-failed "$failed"
  check "and that it can be written again" one_more journal-written "$written"
  check "and that there is room again" one_more disk-room "$room"
}

# ask_unkept NUMBER: asks it where the journal cannot keep it: what counts is the event that it was answered.
ask_unkept() { guest "RIG_UNKEPT=1 RIG_PATIENCE=180 rig-ask /root/questions/$1.raw" | grep -q answered; }

# The daemon's process: killed, and stopped, which only the watchdog can notice.
process() { guest systemctl show -p MainPID --value shoptalkd; }
# another_process OLD SECONDS: whether systemd has started another.
another_process() {
  within "$2" "p=\$(systemctl show -p MainPID --value shoptalkd); [ \"\$p\" != $1 ] && [ \"\$p\" != 0 ]"
}
fault_process() {
  local old started
  say "kill -9"
  old=$(process) started=$(events_of started)
  guest "kill -9 $old"
  check "another process is started" another_process "$old" 5
  check "hearing again within 10 s" hears_within 10
  check "the LED waits for a press" led_is 0.1 2
  check "it is in the journal" one_more started "$started"
  say "SIGSTOP"
  old=$(process) started=$(events_of started)
  guest "kill -STOP $old"
  check "the watchdog starts another process" another_process "$old" 15
  check "hearing again within 10 s" hears_within 10
  check "the LED waits for a press" led_is 0.1 2
  check "it is in the journal" one_more started "$started"
  check "and then it answers" answers_while 1
}

# A card that wears out is made read-only by the kernel, in mid-service; the daemon is started again, then the machine.
fault_readonly() {
  local old
  say "card is mounted read-only"
  guest 'echo u >/proc/sysrq-trigger; for i in $(seq 40); do touch /root/x 2>/dev/null || exit 0; sleep 0.25; done; exit 1' ||
    bad "  the card is still writable"
  check "systemd's line says so" status_says 'Hearing.*the disk is read-only'
  guest 'mount -o remount,rw /'
  check "and that it is over" within 10 'systemctl show shoptalkd -p StatusText --value | grep Hearing | grep -qv read-only'
  say "card fails"
  # What ext4 does at an error of its device. Later kernels tell of it only where something is written.
  guest 'mount -o remount,abort / 2>/dev/null; ! touch /root/x 2>/dev/null' || bad "  the card is still writable"
  check "it answers" ask_unkept 1
  check "systemd's line says that the journal cannot be written" status_says 'Hearing.*the journal cannot be written \(Read-only'
  old=$(process)
  guest "kill -9 $old"
  check "another process is started" another_process "$old" 5
  check "hearing again within 10 s" hears_within 10
  check "systemd's line says that there is no journal" status_says 'Hearing.*Read-only'
  check "and so does the doctor" guest '! shoptalk doctor --no-ask >/run/rig/doctor && grep -q Read-only /run/rig/doctor'
  check "it answers all the same" ask_unkept 1
  pull_plug
  boot
  check "started anew with a card that can be written it hears" hears_within 90
  check "and keeps what is asked" answers_while 1
}

fault_presses() {
  local took
  say "fifty presses in a second"
  took=$(guest rig-ask --bounce 50)
  check "they come in $took ms" test "$took" -le 1500
  check "hearing within 10 s" hears_within 10
  took=$(guest rig-ask --presses 50)
  check "and fifty from the control socket in $took ms" test "$took" -le 5000
  check "hearing within 10 s" hears_within 10
  check "the process is the same" test "$(guest systemctl show -p NRestarts --value shoptalkd)" = "$restarts"
  check "and then it answers" answers_while 1
}

# RIG_FAULTS="disk clock" takes some of them.
scenario_faults() {
  local fault restarts
  make_questions 2
  restarts=$(guest systemctl show -p NRestarts --value shoptalkd)
  for fault in ${RIG_FAULTS:-presses cards stall shop models led clock disk process readonly}; do "fault_$fault"; done
}
