#!/bin/bash
# Runs the whole matrix with each pinned version of server and clients, then with mixed devices,
# and prints a table for each: about an hour. Every other day's question is answered by run.sh.
# Usage: matrix.sh [VERSION...]      (SERVER,DEVICE,DEVICE... as matrix.py takes them, or one name)
# REALSERVER_PROGRAM names another anki-sync-adminctl than the one of the preset dev.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/setup.sh"
cd "$here/../.."
wheels=$PWD/build/realserver/wheels
all=(2.1.66 23.10.1 24.11 25.2.7 25.9.4 26.5 26.9.3)
mixed=(26.9.3,2.1.66,26.9.3,24.11 2.1.66,26.9.3,2.1.66,25.2.7 25.9.4,23.10.1,26.9.3,26.5)

find_python
find_namespace
if [[ -n ${REALSERVER_PROGRAM:-} ]]; then
    program=$(readlink -f "$REALSERVER_PROGRAM")
else
    packaging/build.sh dev anki-sync-adminctl
    program=$PWD/build/dev/bin/anki-sync-adminctl
fi
(($#)) || set -- "${all[@]}" "${mixed[@]}"
code=0
for versions in "$@"; do
    [[ $versions == *,* ]] || versions=$versions,$versions
    for version in ${versions//,/ }; do
        install_wheels "$version"
    done
    echo "=== server and devices: $versions"
    run_matrix --versions "$versions" || code=1
done
exit "$code"
