#!/bin/bash
# The kiosk's hardware, simulated: a sound card whose two ends are joined, and a GPIO chip with a button and a LED.
#   shopper  -> microphone   hw:Loopback,0,0 -> hw:Loopback,1,0
#   speaker  -> test         hw:Loopback,1,1 -> hw:Loopback,0,1
set -eu
modprobe snd-aloop
modprobe gpio-sim
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
chip=/sys/kernel/config/gpio-sim/kiosk
if [ ! -d "$chip" ]; then
  mkdir "$chip" "$chip/bank0"
  echo 58 >"$chip/bank0/num_lines"
  echo pinctrl-bcm2711 >"$chip/bank0/label"
  echo 1 >"$chip/live"
fi
ln -sfn "/sys/devices/platform/$(cat "$chip/dev_name")/$(cat "$chip/bank0/chip_name")" /run/rig-gpio
# Nobody presses: the button's line is pulled up.
for line in 17 22 23 24; do echo pull-up >"/run/rig-gpio/sim_gpio$line/pull"; done
