"""Rules that look right and are wrong: the same runner must see that devices do not end equal.

Each edits what the program has installed. A control that ends well is a failure of the tests.
"""
import os
import sqlite3
import time
from dataclasses import dataclass
from typing import Callable

MEDIA_DATABASE = """
    PRAGMA user_version = 4;
    CREATE TABLE media (fname text NOT NULL PRIMARY KEY, csum blob NOT NULL, size int NOT NULL,
                        usn int NOT NULL, mtime int NOT NULL);
    CREATE INDEX ix_usn ON media (usn);
    CREATE TABLE meta (last_usn int NOT NULL, total_bytes int NOT NULL,
                       total_nonempty_files int NOT NULL);
"""


def _install_media_database(world, last_usn):
    for suffix in ("", "-wal"):
        if os.path.exists(world.media_database() + suffix):
            os.unlink(world.media_database() + suffix)
    connection = sqlite3.connect(world.media_database())
    connection.executescript(MEDIA_DATABASE)
    connection.execute("INSERT INTO meta VALUES (?, 0, 0)", (last_usn,))
    connection.commit()
    connection.close()


def from_zero(world):
    _install_media_database(world, 0)


def exactly_the_old_usn(world):
    _install_media_database(world, world.highest)


def plain_million(world):
    _install_media_database(world, 1_000_000)


def bumped_stamps(world):
    """A restored collection whose stamps are new forces a one-way sync upon everybody."""
    path = os.path.join(world.home, "collection.anki2")
    if os.path.exists(path):
        connection = sqlite3.connect(path)
        now = int(time.time() * 1000)
        connection.execute("UPDATE col SET scm = ?, mod = ?", (now, now))
        connection.commit()
        connection.close()


@dataclass(frozen=True)
class Control:
    name: str
    apply: Callable
    operation: str
    constellation: str
    order: str


CONTROLS = [
    Control("media USN from 0", from_zero, "reset", "behind-replaced", "AB"),
    Control("exactly the old media USN", exactly_the_old_usn, "reset", "equal", "AB"),
    Control("1,000,000 the second time", plain_million, "unreadable-twice", "behind-replaced",
            "BA"),
    Control("new stamps on a restore", bumped_stamps, "restore-at-once", "unsynced-added", "AB"),
]
