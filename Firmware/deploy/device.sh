#!/bin/sh
# The device's side of `install` and `remove`: runs as root on the device, from the folder that was copied there.
#   device.sh probe                 what kind of machine this is
#   device.sh activate FOLDER       makes the release in FOLDER the one that runs; goes back if it does not come to hear
#   device.sh remove [--data]       leaves nothing; with --data not even shop, journal and configuration
# A release lies in /usr/lib/shoptalk/releases/NAME with all that belongs to it, units and rules too, and one link
# (`current`) says which one runs: going back is moving that link.
set -eu

home=/usr/lib/shoptalk
data=/var/lib/shoptalk
config=/etc/shoptalk
# The layout of what is kept in $data; a release that knows only an older one must not touch it.
format=1

say() { printf '  %s\n' "$*"; }
die() {
  printf '\nerror: %s\n' "$1" >&2
  [ -z "${2-}" ] || printf '       %s\n' "$2" >&2
  exit 1
}

probe() {
  echo "machine=$(uname -m)"
  echo "glibc=$(ldd --version 2>/dev/null | sed -n '1s/.* //p')"
  echo "root=$(id -u)"
  echo "systemd=$([ -d /run/systemd/system ] && echo yes || echo no)"
  echo "swift=$(command -v swift || ls /opt/swift/usr/bin/swift /usr/libexec/swift/bin/swift 2>/dev/null | head -n 1)"
  echo "models=$(ls "$home/models" 2>/dev/null | tr '\n' ' ')"
  echo "free=$(df -Pk /usr | awk 'NR == 2 { print int($4 / 1024) }')"
}

# one_of PACKAGE...: the first that is installed, else the first that can be.
one_of() {
  for package in "$@"; do
    if dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q ' ok installed'; then return 0; fi
  done
  for package in "$@"; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      missing="$missing $package"
      return 0
    fi
  done
  die "none of $* can be had" "Does 'apt-get update' work on the device?"
}

packages() {
  missing=
  # Debian 12 and 13 have other names for the same libraries.
  one_of libasound2 libasound2t64
  one_of libgpiod2 libgpiod3
  one_of libflite1
  one_of libespeak-ng1
  one_of espeak-ng-data
  one_of libspeexdsp1
  one_of libsqlite3-0
  one_of zlib1g
  one_of ca-certificates
  one_of alsa-utils
  [ -n "$missing" ] || return 0
  say "installing$missing"
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing \
    >/dev/null || die "apt-get cannot install$missing" "Is the device's network up, and does 'apt-get update' work?"
}

# link TARGET NAME: a link under a fixed name to a file of the current release.
link() {
  mkdir -p "$(dirname "$2")"
  ln -sfn "$home/current/$1" "$2"
}

links() {
  link bin/shoptalk /usr/bin/shoptalk
  link bin/shoptalkd /usr/sbin/shoptalkd
  link bin/shoptalk-sync /usr/sbin/shoptalk-sync
  link models /usr/share/shoptalk/models
  link systemd/shoptalkd.service /etc/systemd/system/shoptalkd.service
  link systemd/shoptalk-sync.service /etc/systemd/system/shoptalk-sync.service
  link sysusers.d/shoptalk.conf /usr/lib/sysusers.d/shoptalk.conf
  link tmpfiles.d/shoptalk.conf /usr/lib/tmpfiles.d/shoptalk.conf
  link modules-load.d/shoptalk.conf /usr/lib/modules-load.d/shoptalk.conf
  link udev/60-shoptalk.rules /usr/lib/udev/rules.d/60-shoptalk.rules
  for place in /boot/firmware/overlays /boot/overlays; do
    if [ -d "$place" ]; then cp -f "$home"/current/overlays/*.dtbo "$place/"; fi
  done
}

settle() {
  systemd-sysusers shoptalk.conf || die "the user shoptalk cannot be made" "Run 'systemd-sysusers' by hand to see why."
  systemd-tmpfiles --create shoptalk.conf || true
  systemctl restart systemd-modules-load.service || true
  udevadm control --reload || true
  udevadm trigger --subsystem-match=gpio --subsystem-match=sound || true
  udevadm settle --timeout=10 || true
  systemctl daemon-reload
}

hears() { "$home/current/bin/shoptalk" status >/dev/null 2>&1; }

# start_and_listen SECONDS: starts what is current; true once it hears.
start_and_listen() {
  settle
  systemctl enable -q shoptalkd.service 2>/dev/null || true
  systemctl restart --no-block shoptalkd.service
  # The sender is never what a version is taken back for.
  if [ -x "$home/current/bin/shoptalk-sync" ]; then
    systemctl enable -q shoptalk-sync.service 2>/dev/null || true
    systemctl restart --no-block shoptalk-sync.service
  fi
  left=$1
  while [ "$left" -gt 0 ]; do
    if hears; then return 0; fi
    sleep 1
    left=$((left - 1))
  done
  return 1
}

activate() {
  stage=$1
  [ "$(id -u)" -eq 0 ] || die "installing needs root" "Use an account that may use sudo."
  [ -d /run/systemd/system ] || die "systemd does not run here" "Shoptalk is a systemd service."
  kept=$(cat "$data/format" 2>/dev/null || echo 0)
  [ "$kept" -le "$format" ] || die "the device's data was written by a newer version (format $kept, this one knows $format)" \
    "Install that version or a later one."
  packages

  name=$(cat "$stage/name")
  mkdir -p "$home/releases" "$home/models" "$config"
  if [ -d "$stage/models" ]; then
    rm -rf "$home/models/.new"
    mv "$stage/models" "$home/models/.new"
    rm -rf "$home/models/$(cat "$stage/models.name")"
    mv "$home/models/.new" "$home/models/$(cat "$stage/models.name")"
  fi
  rm -rf "$home/releases/$name"
  cp -a "$stage/release" "$home/releases/$name"
  ln -sfn "$home/models/$(cat "$stage/models.name")" "$home/releases/$name/models"
  chown -R root:root "$home"
  chmod -R go-w "$home"
  sync

  "$home/releases/$name/bin/shoptalkd" --check ||
    die "this version cannot use $config/shoptalk.toml" "Mend the line above; the old version runs on."
  cp "$home/releases/$name/etc/shoptalk.toml.sample" "$config/shoptalk.toml.sample"
  [ -f "$config/shoptalk.toml" ] || cp "$config/shoptalk.toml.sample" "$config/shoptalk.toml"

  before=$(readlink "$home/current" 2>/dev/null || true)
  switch "$home/releases/$name"
  links
  settle
  if [ -d "$stage/shop" ]; then
    cp -f "$stage/shop/"* "$data/shop/"
    chown -R shoptalk:shoptalk "$data/shop"
  fi
  [ -f "$data/format" ] || echo "$format" >"$data/format"

  wait=${SHOPTALK_HEARS_WITHIN:-60}
  if start_and_listen "$wait"; then
    echo "$format" >"$data/format"
    say "version $name hears"
    prune "$name" "$(basename "${before:-$name}")"
    "$home/current/bin/shoptalk" doctor --no-ask || true
    return 0
  fi
  journalctl -q --no-pager -u shoptalkd -n 15 2>/dev/null | sed 's/^/    | /' >&2 || true
  "$home/current/bin/shoptalk" doctor --no-ask >&2 || true
  if [ -z "$before" ] || [ "$before" = "$home/releases/$name" ]; then
    die "version $name does not hear after $wait s, and there is no older one to go back to" \
      "It stays installed and keeps trying; the findings above say what to do."
  fi
  switch "$before"
  links
  if start_and_listen "$wait"; then
    rm -rf "$home/releases/$name"
    die "version $name did not come to hear within $wait s; $(basename "$before") runs again and hears" \
      "The lines above say why."
  fi
  die "version $name did not come to hear, and neither does $(basename "$before") again" \
    "Something else has changed: the findings above say what."
}

# switch FOLDER: moves the link in one step; a pulled plug leaves the old one or the new one.
switch() {
  ln -sfn "$1" "$home/current.new"
  mv -T "$home/current.new" "$home/current"
  sync
}

# prune NAME...: only these releases and their models stay.
prune() {
  for folder in "$home"/releases/*; do
    case " $* " in *" $(basename "$folder") "*) ;; *) rm -rf "$folder" ;; esac
  done
  for folder in "$home"/models/*; do
    used=no
    for release in "$home"/releases/*; do
      [ "$(readlink "$release/models")" != "$folder" ] || used=yes
    done
    [ $used = yes ] || rm -rf "$folder"
  done
}

remove() {
  [ "$(id -u)" -eq 0 ] || die "removing needs root" "Use an account that may use sudo."
  systemctl disable -q --now shoptalk-sync.service shoptalkd.service 2>/dev/null || true
  rm -f /usr/bin/shoptalk /usr/sbin/shoptalkd /usr/sbin/shoptalk-sync /etc/systemd/system/shoptalkd.service \
    /etc/systemd/system/shoptalk-sync.service \
    /usr/lib/sysusers.d/shoptalk.conf /usr/lib/tmpfiles.d/shoptalk.conf /usr/lib/modules-load.d/shoptalk.conf \
    /usr/lib/udev/rules.d/60-shoptalk.rules
  rm -f /boot/firmware/overlays/shoptalk-*.dtbo /boot/overlays/shoptalk-*.dtbo
  rm -rf "$home" /usr/share/shoptalk /run/shoptalk /run/shoptalk-sync "$data/cache"
  systemctl daemon-reload
  systemctl reset-failed shoptalkd.service shoptalk-sync.service 2>/dev/null || true
  udevadm control --reload || true
  if [ "${1-}" = --data ]; then
    rm -rf "$data" "$config" /etc/default/shoptalk
    userdel shoptalk-sync 2>/dev/null || true
    userdel shoptalk 2>/dev/null || true
    groupdel shoptalk 2>/dev/null || true
    say "removed, with shop, journal and configuration"
  else
    say "removed; shop, journal and configuration are still in $data and $config"
  fi
}

case "${1-}" in
  probe) probe ;;
  activate) activate "$2" ;;
  remove) remove "${2-}" ;;
  *) die "device.sh: no command '${1-}'" ;;
esac
