# shellcheck shell=bash
# From nothing to a device that hears, and back to nothing.

scenario_install() {
  install_device || { bad "deploy.sh installs over SSH and the device comes to hear"; exit 1; }
  pass "deploy.sh installs over SSH and the device comes to hear"
  check "the service is ready" guest 'systemctl is-active --quiet shoptalkd'
  check "its status says so" guest 'systemctl show shoptalkd -p StatusText --value | grep -q Hearing'
  check "the socket answers curl's way of asking" guest \
    'printf "GET /v1/status HTTP/1.0\r\n\r\n" | perl -MIO::Socket::UNIX -e "\$s=IO::Socket::UNIX->new(\"/run/shoptalk/control.sock\") or die; print \$s \$_ while <STDIN>; print while <\$s>" | grep -q "\"is_hearing\":true"'
  check "the socket is for the group alone" guest '[ "$(stat -c %a:%G /run/shoptalk/control.sock)" = 660:shoptalk ]'
  check "nobody else may talk to the daemon" guest 'setpriv --reuid=65534 --regid=65534 --clear-groups sh -c "! shoptalk status 2>&1" | grep -q "may not talk to the daemon"'
}

scenario_remove() {
  check "deploy.sh removes" remove_device
  check "nothing is left but the data" guest 'for left in /usr/lib/shoptalk* /usr/bin/shoptalk* /etc/systemd/system/*shoptalk* /usr/share/shoptalk*; do ! [ -e "$left" ] || { echo "$left"; exit 1; }; done; [ -d /var/lib/shoptalk/journal ]'
  check "deploy.sh removes the data when asked" remove_device --data
  check "nothing is left" guest '! find / -xdev -iname "*shoptalk*" -not -path "/proc/*" 2>/dev/null | grep .'
}

# A version that does not come to hear is taken back.
scenario_rollback() {
  local before
  before=$(guest readlink /usr/lib/shoptalk/current)
  # The new version's daemon starts, and never hears.
  guest "mkdir -p /root/bad && cp -a $before /root/bad/release && rm /root/bad/release/models && cp /root/bad/release/bin/device.sh /root/bad/ &&
    basename \$(readlink $before/models) >/root/bad/models.name && echo broken >/root/bad/name &&
    printf '#!/bin/sh\n[ \"\$1\" = --check ] || sleep 1000\n' >/root/bad/release/bin/shoptalkd"
  check "a version that does not hear is refused" guest '! SHOPTALK_HEARS_WITHIN=40 sh /root/bad/device.sh activate /root/bad >/root/bad/log 2>&1'
  check "whoever installs is told" guest 'grep "did not come to hear.*runs again and hears" /root/bad/log || { cat /root/bad/log; exit 1; }'
  check "the one before runs again" test "$(guest readlink /usr/lib/shoptalk/current)" = "$before"
  check "and hears" hears_within 10
  check "nothing of the refused one is left" guest '[ ! -e /usr/lib/shoptalk/releases/broken ]'
}
