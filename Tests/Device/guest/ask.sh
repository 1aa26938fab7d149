#!/bin/bash
# In the guest: one question after another through button and loopback.
#   rig-ask NAME.raw [hold]     presses, lets the shopper speak, waits until the device is idle again; prints what happened
set -u
gpio=/run/rig-gpio/sim_gpio${RIG_BUTTON:-17}
state() { shoptalk status --json 2>/dev/null | sed -n 's/.*"state":"\([a-z-]*\)".*/\1/p'; }
wait_for() { # wait_for STATE SECONDS
  local left=$(($2 * 5))
  while [ "$left" -gt 0 ]; do
    [[ " $1 " != *" $(state) "* ]] || return 0
    sleep 0.2
    left=$((left - 1))
  done
  return 1
}
press() { echo pull-down >"$gpio/pull"; sleep 0.12; echo pull-up >"$gpio/pull"; }
wait_for idle 60 || { echo "not idle: $(state)"; exit 1; }
press
wait_for listening 10 || { echo "does not listen: $(state)"; exit 1; }
cp "$1" "/run/rig/say/.next" && mv "/run/rig/say/.next" "/run/rig/say/$(basename "$1")"
wait_for "thinking speaking" 60 || { echo "never thinks: $(state)"; exit 1; }
wait_for idle "${RIG_PATIENCE:-120}" || { echo "never ends: $(state)"; exit 1; }
# Something about the device may have come after it.
shoptalk logs -n 30 --json | grep '"name":"shoptalk.question"' | tail -n 1
