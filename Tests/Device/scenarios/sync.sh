# shellcheck shell=bash
# The sender: off until it is told where to, alive without a network, and within its walls.

scenario_sync() {
  check "the sender ends well where no receiver is named" guest \
    'systemctl restart shoptalk-sync; sleep 2; [ "$(systemctl show shoptalk-sync -p Result --value)" = success ] && shoptalk sync status | grep -q "off"'
  guest 'printf "\n[sync]\nendpoint = \"https://10.0.2.2:9\"\n" >>/etc/shoptalk/shoptalk.toml; systemctl restart shoptalk-sync; sleep 5'
  check "it stays up without a network" guest 'systemctl is-active --quiet shoptalk-sync'
  check "and says what is in the way" guest 'shoptalk sync status; shoptalk sync status | grep -q "NOT sending"'
  check "nobody but root may read the token" guest \
    'install -m 600 /dev/null /etc/shoptalk/sync.token; echo secret >/etc/shoptalk/sync.token; systemctl restart shoptalk-sync; sleep 3; systemctl is-active --quiet shoptalk-sync && setpriv --reuid=shoptalk --regid=shoptalk --clear-groups sh -c "cat /etc/shoptalk/shoptalk.toml >/dev/null && ! cat /etc/shoptalk/sync.token 2>/dev/null"'
  check "it reads the journal, and may write its own place in it and the inbox of bundles alone" guest \
    'as() { nsenter -t $(systemctl show -p MainPID --value shoptalk-sync) -m setpriv --reuid=shoptalk-sync --regid=shoptalk --init-groups sh -c "cd /var/lib/shoptalk && $1" 2>/dev/null; }
    as "cat journal/*.journal | grep -q ." && for place in journal/readers bundles/inbox; do as "touch $place/.x && rm $place/.x" || { echo "not $place"; exit 1; }; done
    for place in . journal shop bundles bundles/applied cache /etc /usr; do as "touch $place/.x" && { echo "$place"; exit 1; }; done; true'
  check_exposure shoptalk-sync 1.6
  guest 'sed -i "/^\[sync\]$/,\$d" /etc/shoptalk/shoptalk.toml; rm /etc/shoptalk/sync.token; systemctl restart shoptalk-sync'
}
