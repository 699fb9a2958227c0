"""Runs the points of run.sh, two at a time; see there."""
import argparse
import collections
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time

import scene as scenes
import tracing
import verdict

HERE = os.path.dirname(os.path.abspath(__file__))
BEFORE_LOCK = 20  # calls of each operation that are tried before the lock, with every class
TRIES = 3
CONTROL = "control"


class Runner:
    def __init__(self, options, work):
        self.options, self.work = options, work
        self.program = os.environ["FAULT_PROGRAM"]
        self.template = scenes.make_template(self.program, work)
        self.after, self.calls = {}, {}
        self.lock = threading.Lock()
        self.seen = {}      # state that a run left -> lines of its verdict
        self.counts = collections.Counter()
        self.failures, self.not_fired, self.recoveries = [], [], 0
        self.shifted = 0    # fired at another call than meant

    def scene(self, operation, worker):
        folder = os.path.join(self.work, worker)
        os.makedirs(folder, exist_ok=True)
        if operation == CONTROL:
            naive = scenes.Scene(self.program, self.template, folder, "reset")
            naive.command = lambda: ["/usr/bin/env", "python3", "-S", os.path.join(HERE, "naive.py"),
                                     naive.user]
            return naive
        return scenes.Scene(self.program, self.template, folder, operation)

    def record(self, operation):
        """A run without a fault, twice: the operation's calls, and what it must leave."""
        runs = []
        for _ in range(2):
            place = self.scene(operation, "w0")
            run = tracing.trace(place.command(), place.log)
            if run.code != 0:
                raise RuntimeError(f"{operation} fails without a fault\n{run.text()}")
            runs.append(run)
        after = verdict.After(place)
        wrong = [] if operation == CONTROL else after.wrong(place)
        if wrong:
            raise RuntimeError(f"{operation} without a fault: {wrong}")
        if [c[:2] for c in runs[0].calls] != [c[:2] for c in runs[1].calls]:
            print(f"# {operation}: two runs made different calls", flush=True)
        self.after[operation] = after
        self.calls[operation] = tracing.split_at_lock(runs[1].calls)

    def points(self, operations):
        found = []
        for operation in operations:
            before, locked = self.calls[operation]
            order = random.Random(f"{self.options.seed} {operation}")
            sample = order.sample(before, min(BEFORE_LOCK, len(before)))
            for call in sample + locked:
                found += [(operation, kind, call[0], call[1]) for kind in tracing.CLASSES]
        return found

    def is_locked(self, operation, syscall, number):
        return any(call[:2] == (syscall, number) for call in self.calls[operation][1])

    def is_where_meant(self, point, run):
        """On a busy machine an operation may check a file again, which shifts later calls."""
        operation, _, syscall, number = point
        if not self.is_locked(operation, syscall, number):
            return tracing.since_lock(run, syscall) is None
        locked = [call[:2] for call in self.calls[operation][1] if call[0] == syscall]
        return tracing.since_lock(run, syscall) == locked.index((syscall, number)) + 1

    def fault(self, point, worker):
        place = self.scene(point[0], worker)
        return place, tracing.trace(place.command(), place.log, point[1:])

    def run_point(self, point, worker):
        operation = point[0]
        for _ in range(TRIES):
            place, run = self.fault(point, worker)
            if run.fired and self.is_where_meant(point, run):
                break
        with self.lock:
            self.shifted += run.fired and not self.is_where_meant(point, run)
            self.counts[operation, "fired" if run.fired else "not fired", point[1]] += 1
        if not run.fired:
            self.not_fired.append(point)
            return []
        lines = verdict.check_saying(place, self.after[operation], run, point[1:],
                                     self.is_locked(operation, *point[2:]))
        key = (operation, place.hash())
        with self.lock:
            known = self.seen.get(key)
        if known is None:
            known, recovery = verdict.bring_to_end(place, self.after[operation])
            with self.lock:
                self.seen[key] = known
            if not known:
                known = self.kill_recovery(point, worker, recovery)
                self.seen[key] = known
        lines = lines + known
        return lines + [run.text()] if lines else []

    def kill_recovery(self, point, worker, recovery):
        """The state of a point once more, and its recovery killed."""
        locked = tracing.split_at_lock(recovery.calls)[1]
        if not locked:
            return []   # there was nothing to recover
        call = random.Random(f"{self.options.seed} {point}").choice(locked)
        place, run = self.fault(point, worker)
        if not run.fired:
            return [f"{point} did not fire again"]
        after = self.after[point[0]]
        was_done = verdict.is_done(place, after)
        killed = tracing.trace(place.ctl("resume"), place.log, ("KILL",) + call[:2])
        if not killed.killed:
            return [f"the recovery was not killed at {call[:2]}"]
        with self.lock:
            self.recoveries += 1
        if verdict.says_done(killed) and not verdict.is_before(place) and not was_done \
                and point[0] != "recover":
            return ["the killed recovery says that it succeeded, and it did not"]
        lines, _ = verdict.bring_to_end(place, after)
        return [f"recovery killed at {call[0]}:{call[1]}: {line}" for line in lines]

    def work_through(self, points, deadline):
        queue = collections.deque(points)
        started, told = time.monotonic(), [time.monotonic()]

        def loop(worker):
            while queue and time.monotonic() < deadline:
                try:
                    point = queue.popleft()
                except IndexError:
                    return
                try:
                    lines = self.run_point(point, worker)
                except Exception as error:  # a broken tree must not end the other worker
                    lines = [f"{type(error).__name__}: {error}"]
                if lines:
                    self.fail(point, lines)
                if time.monotonic() - told[0] > 30:
                    told[0] = time.monotonic()
                    print(f"# {len(points) - len(queue)} of {len(points)} points after "
                          f"{told[0] - started:.0f} s, {len(self.failures)} failures", flush=True)

        stopped = []

        def stop(number, _frame):  # the points in work are ended, and their trees removed
            stopped.append(number)
            queue.clear()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        workers = [threading.Thread(target=loop, args=(f"w{i}",)) for i in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if stopped:
            sys.exit(128 + stopped[0])

    def fail(self, point, lines):
        with self.lock:
            self.failures.append(point)
            print(f"FAILED: tests/fault/run.sh --only {':'.join(map(str, point))}")
            if len(self.failures) <= 40 or self.options.only:
                print("\n".join("    " + part for line in lines for part in line.splitlines()))
            sys.stdout.flush()

    def summary(self, total):
        print(f"\n{'operation':10}" + "".join(f"{kind:>8}" for kind in tracing.CLASSES) + "     all")
        for operation in self.calls:
            row = [self.counts[operation, "fired", kind] for kind in tracing.CLASSES]
            print(f"{operation:10}" + "".join(f"{n:8}" for n in row) + f"{sum(row):8}")
        fired = sum(n for key, n in self.counts.items() if key[1] == "fired")
        print(f"{fired} points were run of {total}; {len(self.not_fired)} did not fire, "
              f"{self.shifted} fired at a call beside the one meant; "
              f"{len(self.seen)} distinct states were left, in {self.recoveries} of them the "
              f"recovery was killed too; {len(self.failures)} failures")
        for point in self.not_fired[:20]:
            print(f"# did not fire: {':'.join(map(str, point))}")
        return fired


def control(options, work):
    """A naive reset must be caught, or the checks check nothing."""
    naive = Runner(options, work)
    naive.record(CONTROL)
    naive.fail = lambda point, lines: naive.failures.append(point)
    locked = naive.calls[CONTROL][1]
    points = [(CONTROL, kind, *call[:2]) for call in locked for kind in ("KILL", "EIO")]
    naive.work_through(random.Random(options.seed).sample(points, min(6, len(points))),
                       time.monotonic() + 30)
    print(f"Control: a naive reset was caught at {len(naive.failures)} of "
          f"{sum(naive.counts.values())} points", flush=True)
    return bool(naive.failures)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--operations", default=",".join(scenes.OPERATIONS))
    options = parser.parse_args()
    started = time.monotonic()
    work = tempfile.mkdtemp(prefix="fault-")
    try:
        if not options.only:
            os.mkdir(os.path.join(work, "c"))
            if not control(options, os.path.join(work, "c")):
                print("The control was not caught: the checks check nothing.")
                return 1
            if options.control:
                return 0
        runner = Runner(options, work)
        only = [tuple(text.split(":")) for text in options.only]
        only = [(name, kind, syscall, int(number)) for name, kind, syscall, number in only]
        operations = options.operations.split(",")
        for operation in dict.fromkeys(point[0] for point in only) or operations:
            runner.record(operation)
        points = only or runner.points(operations)
        if not only:
            random.Random(options.seed).shuffle(points)
            for operation in operations:
                print(f"# {operation}: {len(runner.calls[operation][1])} calls under the lock, each "
                      f"is a point for each of {len(tracing.CLASSES)} classes")
        deadline = time.monotonic() + options.seconds if options.seconds else float("inf")
        runner.work_through(points, deadline)
        fired = runner.summary(len(points))
        print(f"It took {time.monotonic() - started:.0f} s.")
        missed = len(runner.not_fired) > len(points) // 100
        if missed:
            print("Too many points did not fire.")
        return 1 if runner.failures or missed or not fired else 0
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
