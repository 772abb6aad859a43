# Sourced by setup.sh: what only tests compare with. A test whose peer is missing skips and says so.

wanted="libvirt-clients libvirt-daemon-system python3-libvirt virtinst virt-top libvirt-dbus dbus-daemon libglib2.0-bin
  qemu-system-arm qemu-system-mips qemu-system-ppc qemu-system-sparc qemu-system-misc qemu-system-s390x qemu-system-riscv
  qemu-utils qemu-system-gui ovmf qemu-efi-aarch64 seabios busybox-static cpio iproute2 socat passt swtpm swtpm-tools qemu-guest-agent"

# A kernel for direct boot with the drivers of virtio devices, unpacked and not installed: its postinst would want to make this
# machine boot it.
kernel=.cache/peers/vmlinuz
modules=.cache/peers/modules
fetch_kernel() {
  meta=linux-image-cloud-$(dpkg --print-architecture)
  apt_knows "$meta" || apt_update_once
  package=$(apt-cache depends --important "$meta" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -n 1)
  [ -n "$package" ] || { say "no $meta here; tests that boot a kernel skip"; return; }
  folder=$(mktemp -d)
  chmod 755 "$folder"
  say "fetching $package"
  if (cd "$folder" && apt-get -qq -o APT::Sandbox::User=root download "$package" >/dev/null) &&
    dpkg --fsys-tarfile "$folder"/*.deb |
      tar -x -C "$folder" --wildcards './boot/vmlinuz-*' '*/virtio*.ko*' '*/failover.ko*' '*/net_failover.ko*' \
        '*/fuse/fuse.ko*'; then
    rm -rf $modules
    mkdir -p $modules
    find "$folder" -name '*.ko.xz' -exec xz -d {} +
    find "$folder" -name '*.ko' -exec cp {} $modules ';'
    cp "$folder"/boot/vmlinuz-* "$kernel"
  else
    say "could not fetch $package; tests that boot a kernel skip"
  fi
  rm -rf "$folder"
}

# Asking the archive takes seconds, so a finished set-up is remembered until this file changes.
ready=.cache/peers/ready

if [ $peers = ci ] && [ "$ready" -nt tools/setup-peers.sh ]; then
  :
elif ! command -v apt-get >/dev/null 2>&1; then
  say "no apt-get here; tests that need other programs skip"
else
  . tools/apt.sh
  present=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
  missing=
  for name in $wanted; do
    echo "$present" | grep -qx "$name" || missing="$missing $name"
  done
  # Debian releases cut QEMU into different packages: what the archive does not have is not missing.
  available=
  for name in $missing; do
    if apt_knows "$name"; then available="$available $name"; fi
  done
  if [ -n "$missing" ] && [ -z "$available" ] && [ -z "$(apt-cache pkgnames qemu-system-x86)" ]; then
    [ "$(id -u)" = 0 ] && apt_update_once
    for name in $missing; do
      if apt_knows "$name"; then available="$available $name"; fi
    done
  fi
  if [ -n "$available" ]; then
    if [ "$(id -u)" = 0 ]; then
      say "installing what tests compare with:$available"
      apt_install $available
    else
      say "tests compare with programs that are missing here; to have them: sudo apt-get install --no-install-recommends -y$available"
      [ $peers = ci ] || exit 1
    fi
  fi
  [ -s "$kernel" ] && [ -f $modules/fuse.ko ] || fetch_kernel
  mkdir -p .cache/peers
  touch "$ready"
fi
