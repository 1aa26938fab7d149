# shellcheck shell=bash
# The sender: off until it is told where to, alive without a network, and within its walls.

scenario_sync() {
  check "the sender ends well where no receiver is named" guest \
    'systemctl restart shoptalk-sync; sleep 2; [ "$(systemctl show shoptalk-sync -p Result --value)" = success ] && shoptalk sync status | grep -q "off"'
  guest 'printf "\n[sync]\nendpoint = \"https://10.0.2.2:9\"\n" >>/etc/shoptalk/shoptalk.toml; systemctl restart shoptalk-sync; sleep 5'
  check "it stays up without a network" guest 'systemctl is-active --quiet shoptalk-sync'
  check "and says what is in the way" guest 'shoptalk sync status; shoptalk sync status | grep -q "NOT sending"'
  check "nobody but root may read the token" guest \
    'install -m 600 /dev/null /etc/shoptalk/sync.token; echo secret >/etc/shoptalk/sync.token; systemctl restart shoptalk-sync; sleep 3; systemctl is-active --quiet shoptalk-sync && ! setpriv --reuid=shoptalk --regid=shoptalk --clear-groups cat /etc/shoptalk/sync.token 2>/dev/null'
  check "it reads the journal, and acknowledges in it alone" guest \
    'systemctl show shoptalk-sync -p ReadWritePaths --value | grep -qx -- "-/var/lib/shoptalk/journal/readers"'
  check "systemd finds little to fear (1.6 at most)" guest \
    'systemd-analyze security shoptalk-sync --no-pager | sed -n "s/.*level for .*: \([0-9.]*\).*/\1/p" | awk "{ exit !(\$1 <= 1.6) }"'
  check "nor in the one that hears (1.0 at most)" guest \
    'systemd-analyze security shoptalkd --no-pager | sed -n "s/.*level for .*: \([0-9.]*\).*/\1/p" | awk "{ exit !(\$1 <= 1.0) }"'
  guest 'sed -i "/^\[sync\]$/,\$d" /etc/shoptalk/shoptalk.toml; rm /etc/shoptalk/sync.token; systemctl restart shoptalk-sync'
}
