"""A device of a user: its process, the folder of its collection, and its media files."""
import json
import os
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass

import compare

HERE = os.path.dirname(os.path.abspath(__file__))
AHEAD = 100_000  # s; a download, which happens now, never has the second of a change
SYNC_AGAIN = 3  # media syncs in a row, as people are told to when the client asks for it


@dataclass
class Synced:
    """What a person saw during one sync."""
    asked: str = ""     # upload, download, choose; empty: nothing was asked
    message: str = ""   # of the server
    error: str = ""     # of the collection's sync, or of the last media sync
    failed: bool = False    # the collection's sync did


class Process:
    """A process that runs a file beside this with the wheel of one version: devicemain.py, which
    serves one device after the other, or servermain.py."""

    def __init__(self, wheel, main):
        self.main = main
        environment = dict(os.environ, PYTHONPATH=wheel, PYTHONWARNINGS="ignore")
        self.process = subprocess.Popen(
            [sys.executable, "-B", os.path.join(HERE, main)], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def call(self, name, *arguments):
        self.process.stdin.write(json.dumps({"call": name, "arguments": arguments}) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith('{"'):
                answer = json.loads(line)
                if "error" in answer:
                    raise RuntimeError(answer["error"])
                return answer["result"]
        raise RuntimeError(f"{self.main} ended with {self.process.wait()} in {name}")


class Device:
    def __init__(self, name, folder, process):
        self.name, self.folder, self.process = name, folder, process
        self.media = os.path.join(folder, "collection.media")

    def open(self, url, user, password):
        os.makedirs(self.folder, exist_ok=True)
        self.process.call("open", os.path.join(self.folder, "collection.anki2"), url, user,
                          password)

    def close(self):
        self.process.call("close")

    def add_card(self, text, more=0):
        self._change("add_card", text, more)

    def review(self):
        self._change("review")

    def _change(self, name, *arguments):
        """Two collections changed in the same millisecond are equal to the clients."""
        time.sleep(0.003)
        self.process.call(name, *arguments)

    def put(self, name, content):
        """Writes or replaces a media file, as a person does in the folder."""
        path = os.path.join(self.media, name)
        with open(path, "wb") as file:
            file.write(content)
        self._tick(path)

    def rename(self, name, new):
        os.rename(os.path.join(self.media, name), os.path.join(self.media, new))
        self._tick()

    def delete(self, name):
        os.unlink(os.path.join(self.media, name))
        self._tick()

    def _tick(self, *paths):
        """The client compares times in whole seconds: each change gets a second of its own."""
        clock = os.path.join(self.folder, "clock")
        ahead = time.time() + AHEAD
        now = int(os.stat(clock).st_mtime if os.path.exists(clock) else ahead) + 1
        open(clock, "w").close()
        for path in (*paths, self.media, clock):
            os.utime(path, (now, now))

    def sync(self):
        """The collection, then the media; downloads where there is a choice."""
        seen = Synced()
        try:
            answer = self.process.call("sync", "download")
            seen.asked, seen.message = answer["asked"], answer["message"]
        except RuntimeError as error:
            seen.error, seen.failed = str(error), True
        for _ in range(SYNC_AGAIN):
            try:
                self.process.call("sync_media")
                break
            except RuntimeError as error:
                media_error = str(error)
        else:
            seen.error = seen.error or media_error
        return seen

    def state(self):
        database = os.path.join(self.folder, "collection.media.db2")
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            usn = connection.execute("SELECT lastUsn FROM meta").fetchone()[0]
        return compare.State(self.process.call("cards"), compare.hashes(self.media), usn)
