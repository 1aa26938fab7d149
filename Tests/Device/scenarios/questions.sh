# shellcheck shell=bash
# Questions asked through loopback and button, each answered aloud; what the speaker gave is transcribed again.

# make_questions COUNT: recordings of the first COUNT questions, in the guest.
make_questions() {
  local folder=$run/questions number=0 question expected
  rm -rf "$folder" && mkdir -p "$folder"
  while IFS=$'\t' read -r question expected && [ "$number" -lt "$1" ]; do
    number=$((number + 1))
    "$programs/shoptalk" say "$question" --voice rms --wav "$folder/$number.wav"
    python3 "$here/shopper.py" raw "$folder/$number.wav" "$folder/$number.raw"
  done <"$here/questions.tsv"
  rm -f "$folder"/*.wav
  to_guest "$folder" /root/questions
}

# ask NUMBER: asks it; the speaker's sound goes to $run/answers/NUMBER.wav, what happened to NUMBER.json.
ask() {
  local status=0
  mkdir -p "$run/answers"
  guest "mkdir -p /run/rig; rm -f /run/rig/answer.wav; arecord -q -D plughw:CARD=Loopback,DEV=0,SUBDEV=1 -f S16_LE -r 16000 -c 1 -t wav /run/rig/answer.wav 2>/dev/null &
    r=\$!; RIG_MEANWHILE='${RIG_MEANWHILE:-}' RIG_PATIENCE=${RIG_PATIENCE:-180} rig-ask /root/questions/$1.raw; s=\$?; sleep 0.5; kill -INT \$r; wait \$r; exit \$s" \
    >"$run/answers/$1.json" || status=$?
  # Where it cannot be had, an older one must not pass for it.
  guest cat /run/rig/answer.wav >"$run/answers/$1.wav" || { rm -f "$run/answers/$1.wav"; status=1; }
  return "$status"
}

scenario_questions() {
  local count=${1:-20} number right=0 question expected text said
  make_questions "$count"
  # Turned off and on, and nobody logs in to help.
  check "it is turned off" turn_off
  boot
  check "hearing from the boot on" hears_within 60
  for number in $(seq "$count"); do
    IFS=$'\t' read -r question expected < <(sed -n "${number}p" "$here/questions.tsv")
    if ! ask "$number"; then
      say "  $number: $(cat "$run/answers/$number.json")"
      continue
    fi
    said=$("$programs/shoptalk" transcribe "$run/answers/$number.wav" --models "$checkout/Models/out" --json |
      python3 "$here/shopper.py" field text) || said=
    text=$(python3 "$here/shopper.py" field attributes.answer <"$run/answers/$number.json" 2>/dev/null) || text=
    if python3 "$here/shopper.py" has "$expected" <<<"$said"; then right=$((right + 1)); fi
    say "  $number: “$question” → “$text”; heard again: “$said”"
  done
  check "$right of $count answers, transcribed again, contain the fact (85 % are wanted)" \
    test $((right * 100)) -ge $((count * 85))
}
