#!/bin/bash
# Builds the Debian packages in a copy of the sources, and puts them into a folder (build/deb).
# Usage: deb.sh [FOLDER]
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
out=${1:-$here/../build/deb}
"$here/install-packages.sh" build package
mkdir -p "$out"
out=$(readlink -f "$out")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/source"
tar -C "$here/.." --exclude=./build --exclude=./.git -c . | tar -C "$work/source" -x
cp -r "$work/source/packaging/debian" "$work/source/debian"
if ! (cd "$work/source" && dpkg-buildpackage -b -us -uc) >"$work/log" 2>&1; then
    cat "$work/log" >&2
    exit 1
fi
rm -f "$out"/anki-sync-admin*.deb
mv "$work"/*.deb "$out"
ls "$out"/*.deb
