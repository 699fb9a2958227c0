#!/bin/bash
# Runs all libFuzzer targets that the preset asan has built, two at a time, so that all together
# take the given time; what they find lies in build/findings. Seeds are the files of
# tests/fuzz/corpus/NAME (for the target fuzz_NAME), where there are any.
# Usage: run.sh SECONDS [TARGET...]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
seconds=${1:?usage: run.sh SECONDS [TARGET...]}
shift
shopt -s nullglob
targets=(build/asan/bin/fuzz_*)
(($# == 0)) || targets=("${@/#/build/asan/bin/}")
if ((${#targets[@]} == 0)); then
    echo "No fuzzer is built: packaging/build.sh asan fuzzers" >&2
    exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p build/findings
rounds=$(((${#targets[@]} + 1) / 2))
export work each=$((seconds / rounds > 0 ? seconds / rounds : 1))

fuzz_one() {
    local name=${1##*/} seeds=tests/fuzz/corpus/${1##*/fuzz_} code=0
    local corpus=$work/$name
    mkdir "$corpus"
    [[ -d $seeds ]] || seeds=
    "$1" -max_total_time="$each" -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build/findings/$name-" "$corpus" ${seeds:+"$seeds"} \
        >"$work/$name.log" 2>&1 </dev/null || code=$?
    if ((code)); then
        tail -n 60 "$work/$name.log"
        echo "$name: FAILED (exit code $code); see build/findings"
        return 1
    fi
    local runs
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name.log")
    echo "$name: ok, ${runs:-0} runs in $each s"
    ((${runs:-0} > 0)) || { echo "$name: FAILED: it ran nothing"; return 1; }
}
export -f fuzz_one
printf '%s\0' "${targets[@]}" | xargs -0 -n 1 -P 2 bash -c 'fuzz_one "$0"'
