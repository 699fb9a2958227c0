#!/bin/bash
# Configures and builds one preset of CMakePresets.json; prints the output only on failure.
# Usage: build.sh PRESET [TARGET...]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
preset=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
start=$SECONDS
if ! { cmake --preset "$preset" && cmake --build --preset "$preset" ${1:+--target "$@"}; } \
    >"$log" 2>&1; then
    cat "$log" >&2
    echo "Could not build the preset $preset" >&2
    exit 1
fi
((SECONDS - start < 5)) || echo "Built the preset $preset in $((SECONDS - start)) s" >&2
