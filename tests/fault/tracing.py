"""Runs a program under strace, alone in a pid namespace, with or without one injected fault."""
import os
import re
import subprocess

LIMIT = 120  # seconds; a run takes a fraction of one
LINE = re.compile(r"^(\d+) +([a-z_0-9]+)\((.*)")
ERRORS = "ENOSPC EIO EACCES EROFS EPERM EDQUOT EINTR EXDEV EMFILE ENOMEM".split()
CLASSES = ["KILL"] + ERRORS


class Run:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err
        self.calls = []     # (syscall, its number among those of its name, arguments), main thread
        self.fired = False
        self.until = 0      # how many of the calls there were when the fault fired
        self.killed = False

    def text(self):
        return self.out + self.err


def run(command):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return Run(-1, "", "it never ended")
    return Run(done.returncode, done.stdout.decode("utf-8", "replace"),
               done.stderr.decode("utf-8", "replace"))


def trace(command, log, fault=None):
    """fault: (class, syscall, number). Without one, all calls that touch files are noted."""
    # Where the stops come from seccomp, strace 6.1 does not deliver an injected signal.
    options = ["-f", "-qq", "-o", log]
    if fault is None:
        options += ["--seccomp-bpf", "-e", "trace=%file,%desc"]
    else:
        kind, syscall, number = fault
        what = "signal=KILL" if kind == "KILL" else f"error={kind}"
        options += ["--seccomp-bpf"] if kind != "KILL" else []
        options += ["-e", f"trace={syscall},flock", "-e", f"inject={syscall}:{what}:when={number}"]
    if os.path.exists(log):
        os.unlink(log)
    result = run(os.environ["FAULT_NAMESPACE"].split() + ["strace"] + options + command)
    with open(log, encoding="utf-8", errors="replace") as file:
        _read(file, result)
    return result


def _read(lines, result):
    main, counts = None, {}
    for line in lines:
        # A fault counts where it was meant: strace counts for each thread by itself.
        match = LINE.match(line)
        main = main or (match and match.group(1))
        if main is None or not line.startswith(main + " "):
            continue
        if match:
            name, arguments = match.group(2), match.group(3)
            counts[name] = counts.get(name, 0) + 1
            result.calls.append((name, counts[name], arguments))
        result.killed = result.killed or "+++ killed by SIGKILL" in line
        if not result.fired and (result.killed or "(INJECTED)" in line):
            result.fired, result.until = True, len(result.calls)


def touches_files(call):
    name, _, arguments = call
    return not (name == "mmap" and ", -1, 0" in arguments)


def since_lock(run, syscall):
    """The fault's number among the calls of this name since the store was locked; None: it was
    not locked yet."""
    names = [call[0] for call in run.calls[:run.until]]
    return names[names.index("flock"):].count(syscall) if "flock" in names else None


def split_at_lock(calls):
    """The calls before the store is locked, and those from then on."""
    for i, call in enumerate(calls):
        if call[0] == "flock":
            return [c for c in calls[:i] if touches_files(c)], \
                   [c for c in calls[i:] if touches_files(c)]
    return [c for c in calls if touches_files(c)], []
