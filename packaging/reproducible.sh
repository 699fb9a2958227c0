#!/bin/bash
# Builds the programs and the Debian package twice, each time in another folder and from files with
# other times, and fails if a byte differs. Takes some minutes.
# Usage: reproducible.sh [programs] [package]     (both without arguments)
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
packaging/install-packages.sh build package
parts=("$@")
((${#parts[@]})) || parts=(programs package)
changed=$(dpkg-parsechangelog -l packaging/debian/changelog -S Timestamp)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

copy_sources() { # FOLDER TIME
    mkdir -p "$1"
    git ls-files -z | tar --null -T - -c | tar -C "$1" -x
    find "$1" -exec touch -d "@$2" {} +
}

build_programs() { # SOURCES
    cmake -S "$1" -B "$1/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON \
        -DSYNCADMIN_TESTS=OFF &&
        cmake --build "$1/build" && mkdir -p "$1-results" &&
        cp "$1"/build/bin/anki-sync-admin "$1"/build/bin/anki-sync-adminctl "$1-results" &&
        rm -rf "$1/build"
}

build_package() { # SOURCES
    "$1/packaging/deb.sh" "$1-results"
}

build() { # FOLDER TIME
    copy_sources "$work/$1" "$2"
    local part
    for part in "${parts[@]}"; do
        if ! "build_$part" "$work/$1" >"$work/log" 2>&1; then
            cat "$work/log" >&2
            exit 1
        fi
    done
}

build first $((changed + 3600))
build another-folder/second $((changed + 7200))
cd "$work/first-results"
code=0
for name in *; do
    if cmp "$name" "$work/another-folder/second-results/$name"; then
        sha256sum "$name"
    else
        code=1
    fi
done
exit "$code"
