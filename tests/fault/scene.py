"""The data root of a run: a user of the demo with a WAL, a temporary file and a few media files,
brought to where an operation begins."""
import base64
import hashlib
import json
import os
import shutil
import sqlite3
import stat
import tempfile

import tracing
import tree

USER = "test-1"
TIME = 1_700_000_000
OPERATIONS = ["reset", "keep", "no-point", "restore", "purge", "recover"]


def _put(path, content, mode):
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)


def _settle(folder, owner):
    """Fixed times, and an owner that is not the caller where that may be."""
    for i, (_, path, status) in enumerate(reversed(list(tree.walk(folder)))):
        if os.geteuid() == 0:
            os.lchown(path, *owner)
            os.chmod(path, stat.S_IMODE(status.st_mode))
        os.utime(path, ns=((TIME + i) * 10**9 + 123_456_789,) * 2)


def make_template(program, folder):
    demo, root = os.path.join(folder, "demo"), os.path.join(folder, "template")
    done = tracing.run([program, "demo", demo])
    if done.code != 0:
        raise RuntimeError(done.text())
    user = os.path.join(root, "collections", USER)
    os.makedirs(os.path.dirname(user))
    shutil.copytree(os.path.join(demo, "collections", USER), user)
    # Files as a server leaves them that was killed: rows in the WAL.
    database = os.path.join(demo, "collections", USER, "collection.anki2")
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("UPDATE col SET mod = mod + 1")
    for suffix in ("", "-wal", "-shm"):
        shutil.copyfile(database + suffix, os.path.join(user, "collection.anki2" + suffix))
    connection.close()
    shutil.rmtree(demo)
    os.chmod(user, 0o2775)
    os.chmod(os.path.join(user, "collection.media"), 0o2770)
    os.chmod(os.path.join(user, "collection.anki2"), 0o640)
    _put(os.path.join(user, "collection.anki2.tmp"), b"half an upload", 0o600)
    _settle(user, (1001, 65533))
    return root


def _copy(source, target):
    os.mkdir(target)
    for name in sorted(os.listdir(source)):
        path, new = os.path.join(source, name), os.path.join(target, name)
        if os.path.isdir(path):
            _copy(path, new)
        else:
            shutil.copyfile(path, new)
        status = os.stat(path)
        if os.geteuid() == 0:
            os.chown(new, status.st_uid, status.st_gid)
        os.chmod(new, stat.S_IMODE(status.st_mode))
    status = os.stat(source)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
    for name in os.listdir(source):
        status = os.stat(os.path.join(source, name))
        os.utime(os.path.join(target, name), ns=(status.st_atime_ns, status.st_mtime_ns))


class Scene:
    """One run's data root. original: the user's first tree; before: the one the operation gets."""

    def __init__(self, program, template, folder, operation):
        self.program, self.folder, self.operation = program, folder, operation
        self.root = os.path.join(folder, "root")
        self.user = os.path.join(self.root, "collections", USER)
        self.log = os.path.join(folder, "log")
        if os.path.exists(self.root):
            shutil.rmtree(self.root)
        _copy(template, self.root)
        self.original = tree.snapshot(self.user)
        self.original_change = self.last_change()
        self.old_ids = []
        if operation in ("restore", "purge", "recover"):
            self._bring_on()
        self.before = tree.snapshot(self.user)
        self.items_before = self.items()
        self.known = {"ids": list(self.old_ids), "inodes": {}}
        for name, _, status in tree.walk(self.root):
            self.known["inodes"][status.st_ino] = name.replace(
                self.old_ids[0] if self.old_ids else "\0", "OLD0")

    def _bring_on(self):
        command = self.ctl("reset", USER)
        if self.operation == "recover":
            done = tracing.trace(command, self.log, ("KILL", "renameat2", 4))
            if not done.killed:
                raise RuntimeError("the reset to recover from was not killed\n" + done.text())
        else:
            done = tracing.run(command)
            if done.code != 0:
                raise RuntimeError("the reset before the operation failed\n" + done.text())
            self._use_as_server()
        self.old_ids = [self._backdate(point) for point in self.points()]

    def _backdate(self, point):
        """Gives a restore point an id of another second than the operation's, on machines of any
        speed."""
        new = "20200101-000000-" + USER
        folder = os.path.join(self._points_folder(), new)
        os.rename(os.path.join(self._points_folder(), point), folder)
        encoded = base64.b64encode(new.encode()).decode()
        manifest = os.path.join(folder, "manifest.json")
        committed = os.path.join(folder, "committed.json")
        with open(manifest, encoding="utf-8") as file:
            fields = {**json.load(file), "id": encoded}
        text = json.dumps(fields, separators=(",", ":")).encode()
        with open(manifest, "wb") as file:
            file.write(text)
        if os.path.exists(committed):
            with open(committed, encoding="utf-8") as file:
                fields = {**json.load(file), "id": encoded}
            fields["manifestSum"] = base64.b64encode(hashlib.sha256(text).digest()).decode()
            with open(committed, "w", encoding="utf-8") as file:
                json.dump(fields, file)
        return new

    def _use_as_server(self):
        for name, content in (("collection.anki2", b"new collection"),
                              ("collection.anki2-wal", b"its WAL"),
                              ("collection.media/new.png", b"new picture")):
            _put(os.path.join(self.user, name), content, 0o644)
        _settle(self.user, (1001, 65533))

    def ctl(self, *words):
        jobs = ["--jobs", "1"] if words[0] == "reset" else []
        return [self.program, *words, "--data-root", self.root, "--yes", *jobs]

    def words(self):
        return {"reset": ["reset", USER],
                "keep": ["reset", USER, "--keep-media-files"],
                "no-point": ["reset", USER, "--no-restore-point"],
                "restore": ["restore", *self.old_ids],
                "purge": ["delete", *self.old_ids],
                "recover": ["resume"]}[self.operation]

    def command(self):
        return self.ctl(*self.words())

    def now(self):
        return tree.snapshot(self.user)

    def last_change(self):
        """When the collection was changed, its -wal read with it; from a copy, or it would be
        changed. None where it is no collection."""
        with tempfile.TemporaryDirectory() as folder:
            for suffix in ("", "-wal"):
                path = os.path.join(self.user, tree.FOLDED + suffix)
                if os.path.exists(path):
                    shutil.copyfile(path, os.path.join(folder, "copy" + suffix))
            connection = sqlite3.connect(os.path.join(folder, "copy"))
            try:
                return connection.execute("SELECT mod FROM col").fetchone()[0]
            except sqlite3.DatabaseError:
                return None
            finally:
                connection.close()

    def hash(self):
        return tree.state_hash(self.root, self.known)

    def _points_folder(self):
        return os.path.join(self.root, ".anki-sync-admin", "restore-points")

    def points(self):
        folder = self._points_folder()
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def new_points(self):
        return [point for point in self.points() if point not in self.old_ids]

    def has(self, point, record):
        return os.path.exists(os.path.join(self._points_folder(), point, record))

    def committed(self):
        """The operation's own restore point, if it is committed."""
        for point in self.new_points():
            if self.has(point, "committed.json"):
                return point
        return None

    def items(self):
        """What the points that were there before hold for the user."""
        held = {}
        for point in self.old_ids:
            held[point] = tree.snapshot(os.path.join(self._points_folder(), point))
            for name in ("", "items"):  # entries that went and came back leave that trace
                if held[point] and name in held[point]:
                    held[point][name]["mtime"] = 0
        return held
