#!/bin/bash
# Installs what is missing, builds and runs the program with the given arguments. Without
# arguments it runs on a demo data root.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
bin=$here/../build/release/bin
"$here/install-packages.sh" build
"$here/build.sh" release

if (($#)); then
    exec "$bin/anki-sync-adminctl" "$@"
fi

show() {
    echo "\$ anki-sync-adminctl $*"
    "$bin/anki-sync-adminctl" "$@"
    echo
}
root=$(mktemp -d "${TMPDIR:-/tmp}/anki-sync-admin-demo.XXXXXX")/data
if [[ -x $bin/anki-sync-admin && -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
    "$bin/anki-sync-adminctl" demo "$root"
    exec "$bin/anki-sync-admin" "$root"
fi
show demo "$root"
show list --data-root "$root"
show reset john.doe --data-root "$root"
echo "The demo data root stays in ${root%/data}; you can remove it."
echo "To run the program yourself: packaging/run.sh --help"
