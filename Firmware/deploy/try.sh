# shellcheck shell=bash
# `try`: from a bare machine to a spoken answer.

example_shop=Firmware/examples/grocery
example_question=Firmware/examples/question.wav

# has_sound_card: whether the kernel knows a device that can play.
has_sound_card() { ls /dev/snd/pcm*p >/dev/null 2>&1; }

command_try() {
  printf 'Preparing\n'
  local extra=()
  if has_sound_card; then extra+=(alsa-utils); fi
  prepare_system "${extra[@]}"
  fetch_models
  build_release

  printf '\nAsking the example shop (%s) with %s\n' "$example_shop" "$example_question"
  shown "Answering" "Run '$shoptalk ask --help', or './deploy.sh test' to see which part is broken." \
    "$shoptalk" ask --shop "$example_shop" --wav "$example_question" --speak answer.wav
  note "spoken  $here/answer.wav"

  if has_sound_card; then
    note "playing it …"
    aplay -q answer.wav || note "It cannot be played; 'aplay -l' lists the sound cards."
  else
    note "played  not here: this machine has no sound card"
  fi
  printf '\nAsk on: %s ask --shop %s "which aisle is the oat milk in"\n' "$shoptalk" "$example_shop"
  if [ -t 0 ] && [ -t 1 ]; then
    "$shoptalk" ask --shop "$example_shop" || true
  fi
}
