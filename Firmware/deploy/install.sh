# shellcheck shell=bash
# `install` and `remove`: from this checkout onto a device, over SSH or right here. What is done on the device is in
# device.sh, which is copied there.

ship=.build/ship
# Programs that were built already, with this machine's own Swift library: it goes along with them. The device rig's short
# form is spared a second build by it; what goes to shops has the library inside.
built=${SHOPTALK_BUILT:-}
# Another way to reach the device: SHOPTALK_SSH='ssh -i key'.
ssh_command=${SHOPTALK_SSH:-ssh}

# on_device COMMAND...: runs a command on the target, as its user.
on_device() {
  if [ -z "$target" ]; then
    bash -c "$*"
  else
    # shellcheck disable=SC2086,SC2029
    $ssh_command "${ssh_port[@]}" "$target" "$*"
  fi
}

# read_target [user@host[:port]]: sets target and ssh_port; nothing is this machine.
read_target() {
  target=${1-}
  ssh_port=()
  if [[ $target =~ ^(.*):([0-9]+)$ ]]; then
    target=${BASH_REMATCH[1]}
    ssh_port=(-p "${BASH_REMATCH[2]}")
  fi
}

probe_target() {
  local answer
  answer=$(on_device "sh -s probe" <Firmware/deploy/device.sh) || fail "${target:-this machine} cannot be reached" \
    "Does '$ssh_command ${ssh_port[*]} $target true' work by itself? SHOPTALK_SSH names another way."
  probe_value() { sed -n "s/^$1=//p" <<<"$answer"; }
  device_machine=$(probe_value machine)
  device_glibc=$(probe_value glibc)
  device_models=$(probe_value models)
  device_swift=$(probe_value swift)
  device_root=$(probe_value root)
  [ "$(probe_value systemd)" = yes ] || fail "systemd does not run on ${target:-this machine}" \
    "Shoptalk is a systemd service; install on Debian 12 or Raspberry Pi OS."
  [ "$(probe_value free)" -ge 200 ] || fail "only $(probe_value free) MB are free on ${target:-this machine}" \
    "A release with its models needs 200 MB."
}

# builds_here: whether what is built on this machine runs on the device.
builds_here() {
  [ -z "$target" ] && return 0
  [ "$(uname -m)" = "$device_machine" ] &&
    at_least "$(ldd --version | sed -n '1s/.* //p')" "$device_glibc"
}

# The programs carry Swift's own library inside: the device has no Swift.
build_to_ship() {
  [ -z "$built" ] || return 0
  local product
  for product in shoptalkd shoptalk shoptalk-sync; do
    step "Building $product to ship (the first time takes minutes)" "The first 'error:' line above says what is wrong." \
      swift build -c release --static-swift-stdlib --scratch-path .build-ship --product "$product"
  done
}

# stage: what goes to the device, in one folder.
stage() {
  local file models_name
  rm -rf "$ship" && mkdir -p "$ship/release/bin" "$ship/release/overlays"
  for file in shoptalkd shoptalk shoptalk-sync; do
    install -m755 "${built:-.build-ship/release}/$file" "$ship/release/bin/"
    strip --strip-unneeded "$ship/release/bin/$file"
  done
  [ -z "$built" ] || stage_swift_library
  cp -r Firmware/{systemd,sysusers.d,tmpfiles.d,modules-load.d,udev,etc} "$ship/release/"
  compile_overlays "$ship/release/overlays"
  cp Firmware/deploy/device.sh "$ship/device.sh"
  cp Firmware/deploy/device.sh "$ship/release/bin/device.sh"
  models_name=$(cat "$models"/*.gguf Models/answerer/*.gguf | cksum | cut -d' ' -f1)
  echo "$models_name" >"$ship/models.name"
  if [[ " $device_models " != *" $models_name "* ]]; then
    mkdir "$ship/models"
    cp "$models"/*.gguf Models/answerer/*.gguf "$ship/models/"
  fi
  if [ -n "$shop" ]; then
    mkdir "$ship/shop"
    for file in shop.toml catalog.csv catalog.xml catalog.tsv faq.csv promotions.csv; do
      if [ -f "$shop/$file" ]; then cp "$shop/$file" "$ship/shop/"; fi
    done
  fi
  printf '%s-%s' "$(date -u +%Y%m%d-%H%M%S)" "$(cat "$ship"/release/bin/shoptalkd | cksum | cut -d' ' -f1)" >"$ship/name"
}

# stage_swift_library: programs find it beside themselves where the toolchain is not.
stage_swift_library() {
  local file
  ldd "$ship"/release/bin/* | awk '$1 ~ /^lib.*(swift|Foundation|dispatch|Blocks)/ { print $3 }' | sort -u | while read -r file; do
    install -m644 "$file" "$ship/release/bin/"
    strip --strip-unneeded "$ship/release/bin/$(basename "$file")"
  done
}

# compile_overlays FOLDER: the device tree of each preset.
compile_overlays() {
  local source
  for source in Firmware/overlays/*.dts; do
    dtc -@ -q -I dts -O dtb -o "$1/$(basename "$source" .dts).dtbo" "$source" ||
      fail "$source does not compile" "dtc's message above names the line."
  done
}

# as_device_root COMMAND...: on the target, as root.
as_device_root() {
  if [ "$device_root" = 0 ]; then
    on_device "$*"
  elif [ -z "$target" ]; then
    sudo bash -c "$*"
  else
    # shellcheck disable=SC2086,SC2029
    $ssh_command -t "${ssh_port[@]}" "$target" "sudo sh -c '$*'"
  fi
}

command_install() {
  shop=
  local where=
  while [ $# -gt 0 ]; do
    case "$1" in
      --shop)
        shop=${2-}
        [ -d "$shop" ] || fail_usage "--shop names the folder with the shop's files"
        shift
        ;;
      -*) fail_usage "'install' has no option '$1'" ;;
      *)
        [ -z "$where" ] || fail_usage "'install' takes one device at a time"
        where=$1
        ;;
    esac
    shift
  done
  read_target "$where"
  printf 'Installing on %s\n' "${target:-this machine}"
  probe_target
  if ! builds_here; then
    install_from_there
    return
  fi
  prepare_system device-tree-compiler
  fetch_models
  build_to_ship
  stage
  local place
  if [ -z "$target" ]; then
    place=$here/$ship
  else
    place=$(on_device 'mktemp -d /tmp/shoptalk-XXXXXXXX') || fail "nothing can be written on $target" "Is its disk full?"
    step "Copying to $target ($(du -sm "$ship" | cut -f1) MB)" "Did the connection break? Run the command again." \
      copy_to "$place"
  fi
  local status=0
  as_device_root "SHOPTALK_HEARS_WITHIN=${SHOPTALK_HEARS_WITHIN:-60} sh $place/device.sh activate $place" || status=$?
  [ -z "$target" ] || on_device "rm -rf $place" || true
  [ "$status" -eq 0 ] || exit "$status"
}

copy_to() { tar -C "$ship" -cz . | on_device "tar -xz -C $1"; }

# Another kind of machine: it builds for itself, if it can.
install_from_there() {
  [ -n "$device_swift" ] || fail \
    "$target is a $device_machine with glibc $device_glibc, for which this machine cannot build, and it has no Swift" \
    "Install Swift on it ('apt-get install swiftlang' on Debian 13), or run this on a machine of its kind."
  step "Copying the checkout to $target" "Did the connection break? Run the command again." copy_checkout
  on_device "cd shoptalk-checkout && ./deploy.sh install ${shop:+--shop $shop}"
}

copy_checkout() {
  git ls-files -z | tar --null -T - -cz | on_device "mkdir -p shoptalk-checkout && tar -xz -C shoptalk-checkout"
}

command_remove() {
  local data='' where=''
  while [ $# -gt 0 ]; do
    case "$1" in
      --data) data=--data ;;
      -*) fail_usage "'remove' has no option '$1'" ;;
      *) where=$1 ;;
    esac
    shift
  done
  read_target "$where"
  probe_target
  if [ -z "$target" ]; then
    as_device_root "sh $here/Firmware/deploy/device.sh remove $data"
    return
  fi
  local place
  place=$(on_device 'f=$(mktemp /tmp/shoptalk-XXXXXXXX) && cat >$f && echo $f' <Firmware/deploy/device.sh)
  as_device_root "sh $place remove $data"
  on_device "rm -f $place"
}
