#!/bin/bash
# Installs what is missing, builds and runs all tests, and ends with ctest's own summary.
# Usage: test.sh [--preset NAME] [CTEST ARGUMENT...]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
preset=dev
if [[ ${1:-} == --preset ]]; then
    preset=${2:?--preset needs a name}
    shift 2
fi
packaging/install-packages.sh build test
packaging/build.sh "$preset"

# ctest does not report skipped rows of a Qt test, so they are listed here, from its log.
list_skipped() {
    echo
    echo "Skipped on this machine:"
    awk '/^[0-9]+\/[0-9]+ Test: / { name = $3 }
         /^SKIP *: / { sub(/^SKIP *: (tst_[A-Za-z0-9_]*::)?/, ""); print "  " name ": " $0; n++ }
         END { if (!n) print "  nothing" }' "build/$preset/Testing/Temporary/LastTest.log"
}

# ctest's summary is printed after that list.
summary=$(mktemp)
trap 'rm -f "$summary"' EXIT
code=0
ctest --preset "$preset" --test-output-size-passed 10000000 --test-output-size-failed 10000000 \
    "$@" | sed -u -e "/^[0-9]\+% tests passed/,\$ {" -e "w $summary" -e d -e "}" || code=$?
list_skipped
echo
cat "$summary"
exit "$code"
