# Sourced by the set-up: apt without questions, and without a daemon starting as a side effect of an installation.

apt_quietly() {
  apt_log=$(mktemp)
  if DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" >"$apt_log" 2>&1; then rm -f "$apt_log"; return 0; fi
  return 1
}

# invoke-rc.d asks this file before it starts a service; 101 means «not allowed».
forbid_services() {
  [ -e /usr/sbin/policy-rc.d ] && return
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  trap 'exit 130' INT TERM
}

apt_update_once() {
  [ -n "${apt_updated:-}" ] && return
  apt_updated=yes
  say "asking the package archive what it has (apt-get update)"
  apt_quietly update || { cat "$apt_log" >&2; fail "apt-get update failed; the lines above say why"; }
}

# A package of the archive that can be installed; a fresh image has no lists at all.
apt_knows() { [ -n "$(apt-cache show --no-all-versions "$1" 2>/dev/null | head -n 1)" ]; }

apt_install() {
  for apt_name; do apt_knows "$apt_name" || apt_update_once; done
  forbid_services
  if ! apt_quietly install -y --no-install-recommends "$@"; then
    rm -f "$apt_log"
    apt_update_once
    apt_quietly install -y --no-install-recommends "$@" ||
      { cat "$apt_log" >&2; fail "apt-get install $* failed; the lines above say why"; }
  fi
}
