#!/bin/bash
# Runs a part of the matrix with the newest pinned version of server and clients: what ctest calls.
# Usage: run.sh PROGRAM FOLDER [ARGUMENT OF matrix.py...]     (the wheels go below FOLDER)
# Exit codes: 0 all rows pass, 1 a row fails, 77 skipped, with the reason.
set -euo pipefail
program=$(readlink -f "$1") wheels=$2/wheels
shift 2
. "$(dirname "$(readlink -f "$0")")/setup.sh"
find_python
find_namespace
install_wheels 26.9.3
launch=exec
run_matrix --versions 26.9.3,26.9.3 "${@:---quick}"
