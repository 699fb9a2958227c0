#!/bin/bash
# Runs every row of the matrix with the newest pinned version of server and clients, and the quick
# rows with each older version and with mixed devices; half an hour. Prints a table for each, and
# one of all at the end. What has to be known each day is answered by run.sh.
# Usage: matrix.sh [--all] [VERSION...]   (SERVER,DEVICE,DEVICE... as matrix.py takes them, or one
#        name for all)      --all: every row with each of them
# REALSERVER_PROGRAM names another anki-sync-adminctl than the one of the preset dev.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/setup.sh"
cd "$here/../.."
wheels=$PWD/build/realserver/wheels
newest=26.9.3
older=(26.5 25.9.4 25.2.7 24.11 23.10.1 2.1.66)
# A server of 2.1.66 serves no later client: it does not name its media USN where they look for it.
mixed=(26.9.3,2.1.66,26.9.3,24.11 23.10.1,2.1.66,26.9.3,25.2.7 25.9.4,23.10.1,26.9.3,26.5)

all=false
if [[ ${1:-} == --all ]]; then
    all=true
    shift
fi
(($#)) || set -- "$newest" "${older[@]}" "${mixed[@]}"

find_python
find_namespace
if [[ -n ${REALSERVER_PROGRAM:-} ]]; then
    program=$(readlink -f "$REALSERVER_PROGRAM")
else
    packaging/build.sh dev anki-sync-adminctl
    program=$PWD/build/dev/bin/anki-sync-adminctl
fi
code=0
sums=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for versions in "$@"; do
    rows=--quick
    if $all || [[ $versions == "$newest" ]]; then
        rows=
    fi
    [[ $versions == *,* ]] || versions=$versions,$versions
    for version in ${versions//,/ }; do
        install_wheels "$version"
    done
    echo "=== server and devices: $versions, ${rows:+quick }rows"
    run_matrix --versions "$versions" ${rows:+"$rows"} | tee "$log" || code=1
    sums+=("$(tail -n 1 "$log")")
done
printf '=== server and devices\n'
printf '%s\n' "${sums[@]}"
exit "$code"
