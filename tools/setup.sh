#!/bin/sh
# Brings a fresh clone to where `npm start` and `npm test` work, and is quick where nothing is missing.
# POSIX sh and nothing else, because it runs before there is anything else.
#   --peers   also what only tests compare with: libvirt, QEMU of other architectures, firmware, a kernel; implied by CI=true
set -eu
cd "$(dirname "$0")/.."

peers=no
case "${CI:-}" in '' | 0 | false) ;; *) peers=ci ;; esac
for argument; do
  case "$argument" in
    --peers) peers=asked ;;
    *) echo "setup: unknown argument $argument; --peers is the only one" >&2; exit 2 ;;
  esac
done

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }

# --- npm packages, among them the Node that everything here runs on

node_works() { [ -x node_modules/.bin/node ] && node_modules/.bin/node --version >/dev/null 2>&1; }

install_packages() {
  command -v npm >/dev/null 2>&1 || fail "npm is missing; install Node 18 or newer with npm (apt-get install nodejs npm)"
  say "installing npm packages (about 400 MB, once)"
  npm ci --no-audit --no-fund --loglevel=error ||
    fail "npm ci failed; the lines above say why. A network to the npm registry (or a mirror set in ~/.npmrc) is needed"
  # npm may have been told not to run install scripts; the one of the package \`node\` puts the binary in its place.
  node_works || npm rebuild node --ignore-scripts=false --allow-scripts=node --loglevel=error || true
  node_works || fail "node_modules/.bin/node does not run: the npm package 'node' could not be set up. Try: npm rebuild node --ignore-scripts=false"
}

if [ -L node_modules ]; then
  # npm ci would empty the folder that the link leads to, which belongs to another checkout.
  node_works || fail "node_modules is a link to a folder without a Node that runs; remove the link, or run npm ci where it leads"
elif ! node_works || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  install_packages
fi

# --- QEMU

machine=$(uname -m)
case "$machine" in
  x86_64 | amd64 | i?86) host_qemu=qemu-system-x86_64 host_package=qemu-system-x86 ;;
  aarch64 | arm64) host_qemu=qemu-system-aarch64 host_package=qemu-system-arm ;;
  arm*) host_qemu=qemu-system-arm host_package=qemu-system-arm ;;
  ppc64*) host_qemu=qemu-system-ppc64 host_package=qemu-system-ppc ;;
  *) host_qemu=qemu-system-$machine host_package=qemu-system-misc ;;
esac

packages=
command -v "$host_qemu" >/dev/null 2>&1 || packages=$host_package
# The guest that greets is a boot sector of a PC, whatever the host is.
command -v qemu-system-x86_64 >/dev/null 2>&1 || packages="$packages qemu-system-x86"
packages=$(echo "$packages" | tr ' ' '\n' | sort -u | xargs)

if [ -n "$packages" ]; then
  . tools/apt.sh
  command -v apt-get >/dev/null 2>&1 || fail "QEMU is missing ($host_qemu) and there is no apt-get here; install it with your package manager, then try again"
  [ "$(id -u)" = 0 ] || fail "QEMU is missing ($host_qemu). Install it, then try again:
  sudo apt-get install --no-install-recommends -y $packages"
  say "installing $packages"
  apt_install $packages
fi

if [ $peers != no ]; then . tools/setup-peers.sh; fi
