#!/usr/bin/env bash
# Many questions in a row, on this machine: what the daemon holds must not grow.
#   soak.sh [COUNT]         200 by default, about ten seconds each; prints a line for every twenty, fails where the resident
#                           size grows by more than 3 % from the twentieth to the last, or threads or descriptors do
set -Eeuo pipefail
here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
count=${1:-200}
# shellcheck source=/dev/null
. "$here/native.sh"

mkdir "$place/questions"
number=0
while IFS=$'\t' read -r question _; do
  number=$((number + 1))
  "$programs/shoptalk" say "$question" --voice rms --wav "$place/question.wav"
  python3 "$here/shopper.py" raw "$place/question.wav" "$place/questions/$(printf %02d "$number").raw"
done <"$here/questions.tsv"
start_native
python3 "$here/soak.py" "$place/control.sock" "$place/questions" "$place/say" "$daemon" "$count"
