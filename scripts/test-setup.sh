#!/bin/sh
# Brings what the tests start for real: Debian's git and registry, and OpenBao. Safe to run again; what is there stays.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

missing=""
for pair in git:git docker-registry:docker-registry curl:curl jq:jq; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
if [ -n "$missing" ]; then
  # shellcheck disable=SC2086 # several names on purpose
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing
fi

sh "$here/test-setup/openbao.sh"
