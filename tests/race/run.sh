#!/bin/bash
# Runs reset, restore and purge RUNS times each (2,000 unless told) against a process of another uid
# that swaps what they work on, and then a naive control that must be caught. Only root can.
# Usage: run.sh [RUNS] [PRESET]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
runs=${1:-2000} preset=${2:-dev}
test=build/$preset/bin/tst_race
if [[ ! -x $test ]]; then
    echo "It is not built: packaging/build.sh $preset tst_race" >&2
    exit 1
fi
# In memory, where most swaps happen during an operation.
[[ -n ${TMPDIR:-} || ! -w /dev/shm ]] || export TMPDIR=/dev/shm
# Qt's own watch ends a test function after five minutes.
SYNCADMIN_RACE_RUNS=$runs QTEST_FUNCTION_TIMEOUT=7200000 exec "$test"
