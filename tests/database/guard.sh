#!/bin/sh
# The stamp guard's long run: 100,000 accepted readings against a writer that never stops, in both
# journal modes, of a large and of a small collection. Usage: guard.sh [BUILD_FOLDER [READS]]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
SYNCADMIN_GUARD_READS=${2:-100000} QTEST_FUNCTION_TIMEOUT=7200000 \
    exec "${1:-$here/build/dev}/bin/tst_stampguard" letsNoWrongFigureThrough
