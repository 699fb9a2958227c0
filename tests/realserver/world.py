"""One official server over a data root, the devices of its user, and another user beside."""
import concurrent.futures
import copy
import glob
import itertools
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import time

import compare
from admin import IN_USE, Admin, Failed
from device import Device, Process
from model import Model

USER, OTHER, PASSWORD = "alice", "bob", "secret"
STOPS = {"INT": signal.SIGINT, "TERM": signal.SIGTERM, "KILL": signal.SIGKILL}
PORTS = 2000    # of each worker of matrix.py, below those that the kernel gives to clients
KILLS = 40      # system calls at which a program is killed at most
_counter = itertools.count()
START_LIMIT = STOP_LIMIT = 60  # s, on a busy machine


class NotEqual(Failed):
    """The devices and the server have not ended as they must."""


class Server:
    """`python -m anki.syncserver`, as root or as another uid."""

    def __init__(self, base, process, log, uid=0):
        self.base, self.log, self.uid, self.pid = base, log, uid, 0
        self._process = process     # of servermain.py
        worker = sum(multiprocessing.current_process()._identity)
        self.port = 2000 + PORTS * worker + next(_counter) % PORTS

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def start(self):
        environment = {
            "SYNC_BASE": self.base, "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(self.port),
            "SYNC_USER1": f"{USER}:{PASSWORD}", "SYNC_USER2": f"{OTHER}:{PASSWORD}",
            "NO_COLOR": "1"}
        self.pid = self._process.call("start", environment, self.log, self.uid)
        limit = time.monotonic() + START_LIMIT
        while time.monotonic() < limit:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.01)
            if self._process.call("wait", self.pid, 0):
                self.pid = 0
                break
        raise Failed("the server does not start: " + self.text()[-400:].strip())

    def stop(self, how):
        if not self.pid:
            return
        os.kill(self.pid, STOPS[how])
        if not self._process.call("wait", self.pid, STOP_LIMIT):
            os.kill(self.pid, signal.SIGKILL)
            self._process.call("wait", self.pid, STOP_LIMIT)
        self.pid = 0

    def text(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def uploads(self):
        """How many requests have brought media files of the user, by the server's log."""
        return sum("/msync/uploadChanges" in line and USER in line
                   for line in self.text().splitlines())


class Wheels:
    """The processes of servers and clients, kept from one world to the next: a start takes
    0.3 s."""

    def __init__(self, folders):
        self.folders, self.processes = folders, {}

    def process(self, version, main, slot=0):
        key = version, main, slot
        if key not in self.processes:
            self.processes[key] = Process(self.folders[version], main)
        return self.processes[key]


class World:
    """What is done to a device through here is done to the model as well."""

    def __init__(self, folder, wheels, versions, names, uid=0):
        self.folder, self.wheels, self.versions = folder, wheels, versions
        self.names, self.uid = list(names), uid
        self.control = None     # see controls.py
        self.model = Model(names)
        self.served = 0     # changes of the other user
        self.highest = 0    # media USN that the server ever had
        self.points = []    # ids of restore points, in the order in which they were made
        self._make()

    def _make(self):
        self.root = os.path.join(self.folder, "root")
        self.home = os.path.join(self.root, USER)
        os.makedirs(self.root, exist_ok=True)
        if self.uid:
            for path in (self.folder, self.root):
                os.chown(path, self.uid, self.uid)
        self.server = Server(self.root, self.wheels.process(self.versions[0], "servermain.py"),
                             os.path.join(self.folder, "server.log"), self.uid)
        self.admin = Admin(self.root)
        self.devices = {}
        for slot, name in enumerate([*self.names, OTHER]):
            version = self.versions[1 + slot % (len(self.versions) - 1)]
            self.devices[name] = Device(name, os.path.join(self.folder, name),
                                        self.wheels.process(version, "devicemain.py", slot))

    def start(self):
        self.server.start()
        for name, device in self.devices.items():
            device.open(self.server.url, OTHER if name == OTHER else USER, PASSWORD)

    def stop(self, how):
        """The devices first: before 24.11 a server that gets INT waits for idle connections."""
        for device in self.devices.values():
            device.close()
        self.server.stop(how)
        self.highest = max(self.highest, compare.media_usn(self.home) or 0)

    def copied_to(self, folder):
        """A copy of a stopped world, as it lies on the disk."""
        subprocess.run(["cp", "-a", self.folder, folder], check=True)
        twin = copy.copy(self)
        twin.model, twin.points = copy.deepcopy(self.model), list(self.points)
        twin.folder = folder
        twin._make()
        return twin

    def remove(self):
        shutil.rmtree(self.folder)

    # What people do.

    def add_card(self, name, text, more=0):
        self.devices[name].add_card(text, more)
        self.model.add_card(name, text)

    def review(self, name):
        before = self.devices[name].process.call("cards")
        self.devices[name].review()
        for text, reviews in self.devices[name].process.call("cards").items():
            if reviews != before[text]:
                self.model.review(name, text)

    def put(self, name, file, content):
        self.devices[name].put(file, content)
        self.model.put(name, file, compare.sha1(content))

    def delete(self, name, file):
        self.devices[name].delete(file)
        self.model.delete(name, file)

    def rename(self, name, file, new):
        sha = self.model.devices[name].files[file]
        self.devices[name].rename(file, new)
        self.model.delete(name, file)
        self.model.put(name, new, sha)

    def swap(self, name, file, other):
        self.rename(name, file, "swapped")
        self.rename(name, other, file)
        self.rename(name, "swapped", other)
        self.model.devices[name].unsynced_files.pop("swapped")

    def sync(self, name):
        """Syncs a device, and raises where it was asked for something else than expected."""
        seen = self.devices[name].sync()
        if seen.failed:
            raise Failed(f"{name} cannot sync: {seen.error}")
        expected = self.model.sync(name)
        if (seen.asked != expected or seen.message) and not self.control:
            raise Failed(f"{name} was asked '{seen.asked}' in place of '{expected}'"
                         f" {seen.message}{seen.error}")
        return seen

    def sync_while_resetting(self, name):
        """Syncs a device, and asks for a reset again and again until the sync has ended. Returns
        how often it was refused, as it must be each time."""
        before = self.admin.points()
        refused = 0
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            syncing = pool.submit(self.sync, name)
            while not syncing.done():
                code, _, error = self.admin.attempt("reset", USER, "--yes")
                if code != IN_USE:
                    raise Failed(f"a reset during an upload: exit code {code}: {error}")
                refused += 1
            seen = syncing.result()
        if seen.error:
            raise Failed(f"{name} was disturbed by a reset that was refused: {seen.error}")
        if self.admin.points() != before:
            raise Failed("a reset that was refused left a restore point")
        return refused

    def serve_other(self):
        """The other user adds a card and a file, and is served as if nothing had happened."""
        device = self.devices[OTHER]
        first = self.served == 0
        self.served += 1
        device.add_card(f"other {self.served}")
        device.put(f"other{self.served}.jpg", b"other %d" % self.served)
        seen = device.sync()
        if seen.asked != ("upload" if first else "") or seen.message or seen.error:
            raise Failed(f"the other user was disturbed: {seen}")

    # What the admin does.

    def change(self, *arguments, may_return=False):
        """Runs the program while the server is stopped. The media USN must not go back, but where
        an older database returns untouched; nothing of the other user may change."""
        other = compare.tree(os.path.join(self.root, OTHER))
        point = self.admin.change(*arguments)
        if compare.tree(os.path.join(self.root, OTHER)) != other:
            raise Failed(f"{arguments[0]} changed the other user's files")
        if self.control:
            self.control(self)
            self.points.append(point)
            return point
        usn = compare.media_usn(self.home)
        if not may_return and (usn or 0) < self.highest:
            raise Failed(f"the media USN went back from {self.highest} to {usn or 'none'}")
        self.points.append(point)
        return point

    def reset(self, *options):
        point = self.change("reset", USER, *options)
        self.model.reset(point, collection="--media-only" not in options,
                         media="--keep-media-files" not in options
                         and "--collection-only" not in options)
        return point

    def restore(self, point, at_once=False):
        undo = self.change("restore", point, may_return=at_once)
        self.model.restore(point, undo)
        if at_once:
            self.highest = compare.media_usn(self.home) or 0
        return undo

    def kill(self, syscall, left, operation, point):
        """Kills the program where it leaves what `left` names, see presence(). It is brought on by
        a system call each time, and what it had done until then is undone."""
        for number in range(1, KILLS):
            self.admin.kill(syscall, number, operation, point or USER, "--yes")
            if self.presence() == left:
                self.model.interrupt(point, left)
                return
            self.admin.run("resume", "--yes")
        raise Failed(f"{operation} never leaves '{left}' at {syscall}")

    def presence(self):
        """What of the user is there: C a collection, F media files, f an empty folder for them,
        D a media database."""
        media = os.path.join(self.home, "media")
        folder = ("F" if os.listdir(media) else "f") if os.path.isdir(media) else ""
        return (("C" if os.path.exists(os.path.join(self.home, "collection.anki2")) else "")
                + folder + ("D" if os.path.exists(self.media_database()) else ""))

    def recover(self):
        self.change("resume", "--bring-back")
        self.model.recover()

    # What happens to the files.

    def media_database(self):
        return os.path.join(self.home, "media.db")

    def lose_media_database(self):
        for path in glob.glob(self.media_database() + "*"):
            os.unlink(path)
        self.model.forget_deletions()

    def break_media_database(self):
        """It has its size, but no database is in it."""
        self.lose_media_database()
        with open(self.media_database(), "wb") as file:
            file.write(b"not a database\n" * 500)
        if self.uid:
            os.chown(self.media_database(), self.uid, self.uid)

    def empty_by_hand(self):
        """As other tools reset a user: the next media USN is 0 again."""
        self.lose_media_database()
        for path in glob.glob(os.path.join(self.home, "collection.anki2*")):
            os.unlink(path)
        shutil.rmtree(os.path.join(self.home, "media"))
        os.mkdir(os.path.join(self.home, "media"))
        if self.uid:
            os.chown(os.path.join(self.home, "media"), self.uid, self.uid)
        self.model.lose(collection=True, media=True)
        self.highest = 0

    # The end.

    def states(self):
        states = {name: self.devices[name].state() for name in self.names}
        states["the server"] = compare.server_state(self.home)
        return states

    def other_faults(self):
        device = self.devices[OTHER].state()
        server = compare.server_state(os.path.join(self.root, OTHER))
        lines = compare.differences({OTHER: device, "the server": server})
        if len(server.cards) != self.served or len(server.media) != self.served:
            lines.append("the other user lost something")
        return lines
