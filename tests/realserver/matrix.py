"""Runs the matrix of operations.py x constellations.py against the real server and clients.

usage: matrix.py --wheels FOLDER --versions SERVER,DEVICE[,DEVICE...] [--quick] [--only TEXT]
Prints a line for each row that fails, and a table. The exit code is 0 if all rows pass.
"""
import argparse
import collections
import concurrent.futures
import fcntl
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

import scene as scenes
import world as worlds
from admin import Failed
from constellations import CONSTELLATIONS, make_equal
from controls import CONTROLS
from operations import OPERATIONS

WORKERS = 2
SERVICE = 1000  # uid of a server that does not run as root, and of its files


@dataclass(frozen=True)
class Row:
    operation: str
    constellation: str
    order: str
    stop: str
    uid: int
    control: str = ""

    def __str__(self):
        name = f"{self.operation}/{self.constellation}/{self.order}/{self.stop}"
        name += f"/uid{self.uid}" if self.uid else ""
        return name + (f"/control: {self.control}" if self.control else "")


OPERATION = {each.name: each for each in OPERATIONS}
CONSTELLATION = {each.name: each for each in CONSTELLATIONS}
CONTROL = {each.name: each for each in CONTROLS}


STOPS = list(worlds.STOPS)
STRIDE = 5      # of the quick rows; with three ways to stop no operation meets one twice


def is_possible(operation, constellation):
    if constellation.lasting and (operation.keeps_database or operation.serves_old):
        return False
    return not operation.only or constellation.name in operation.only


def all_rows():
    """Each operation in each constellation and order; the stops and the owners take turns."""
    rows, turn = [], 0
    for position, constellation in enumerate(CONSTELLATIONS):
        for operation in OPERATIONS:
            for order in constellation.orders() if is_possible(operation, constellation) else ():
                rows.append(Row(operation.name, constellation.name, order,
                                STOPS[(turn + position) % len(STOPS)],
                                SERVICE if turn % 5 == 4 else 0))
                turn += 1
    return rows + control_rows()


def quick_rows():
    """A reset in each constellation, and every other operation in one constellation for each way
    to stop. All that is done in one constellation begins in the same state, which is made once."""
    rows = []
    for number, operation in enumerate(OPERATIONS):
        for position in quick_positions(number, operation):
            orders = CONSTELLATIONS[position].orders()
            rows.append(Row(operation.name, CONSTELLATIONS[position].name,
                            orders[(number + position // 2) % len(orders)],
                            STOPS[position % len(STOPS)], SERVICE if position % 4 == 3 else 0))
    return rows + control_rows()


def quick_positions(number, operation):
    possible = [position for position, constellation in enumerate(CONSTELLATIONS)
                if is_possible(operation, constellation)]
    if number == 0:
        return possible
    if operation.only:
        return possible[:1]
    # The next one where it is possible after the same stop.
    return [min((position for position in possible if (position - wanted) % len(STOPS) == 0),
                key=lambda position, wanted=wanted: (position - wanted) % len(CONSTELLATIONS))
            for wanted in range(-number % STRIDE, len(CONSTELLATIONS), STRIDE)]


def control_rows():
    return [Row(each.operation, each.constellation, each.order, "INT", 0, each.name)
            for each in CONTROLS]


def has_service_uid():
    try:
        # In a process of its own: a change of uid would undo --kill-child of unshare here.
        subprocess.run(["true"], user=SERVICE, group=SERVICE, extra_groups=[], check=True)
        return True
    except OSError:
        print(f"SKIP   : tst_realserver::rows() none as uid {SERVICE}: it is not mapped here")
        return False


def can_kill():
    """Whether the program can be killed at a system call."""
    try:
        subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "true"], check=True)
        return True
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"SKIP   : tst_realserver::rows() none that kills the program: {error}")
        return False


def make_template(group, wheels, versions, folder):
    """A stopped world in the constellation of the group, its server stopped as the group says."""
    constellation = CONSTELLATION[group.constellation]
    world = worlds.World(os.path.join(folder, "template"), wheels, versions,
                         constellation.devices, group.uid)
    world.start()
    make_equal(world, constellation.more_files)
    constellation.apply(world)
    world.stop(group.stop)
    return world


def run_row(row, template, folder):
    """Seconds, rounds, and the reason if the row failed."""
    start = time.monotonic()
    world = template.copied_to(os.path.join(folder, "row"))
    if row.control:
        world.control = CONTROL[row.control].apply
    rounds, reason = 0, ""
    try:
        rounds = scenes.run(scenes.Scene(world, row.order, row.stop), OPERATION[row.operation])
        if row.control:
            reason = "ends equal, which the tests must see to be impossible"
    except worlds.NotEqual as error:
        reason = "" if row.control else str(error)
    except (Failed, RuntimeError) as error:
        reason = str(error)
    finally:
        world.stop("KILL")
        world.remove()
    return time.monotonic() - start, rounds, reason


_wheels = None  # of this worker


def run_group(rows, folders, versions):
    """Rows that begin in the same state; run by a worker."""
    global _wheels
    _wheels = _wheels or worlds.Wheels(folders)
    with tempfile.TemporaryDirectory(prefix="realserver.") as folder:
        os.chmod(folder, 0o755)     # for the servers of another uid
        try:
            template = make_template(rows[0], _wheels, versions, folder)
        except (Failed, RuntimeError) as error:
            return [(row, 0, 0, f"before the server was stopped: {error}") for row in rows]
        return [(row, *run_row(row, template, folder)) for row in rows]


def bring_up_loopback():
    """This namespace has nothing but loopback: no client can ask any other host."""
    names = [name for _, name in socket.if_nameindex()]
    if names != ["lo"]:
        sys.exit(f"tst_realserver must run in a network namespace of its own, not among {names}")
    with socket.socket() as control:
        request = struct.pack("16sH14s", b"lo", 0x1 | 0x40, b"")     # IFF_UP | IFF_RUNNING
        fcntl.ioctl(control, 0x8914, request)                       # SIOCSIFFLAGS


def print_table(results):
    """Passed and all rows of each operation in each constellation."""
    cells = collections.defaultdict(lambda: [0, 0])
    for row, _, _, reason in results:
        if not row.control:
            cells[row.operation, row.constellation][0] += not reason
            cells[row.operation, row.constellation][1] += 1
    columns = [name for name in CONSTELLATION if any(key[1] == name for key in cells)]
    print("\n" + " " * 30 + " ".join(f"{number:>5}" for number in range(1, len(columns) + 1)))
    for operation in OPERATION:
        if any(key[0] == operation for key in cells):
            values = [cells.get((operation, name)) for name in columns]
            print(f"{operation:<30}" + " ".join(
                f"{f'{value[0]}/{value[1]}' if value else '':>5}" for value in values))
    print("\n".join(f"{number:>3} {name}" for number, name in enumerate(columns, 1)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--wheels", required=True, help="folder with one folder a version")
    parser.add_argument("--versions", required=True, type=lambda text: text.split(","),
                        help="of the server, then of the devices")
    parser.add_argument("--quick", action="store_true", help="the part that runs on each build")
    parser.add_argument("--only", default="", help="rows whose name contains this text")
    options = parser.parse_args()
    bring_up_loopback()

    rows = [row for row in (quick_rows() if options.quick else all_rows())
            if options.only in str(row)]
    if any(row.uid for row in rows) and not has_service_uid():
        rows = [row for row in rows if not row.uid]
    if any(OPERATION[row.operation].kills for row in rows) and not can_kill():
        rows = [row for row in rows if not OPERATION[row.operation].kills]
    folders = {name: os.path.join(options.wheels, name) for name in options.versions}
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row.constellation, row.stop, row.uid].append(row)

    start, results = time.monotonic(), []
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        pending = [pool.submit(run_group, group, folders, options.versions)
                   for group in groups.values()]
        for done in concurrent.futures.as_completed(pending):
            for row, seconds, rounds, reason in done.result():
                print(f"{'FAIL' if reason else 'PASS'}   : {row} ({seconds:.1f} s, {rounds} rounds)"
                      + (f"\n         {reason}" if reason else ""), flush=True)
                results.append((row, seconds, rounds, reason))
    print_table(results)
    failed = sum(bool(reason) for *_, reason in results)
    print(f"{' '.join(options.versions)}: {len(results) - failed} of {len(results)} rows passed in"
          f" {time.monotonic() - start:.0f} s")
    sys.exit(1 if failed or not results else 0)


if __name__ == "__main__":
    main()
