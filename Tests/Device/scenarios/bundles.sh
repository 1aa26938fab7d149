# shellcheck shell=bash
# The shop comes from the merchant's hub as signed bundles: the sender in the guest fetches them over TLS, the daemon,
# which has no network, opens them; what is no good changes nothing and is told.

# The guest reaches the hub by its name, through the SSH connection: it has no other network.
hub_name=hub.shop.example
hub_port=14318

# hub COMMAND...: the hub's program, in its folder of this run.
hub() { "$checkout/.build/release/shoptalk-hub" "$@" --data "$run/hub/data"; }

# hub_certificate: an authority of its own, and the hub's certificate by it, in $run/hub.
hub_certificate() {
  (
    cd "$run/hub"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=rig
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout hub.key -out hub.csr -subj "/CN=$hub_name"
    openssl x509 -req -in hub.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out hub.pem \
      -extfile <(echo "subjectAltName=DNS:$hub_name")
  ) >/dev/null 2>&1
}

# serve COMMAND...: starts a server, and leads the guest to the port that it prints.
serve() {
  : >"$run/hub/log"
  "$@" >"$run/hub/log" 2>&1 &
  hub_pid=$!
  local left=50 port
  until port=$(sed -n 's/^listening at .*:\([0-9]*\)$/\1/p' "$run/hub/log") && [ -n "$port" ]; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { cat "$run/hub/log" >&2; return 1; }
    sleep 0.2
  done
  way_to=$port
  way forward
}
# way forward|cancel: the guest's way to the server.
way() { ssh "${ssh_options[@]}" -O "$1" -R "127.0.0.1:$hub_port:127.0.0.1:$way_to" root@127.0.0.1; }
serve_hub() {
  serve "$checkout/.build/release/shoptalk-hub" serve --data "$run/hub/data" --port 0 \
    --tls-certificate "$run/hub/hub.pem" --tls-key "$run/hub/hub.key"
}
# serve_thief FILE: somebody with the hub's certificate, but not its key for bundles, hands out FILE.
serve_thief() { serve python3 "$here/shopper.py" serve "$1" "$run/hub/hub.pem" "$run/hub/hub.key"; }
end_serving() {
  way cancel
  kill "$hub_pid" 2>/dev/null || true
  wait "$hub_pid" 2>/dev/null || true
  # The guest has to notice it before the way can be laid again.
  within 30 "! grep -qi ':$(printf %04X "$hub_port") .* 0A ' /proc/net/tcp" ||
    { guest 'cat /proc/net/tcp; ps -ef | grep sshd'; return 1; }
}

# shop_copy NAME PRICE: the grocery, where the oat milk has another price.
shop_copy() {
  rm -rf "$run/hub/$1" && cp -r "$checkout/Firmware/examples/grocery" "$run/hub/$1"
  python3 "$here/shopper.py" reprice "$run/hub/$1/catalog.csv" oat-milk "$2"
}

# answers_from NUMBER SECONDS: whether the daemon says so within the time.
answers_from() {
  guest "for i in \$(seq $(($2 * 2))); do shoptalk status --json | grep -q '\"bundle\":$1[,}]' && exit 0; sleep 0.5; done; shoptalk status; shoptalk sync status; journalctl -u shoptalk-sync -n 5 --no-pager; exit 1"
}
# refused PATTERN SECONDS: whether status and journal say within the time why a bundle was not taken.
refused() {
  guest "for i in \$(seq $(($2 * 2))); do shoptalk status --json | grep -q '\"problem\":\"[^\"]*$1' && break; sleep 0.5; done
    shoptalk status --json | grep -q '\"problem\":\"[^\"]*$1' || { shoptalk status; ls -la /var/lib/shoptalk/bundles/*; exit 1; }
    sleep 3; shoptalk logs -n 60 --json | grep '\"what\":\"bundle-refused\"' | grep -q '$1'"
}
# price_is PATTERN: what a shopper is told who asks for the price of the oat milk.
price_is() {
  ask 1 && python3 "$here/shopper.py" field attributes.answer <"$run/answers/1.json" | grep -E "$1" ||
    { cat "$run/answers/1.json"; return 1; }
}

# without_hub: the device as it was before it knew of one.
without_hub() {
  guest "mv /root/before.toml /etc/shoptalk/shoptalk.toml; rm -rf /etc/shoptalk/sync.token /var/lib/shoptalk/bundles/applied/* /var/lib/shoptalk/bundles/inbox/*; systemctl restart shoptalkd shoptalk-sync"
}

scenario_bundles() {
  local key bad applied
  [ -x "$checkout/.build/release/shoptalk-hub" ] ||
    (cd "$checkout" && swift build -c release --product shoptalk-hub >/dev/null)
  make_questions 1
  # What a run left that was cut off.
  guest '[ ! -e /root/before.toml ]' || without_hub
  rm -rf "$run/hub" && mkdir -p "$run/hub"
  hub_certificate
  shop_copy second 4.10
  shop_copy third 5.20
  serve_hub
  hub publish "$checkout/Firmware/examples/grocery" >/dev/null
  key=$(hub key)
  # As by the network's time: certificates are for a time, and the machine's clock is its own.
  guest "date -s @$(date +%s) >/dev/null"
  guest "echo '127.0.0.1 $hub_name' >>/etc/hosts; cat >/etc/shoptalk/ca.pem" <"$run/hub/ca.pem"
  hub enrol kiosk | guest 'install -m 600 /dev/stdin /etc/shoptalk/sync.token'
  guest "cp /etc/shoptalk/shoptalk.toml /root/before.toml; printf '\n[shop]\nbundle_key = \"%s\"\n\n[sync]\nendpoint = \"https://$hub_name:$hub_port\"\nca_file = \"/etc/shoptalk/ca.pem\"\ninterval = 2\nbundle_interval = 10\n' '$key' >>/etc/shoptalk/shoptalk.toml
    systemctl reload shoptalkd; systemctl restart shoptalk-sync"
  check "the hub's first bundle is fetched, and answers" answers_from 1 90
  check "it hears" hears_within 10
  applied=$(events_of bundle-applied)
  hub publish "$run/hub/second" >/dev/null
  check "a new price at the hub becomes bundle 2 on the device" answers_from 2 90
  check "and is what a shopper is told" price_is '4\.10'
  check "the journal tells of it" one_more bundle-applied "$applied"
  check "the sender may not change what is opened" guest \
    'setpriv --reuid=shoptalk-sync --regid=shoptalk --init-groups sh -c "cd /var/lib/shoptalk/bundles && touch inbox/.x && rm inbox/.x && ! touch applied/x 2>/dev/null"'
  end_serving

  say "bundles that are no good"
  shop_copy forged 0.01
  "$programs/shoptalk" bundle new-key --key "$run/hub/thief.key" >/dev/null
  "$programs/shoptalk" bundle pack "$run/hub/forged" --key "$run/hub/thief.key" --serial 9 \
    --output "$run/hub/forged.bundle"
  serve_thief "$run/hub/forged.bundle"
  check "a forged one is refused, with the reason" refused 'signed' 90
  check "the one before goes on" answers_from 2 5
  end_serving
  bad=$run/hub/damaged.bundle
  "$programs/shoptalk" bundle pack "$run/hub/third" --key "$run/hub/data/bundle.key" --serial 9 --output "$bad"
  python3 - "$bad" <<'PY'
import sys
bytes_ = bytearray(open(sys.argv[1], "rb").read())
bytes_[-9] ^= 1
open(sys.argv[1], "wb").write(bytes_)
PY
  serve_thief "$bad"
  check "a damaged one is refused, with the reason" refused 'not what was signed' 90
  check "the one before goes on" answers_from 2 5
  end_serving
  serve_thief "$checkout/README.md"
  check "a page in its place is refused, with the reason" refused 'no bundle' 90
  check "it still answers from the one before" price_is '4\.10'
  end_serving

  serve_hub
  hub publish "$run/hub/third" >/dev/null
  guest 'systemctl restart shoptalk-sync'
  check "the hub's next one is taken, and the trouble is over" answers_from 3 120
  check "the status is well again" guest 'shoptalk status --json | grep "\"is_hearing\":true" | grep -qv "\"problem\":\"[^\"]*bundle"'
  guest 'systemctl restart shoptalkd'
  check "after a restart it hears" hears_within 60
  check "and answers from it" answers_from 3 10
  check "the merchant has the records, and knows of the refusals" python3 "$here/shopper.py" hub "$run/hub/data/hub.sqlite" \
    bundle-applied bundle-refused
  end_serving
  without_hub
  check "without a key it hears" hears_within 60
  check "and the folder answers again" guest 'shoptalk status --json | grep "\"is_hearing\":true" | grep -qv "\"bundle\":[0-9]"'
}
