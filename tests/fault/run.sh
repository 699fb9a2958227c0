#!/bin/bash
# Runs the operations of anki-sync-adminctl under strace, killed at every system call on files, and
# with every error injected there, and checks the state after each run.
# Usage: run.sh [--all | --seconds N] [--seed TEXT] [--only POINT]... [--control]
#   --all        every point (the default)
#   --seconds N  as many points as N seconds allow, in an order that the seed decides; what comes
#                before them (the control, a run of each operation) takes some seconds more
#   --only       one point, as a failure's line names it: OPERATION:CLASS:SYSCALL:N
#   --control    only the control: a naive reset, which must be caught
# FAULT_PROGRAM names another anki-sync-adminctl than the one of the preset dev.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$here/../.."

skip() {
    echo "skipped: tests/fault/run.sh: $1"
    exit 0
}

if [[ -z ${FAULT_PROGRAM:-} ]]; then
    packaging/build.sh dev anki-sync-adminctl
    FAULT_PROGRAM=$PWD/build/dev/bin/anki-sync-adminctl
fi
export FAULT_PROGRAM
command -v strace >/dev/null || skip "strace is not installed"
strace -f --seccomp-bpf -qq -o /dev/null true 2>/dev/null ||
    skip "strace may not trace here (ptrace or seccomp is forbidden)"
# Alone in a pid namespace, a run makes the same calls each time it looks who holds the files.
FAULT_NAMESPACE="unshare --pid --fork --mount-proc --kill-child"
((EUID == 0)) || FAULT_NAMESPACE="unshare --user --map-root-user ${FAULT_NAMESPACE#unshare }"
export FAULT_NAMESPACE
$FAULT_NAMESPACE true 2>/dev/null || skip "no pid namespace can be made here"
# Thousands of trees are made; memory is as good as a disk for what is tested.
if [[ -z ${TMPDIR:-} && -w /dev/shm ]]; then
    export TMPDIR=/dev/shm
fi
exec env -i PATH="$PATH" HOME=/nonexistent LC_ALL=C.UTF-8 TZ=UTC TMPDIR="${TMPDIR:-/tmp}" \
    FAULT_PROGRAM="$FAULT_PROGRAM" FAULT_NAMESPACE="$FAULT_NAMESPACE" \
    "$([[ -x /usr/bin/python3 ]] && echo /usr/bin/python3 || command -v python3)" -B "$here/faultrun.py" "$@"
