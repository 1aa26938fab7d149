#!/usr/bin/env bash
# The one door: everything that is done with a checkout of Shoptalk is done through this script.
# The rooms behind it are in Firmware/deploy/, one file per concern.
set -Eeuo pipefail

here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
cd -- "$here"

for part in ui system models build try test install; do
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
                   faithful   ten thousand questions to made-up shops, judged by their files alone
                   tokenizers a hundred thousand strings for each vocabulary (long)
                   fuzz       a million damaged files for each parser (long)
                   sync       ten thousand records, fifty times, through every fault on the way (long)
                   interop    the sender against rotel, the official messages and a sloppy sink
                   pages      the hub's pages in a browser, on a phone and on a screen
                   load       a thousand devices at once, the hub beside rotel
                   device     the device in emulation: sound, button, faults, pulled plugs (long)
                   overlays   the device trees of the board presets
                   NAME       the Swift tests whose name contains NAME
  install [user@host[:port]] [--shop DIR]
                 put this version on a device (or on this machine), start it, and go back if it does not come to hear
  remove [user@host[:port]] [--data]
                 take it away again; with --data also shop, journal and configuration
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
  install)
    shift
    command_install "$@"
    ;;
  remove)
    shift
    command_remove "$@"
    ;;
  help | -h | --help) usage ;;
  '')
    usage >&2
    exit 64
    ;;
  *) fail_usage "no command '$1'" ;;
esac
