#!/usr/bin/env bash
# The one door: everything that is done with a checkout of Shoptalk is done through this script.
# The rooms behind it are in Firmware/deploy/, one file per concern.
set -Eeuo pipefail

here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
cd -- "$here"

for part in ui system models build try test; do
  # shellcheck source=/dev/null
  . "Firmware/deploy/$part.sh"
done

usage() {
  cat <<'TEXT'
usage: ./deploy.sh COMMAND

  try            install what is needed, fetch the models, build, and answer a spoken question
  test [NAME]    run all tests, or those that NAME selects:
                   format     the style of the sources
                   python     the tests of Models/
                   kernels    every instruction set gives the same bits (aarch64 in emulation)
                   questions  the question sets, scored
                   fuzz       a million damaged files for each parser (long)
                   NAME       the Swift tests whose name contains NAME
  help           this text

Each command installs only what is missing, shows its progress, and can be run again at once.
Needs Debian 12 or later (or Raspberry Pi OS), Swift 6.2 or later, and root or sudo for system packages.
TEXT
}

case "${1-}" in
  try)
    [ $# -eq 1 ] || fail_usage "'try' takes no argument"
    command_try
    ;;
  test)
    [ $# -le 2 ] || fail_usage "'test' takes one name at most"
    command_test "${2-}"
    ;;
  help | -h | --help) usage ;;
  '')
    usage >&2
    exit 64
    ;;
  *) fail_usage "no command '$1'" ;;
esac
