#!/bin/bash
# Installs the missing Debian packages of some sets, quietly, as root or with sudo.
# Usage: install-packages.sh SET...      (build, test, check, package)
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")

# The build dependencies are listed only in packaging/debian/control.
build_depends() {
    sed -n '/^Build-Depends:/,/^[^ ]/p' "$here/debian/control" |
        sed -n 's/^ \([a-z0-9][a-z0-9.+-]*\).*/\1/p' | grep -v '^debhelper'
}

packages_of() {
    case $1 in
    build) # to build the programs and to run them
        build_depends
        echo g++ libqt6sql6-sqlite
        ;;
    test) # what the tests are built with, and what they call or run in
        echo clang libclang-rt-14-dev llvm mold
        echo acl appstream attr bindfs btrfs-progs desktop-file-utils e2fsprogs fonts-dejavu-core \
            fuse3 git mount podman procps python3 python3-jsonschema python3-pip runc sqlite3 \
            strace util-linux x11-utils xauth xfsprogs xvfb
        ;;
    check) # format check, clang-tidy
        echo clang-format clang-tidy git
        ;;
    package) # Debian packages
        echo build-essential debhelper fakeroot
        ;;
    *)
        echo "install-packages.sh: unknown set of packages: $1" >&2
        exit 2
        ;;
    esac
}

missing_of() {
    local name
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed ||
            echo "$name"
    done
}

wanted=()
for set in "$@"; do
    packages=$(packages_of "$set")
    read -r -d '' -a packages <<<"$packages" || true
    wanted+=("${packages[@]}")
done

if ! command -v apt-get dpkg-query >/dev/null; then
    echo "This is not a Debian system. Install the missing ones of these packages yourself: ${wanted[*]}" >&2
    exit 0
fi

mapfile -t missing < <(missing_of "${wanted[@]}" | sort -u)
((${#missing[@]})) || exit 0

as_root=(env DEBIAN_FRONTEND=noninteractive)
if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
        echo "These packages are missing. Installing them requires root or sudo:" >&2
        echo "    apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo "${as_root[@]}")
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
    "${as_root[@]}" apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 \
        </dev/null
}
echo "Installing ${missing[*]} ..." >&2
# An unreachable third-party source is not an error: the installation below would fail if it matters.
apt update || true
if ! apt install -y --no-install-recommends "${missing[@]}"; then
    cat "$log" >&2
    echo "Could not install: ${missing[*]}" >&2
    exit 1
fi
