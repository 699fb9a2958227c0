#!/bin/bash
# Measures what the program must reach: ratios taken in one run, medians of runs in turn, on data
# that it makes itself below a fresh folder (of $TMPDIR; about 4 GB and 400,000 files).
# Usage: run.sh [TABLE...]       tables: analyze list small operations points desktop (all
#                                       without an argument)
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
packaging/install-packages.sh build
packaging/build.sh bench anki-sync-adminctl operationbench pointsbench desktopbench makeroot emptyqt measure
bin=build/bench/bin

data=$(mktemp -d "${TMPDIR:-/tmp}/anki-sync-admin-bench.XXXXXX")
trap 'rm -rf "$data"' EXIT
missed=0

# row WHAT MEASURED LIMIT UNIT
row() {
    local verdict=ok
    awk -v a="$2" -v b="$3" 'BEGIN { exit !(a <= b) }' || { verdict=MISSED; missed=1; }
    printf '%-66s %8s  (at most %s %s)  %s\n' "$1" "$2" "$3" "$4" "$verdict"
}

# compare RUNS COMMAND... -- COMMAND...: sets first_ms, first_kb, second_ms, second_kb and ratio
compare() {
    read -r first_ms first_kb second_ms second_kb < <("$bin/measure" "$@") || exit 1
    ratio=$(awk -v a="$first_ms" -v b="$second_ms" 'BEGIN { printf "%.2f", a / b }')
    echo "# $first_ms ms, $first_kb KB against $second_ms ms, $second_kb KB"
}

users_of() { # the folder that holds the users of a data root
    if [[ -d $1/collections ]]; then echo "$1/collections"; else echo "$1"; fi
}

bench_analyze() {
    "$bin/makeroot" "$data/big" --users 1 --cards 200000 --media 100000 --reviews 600000
    local user
    user=$(basename "$(find "$(users_of "$data/big")" -mindepth 1 -maxdepth 1 -type d | sort | head -n 1)")
    compare 9 "$bin/anki-sync-adminctl" analyze "$user" --data-root "$data/big" -- \
        du -s --apparent-size "$(users_of "$data/big")/$user"
    row "analyze, 200,000 cards and 100,000 media files / du" "$ratio" 0.6 x
    row "the same: peak memory" "$((first_kb / 1024))" 64 MB
    rm -rf "$data/big"
}

bench_list() {
    "$bin/makeroot" "$data/many" --users 2000 --cards 300 --media 30
    compare 7 "$bin/anki-sync-adminctl" list --data-root "$data/many" -- \
        du -s --apparent-size "$data/many"
    row "list, 2,000 users of 300 cards and 30 media files / du" "$ratio" 2.5 x
    rm -rf "$data/many"
}

bench_small() {
    "$bin/makeroot" "$data/small" --users 3 --cards 300 --media 30
    local folder
    folder=$(find "$(users_of "$data/small")" -mindepth 1 -maxdepth 1 -type d | sort | head -n 1)
    compare 41 "$bin/anki-sync-adminctl" analyze "$(basename "$folder")" --data-root "$data/small" \
        -- "$bin/emptyqt" "$folder/collection.anki2"
    row "analyze, 300 cards and 30 media files / empty Qt program" "$ratio" 2 x
    rm -rf "$data/small"
}

bench_desktop() {
    export QT_QPA_PLATFORM=offscreen
    "$bin/makeroot" "$data/ten" --users 10000 --cards 300 --media 30
    local run figures=$data/figures
    for run in 1 2 3 4 5; do
        "$bin/desktopbench" "$data/ten" >>"$figures"
    done
    # median NAME...: the greatest of these in each run, and of the runs the middle one
    median() {
        awk -v names=" $* " 'index(names, " " $2 " ") { if (n[$2]++ >= runs) runs = n[$2]
                if ($1 > most[n[$2]]) most[n[$2]] = $1 }
            END { for (i = 1; i <= runs; i++) print most[i] }' "$figures" |
            sort -n | awk '{ line[NR] = $1 } END { print line[int((NR + 1) / 2)] }'
    }
    row "desktop, 10,000 users: all names in the table" "$(median names)" 300 ms
    row "the same: longest time without an answer" \
        "$(median stall-analysing stall-sorting stall-filtering stall-selecting)" 50 ms
    row "the same: peak memory" "$(median memory)" 250 MB
    compare 5 "$bin/desktopbench" "$data/ten" figures -- \
        "$bin/anki-sync-adminctl" list --data-root "$data/ten"
    row "the same: all figures in the table, whole process / list" "$ratio" 1.3 x
    rm -rf "$data/ten"
}

bench_operations() {
    "$bin/makeroot" "$data/thousands" --users 1 --media 100000
    "$bin/makeroot" "$data/few" --users 1 --media 100
    cp -a "$data/thousands"/collections/* "$data/master"
    local big small removal purge
    read -r big small removal purge < <("$bin/operationbench" 7 "$data/thousands" "$data/few" \
        "$data/master") || exit 1
    echo "# reset $big ms of 100,000 files, $small ms of 100; rm -rf $removal ms, purge $purge ms"
    row "reset, 100,000 media files / 100 media files" \
        "$(awk -v a="$big" -v b="$small" 'BEGIN { printf "%.2f", a / b }')" 1.5 x
    row "the same / rm -rf of the media folder" \
        "$(awk -v a="$big" -v b="$removal" 'BEGIN { printf "%.3f", a / b }')" 0.1 x
    row "purge of 100,000 files / rm -rf of them" \
        "$(awk -v a="$purge" -v b="$removal" 'BEGIN { printf "%.2f", a / b }')" 1.2 x
    rm -rf "$data/thousands" "$data/few" "$data/master"
}

bench_points() {
    "$bin/makeroot" "$data/forty" --users 40 --cards 300 --media 30
    local run kind count of
    for run in 1 2 3 4 5; do
        for kind in "none 0 own" "own 2060 own" "others 2060 others"; do
            read -r kind count of <<<"$kind"
            cp -a "$data/forty" "$data/copy"
            "$bin/pointsbench" "$data/copy" "$count" "$of" >>"$data/points-$kind"
            rm -rf "$data/copy"
        done
    done
    local none
    none=$(sort -n "$data/points-none" | sed -n 3p)
    for kind in own others; do
        row "reset of 40 users, 2,060 points ($kind) / no points" \
            "$(sort -n "$data/points-$kind" | sed -n 3p | awk -v b="$none" '{ printf "%.2f", $1 / b }')" 1.5 x
    done
    rm -rf "$data/forty"
}

(($#)) || set -- analyze list small operations points desktop
for table in "$@"; do
    "bench_$table"
done
exit "$missed"
