# Sourced by run.sh and matrix.sh: the pinned wheels, and a namespace without a way out.
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

skip() {
    echo "SKIP   : tst_realserver::run() $1"
    exit 77
}

# Debian's interpreter before any other on PATH.
find_python() {
    local candidate
    for candidate in /usr/bin/python3 python3 python3.{11..14}; do
        "$candidate" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
            continue
        python=$(command -v "$candidate")
        return
    done
    skip "no Python 3.11 or later with pip is installed"
}

# Installs one version below the folder $wheels, once.
install_wheels() {
    local version=$1 stamp new log
    stamp=$(cat "$here/wheels/common.txt" "$here/wheels/$version.txt" | sha256sum | cut -c1-16)
    [[ -e $wheels/$version/$stamp ]] && return
    mkdir -p "$wheels"
    new=$(mktemp -d "$wheels/new.XXXXXX")
    log=$new.log
    if ! "$python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps \
        --only-binary=:all: --require-hashes --root-user-action=ignore --retries 1 --timeout 15 \
        --target "$new" -r "$here/wheels/$version.txt" >"$log" 2>&1; then
        rm -rf "$new"
        if grep -q 'DO NOT MATCH THE HASHES' "$log"; then
            cat "$log"
            echo "FAIL   : a wheel of version $version is not the one that was pinned"
            exit 1
        fi
        skip "the wheels of version $version cannot be downloaded: $(grep -m1 . "$log")"
    fi
    chmod 755 "$new"
    touch "$new/$stamp"
    rm -rf "${wheels:?}/$version"
    mv -T "$new" "$wheels/$version"
    PYTHONPATH=$wheels/$version "$python" -W ignore -c 'import anki.syncserver, anki.collection' \
        >"$log" 2>&1 || skip "the wheel of version $version does not load: $(tail -1 "$log")"
    rm -f "$log"
}

# Servers, clients and the program run in namespaces of their own: with no interface but loopback,
# with folders in memory at /mnt, and with processes that end with them.
namespace=(unshare --net --mount --pid --fork --kill-child --mount-proc)
find_namespace() {
    ((EUID == 0)) || namespace=("${namespace[0]}" --user --map-root-user "${namespace[@]:1}")
    "${namespace[@]}" mount -t tmpfs tmpfs /mnt 2>/dev/null ||
        skip "no network, mount and pid namespaces can be made"
}

# Runs matrix.py with its arguments; $program is the program under test. With launch=exec it takes
# the place of the shell: who kills it, as ctest does after its time, ends the namespace.
run_matrix() {
    # shellcheck disable=SC2016
    ${launch:-} env -i PATH="$PATH" LC_ALL=C.UTF-8 TZ=UTC HOME=/mnt TMPDIR=/mnt \
        REALSERVER_PROGRAM="$program" "${namespace[@]}" sh -c '
            mount -t tmpfs -o mode=755 tmpfs /mnt && mkdir /mnt/wheels &&
            mount --bind "$1" /mnt/wheels && shift && exec "$@"' \
        sh "$wheels" "$python" -B "$here/matrix.py" --wheels /mnt/wheels "$@"
}
