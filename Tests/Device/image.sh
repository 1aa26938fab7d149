# shellcheck shell=bash
# The rig's machine: a stock Debian kernel with a sound loopback and a simulated GPIO chip, a root file system with
# systemd and a real SSH server, and an initramfs. Made once per list of packages; about 700 MB on the disk.

# What is loaded before the root is mounted, and what the booted system may load.
boot_modules=(virtio_pci virtio_blk ext4)
guest_modules=(snd-aloop configfs virtio_net softdog vfat)
guest_packages=(
  systemd-sysv udev dbus kmod openssh-server ca-certificates sudo less procps
  alsa-utils gpiod libasound2 libgpiod2 libflite1 libespeak-ng1 espeak-ng-data libspeexdsp1
  libsqlite3-0 zlib1g
)
host_packages=(
  qemu-system-x86 qemu-utils mmdebstrap busybox-static cpio kmod gcc-12 make python3 e2fsprogs openssh-client openssl
)

kernel_version() {
  apt-cache depends linux-image-amd64 | awk '/Depends/ { sub("linux-image-", "", $2); print $2; exit }'
}

# module_files MODULE...: the modules and those they need, in loading order.
module_files() {
  local module
  for module in "$@"; do
    modprobe -d "$rig/kernel" -S "$kernel" --show-depends "$module" 2>/dev/null
  done | awk '/^insmod/ && !seen[$2]++ { print $2 }'
}

make_kernel() {
  [ ! -f "$rig/vmlinux" ] || return 0
  say "kernel $kernel"
  rm -rf "$rig/kernel" && mkdir -p "$rig/kernel"
  (cd "$rig" && apt-get download -qq "linux-image-$kernel")
  dpkg-deb -x "$rig"/linux-image-"$kernel"_*.deb "$rig/kernel"
  depmod -b "$rig/kernel" "$kernel"
  # Unpacked here: xz is slow in emulation.
  python3 - "$rig/kernel/boot/vmlinuz-$kernel" "$rig/vmlinux.part" <<'PY'
import lzma, sys
image = open(sys.argv[1], "rb").read()
start = image.find(b"\xfd7zXZ\0")
open(sys.argv[2], "wb").write(lzma.LZMADecompressor().decompress(image[start:]))
PY
  mv "$rig/vmlinux.part" "$rig/vmlinux"
}

# No Debian kernel has gpio-sim: it is built against the kernel's headers, together with irq_sim, which is off as well.
make_gpio_sim() {
  [ ! -f "$rig/gpio-sim.ko" ] || return 0
  say "gpio-sim"
  local source="$rig/gpio-sim" tree=linux-source-${kernel%%.*}.$(cut -d. -f2 <<<"$kernel")
  rm -rf "$source" && mkdir -p "$source"
  (cd "$rig" && apt-get download -qq "$tree")
  dpkg-deb --fsys-tarfile "$rig/$tree"_*.deb | tar -xO "./usr/src/$tree.tar.xz" |
    tar -xJ -C "$source" --strip-components=2 "$tree/drivers/gpio/gpio-sim.c" "$tree/drivers/gpio/gpiolib.h" \
      "$tree/kernel/irq/irq_sim.c"
  (cd "$source" && find . -mindepth 2 -type f -exec mv {} . \; && mv gpio-sim.c main.c)
  # Modules may not call irq_to_desc.
  sed -i 's/irq_to_desc(irqnum)/irq_data_to_desc(irq_get_irq_data(irqnum))/' "$source/irq_sim.c"
  printf 'obj-m := gpio-sim.o\ngpio-sim-y := main.o irq_sim.o\n' >"$source/Makefile"
  make -s -C "/usr/src/linux-headers-$kernel" M="$source" CC=gcc-12 modules
  mv "$source/gpio-sim.ko" "$rig/gpio-sim.ko"
}

make_key() {
  [ -f "$rig/key" ] || ssh-keygen -q -t ed25519 -N '' -C rig -f "$rig/key"
}

make_root() {
  local made
  made="$kernel ${guest_packages[*]} $(cat "$here"/guest/* "$rig/key.pub" | cksum)"
  if [ -f "$rig/root.ext4" ] && [ "$(cat "$rig/root.made" 2>/dev/null)" = "$made" ]; then return 0; fi
  say "root file system"
  local root="$rig/root" file unit packages
  rm -rf "$root" "$rig/root.ext4"
  packages=$(IFS=,; echo "${guest_packages[*]}")
  mmdebstrap --quiet --variant=minbase --include="$packages" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' bookworm "$root"
  module_files "${boot_modules[@]}" "${guest_modules[@]}" | while read -r file; do
    install -D -m644 "$file" "$root/lib/modules/$kernel/${file#"$rig/kernel/lib/modules/$kernel/"}"
  done
  cp "$rig/kernel/lib/modules/$kernel"/modules.{order,builtin,builtin.modinfo} "$root/lib/modules/$kernel/"
  install -D -m644 "$rig/gpio-sim.ko" "$root/lib/modules/$kernel/extra/gpio-sim.ko"
  depmod -b "$root" "$kernel"

  echo kiosk >"$root/etc/hostname"
  printf '127.0.0.1 localhost kiosk\n' >"$root/etc/hosts"
  : >"$root/etc/fstab"
  install -D -m600 "$rig/key.pub" "$root/root/.ssh/authorized_keys"
  install -m755 "$here/guest/hardware.sh" "$root/usr/local/sbin/rig-hardware"
  install -m755 "$here/guest/shopper.pl" "$root/usr/local/bin/rig-shopper"
  install -m755 "$here/guest/ask.pl" "$root/usr/local/bin/rig-ask"
  install -m644 "$here"/guest/*.service "$root/etc/systemd/system/"
  install -D -m644 "$here/guest/shoptalk.toml" "$root/etc/shoptalk/shoptalk.toml"
  install -D -m644 "$here/guest/wired.network" "$root/etc/systemd/network/wired.network"
  mkdir -p "$root/etc/systemd/system/multi-user.target.wants" "$root/etc/systemd/journald.conf.d"
  printf '[Journal]\nStorage=volatile\nRateLimitBurst=0\n' >"$root/etc/systemd/journald.conf.d/rig.conf"
  for unit in rig-hardware.service shopper.service systemd-networkd.service ssh.service; do
    file=/etc/systemd/system/$unit
    [ -f "$root$file" ] || file=/lib/systemd/system/$unit
    ln -sf "$file" "$root/etc/systemd/system/multi-user.target.wants/$unit"
  done
  for unit in getty@tty1 serial-getty@ttyS0 systemd-timesyncd systemd-resolved systemd-networkd-wait-online; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit.service"
  done
  for unit in apt-daily apt-daily-upgrade e2scrub_all fstrim dpkg-db-backup; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit.timer"
  done
  mke2fs -q -t ext4 -L kiosk -d "$root" "$rig/root.ext4" 1400M
  rm -rf "$root"
  printf '%s' "$made" >"$rig/root.made"
}

make_initramfs() {
  [ ! -f "$rig/initramfs" ] || [ "$here/image.sh" -nt "$rig/initramfs" ] || return 0
  say "initramfs"
  local tree="$rig/early" file number=10
  rm -rf "$tree" && mkdir -p "$tree"/{bin,modules,proc,sys,dev,new}
  cp /bin/busybox "$tree/bin/"
  for file in $(module_files "${boot_modules[@]}"); do
    cp "$file" "$tree/modules/$((number++))-$(basename "$file")"
  done
  cat >"$tree/init" <<'SH'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
$b mount -t devtmpfs dev /dev
for module in /modules/*; do $b insmod $module; done
tries=0
while [ ! -b /dev/vda ] && [ $tries -lt 50 ]; do $b sleep 0.2; tries=$((tries + 1)); done
$b mount -t ext4 -o rw /dev/vda /new
for place in proc sys dev; do $b mount --move /$place /new/$place; done
exec $b switch_root /new /sbin/init
SH
  chmod 755 "$tree/init"
  (cd "$tree" && find . | cpio -o -H newc --quiet) >"$rig/initramfs"
  rm -rf "$tree"
}

make_image() {
  mkdir -p "$rig"
  kernel=$(kernel_version)
  make_kernel
  make_gpio_sim
  make_key
  make_root
  make_initramfs
}
