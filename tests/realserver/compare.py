"""States of devices and of the server, as they are compared."""
import hashlib
import os
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass, field


@dataclass
class State:
    cards: dict         # front of a note -> number of its reviews
    media: dict         # name -> SHA-1
    media_usn: int


@dataclass
class ServerState(State):
    rows: dict = field(default_factory=dict)    # of the media database: name -> (SHA-1, USN)
    tombstones: set = field(default_factory=set)

    def faults(self):
        """Lines: where the media database and the folder disagree."""
        tracked = {name: sha for name, (sha, _) in self.rows.items()}
        return media_differences("the media database", tracked, "the folder", self.media)


def sha1(content):
    return hashlib.sha1(content).hexdigest()


def hashes(folder):
    found = {}
    for entry in os.scandir(folder) if os.path.isdir(folder) else ():
        with open(entry.path, "rb") as file:
            found[entry.name] = sha1(file.read())
    return found


def opened_copy(path, scratch):
    """A connection to a private copy with its -wal: the server holds the original."""
    copy = os.path.join(scratch, os.path.basename(path))
    for suffix in ("", "-wal", "-journal"):
        if os.path.exists(path + suffix):
            shutil.copyfile(path + suffix, copy + suffix)
    connection = sqlite3.connect(copy)
    connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
    return connection


def media_usn(folder):
    """Last USN of the server's media database, or None where there is none to be read."""
    path = os.path.join(folder, "media.db")
    if not os.path.exists(path):
        return None
    with tempfile.TemporaryDirectory() as scratch:
        connection = opened_copy(path, scratch)
        try:
            return connection.execute("SELECT last_usn FROM meta").fetchone()[0]
        except (sqlite3.DatabaseError, TypeError):
            return None
        finally:
            connection.close()


def server_state(folder):
    """State of a user's folder on the server, which may run but must be idle."""
    state = ServerState({}, hashes(os.path.join(folder, "media")), 0)
    with tempfile.TemporaryDirectory() as scratch:
        collection = os.path.join(folder, "collection.anki2")
        if os.path.exists(collection):
            connection = opened_copy(collection, scratch)
            state.cards = dict(connection.execute(
                "SELECT n.sfld, COUNT(r.id) FROM notes n JOIN cards c ON c.nid = n.id"
                " LEFT JOIN revlog r ON r.cid = c.id GROUP BY n.id"))
            connection.close()
        connection = opened_copy(os.path.join(folder, "media.db"), scratch)
        state.media_usn = connection.execute("SELECT last_usn FROM meta").fetchone()[0]
        for name, csum, size, usn in connection.execute(
                "SELECT fname, csum, size, usn FROM media"):
            if size:
                state.rows[name] = (csum.hex(), usn)
            else:
                state.tombstones.add(name)
        connection.close()
    return state


def tree(folder):
    """Every file below a folder, with its content, owner and mode: to see that nothing changed."""
    found = {}
    for parent, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(parent, name)
            status = os.lstat(path)
            content = b""
            if name in files:
                with open(path, "rb") as file:
                    content = file.read()
            found[os.path.relpath(path, folder)] = (
                sha1(content), status.st_mode, status.st_uid, status.st_gid, status.st_mtime_ns)
    return found


def card_differences(left, left_cards, right, right_cards):
    lines = [f"{right} lacks the card '{text}' of {left}"
             for text in sorted(left_cards.keys() - right_cards.keys())]
    lines += [f"{left} lacks the card '{text}' of {right}"
              for text in sorted(right_cards.keys() - left_cards.keys())]
    lines += [f"the card '{text}' has {left_cards[text]} reviews in {left},"
              f" {right_cards[text]} in {right}"
              for text in sorted(left_cards.keys() & right_cards.keys())
              if left_cards[text] != right_cards[text]]
    return lines


def media_differences(left, left_media, right, right_media):
    lines = [f"{right} lacks {name} of {left}"
             for name in sorted(left_media.keys() - right_media.keys())]
    lines += [f"{left} lacks {name} of {right}"
              for name in sorted(right_media.keys() - left_media.keys())]
    lines += [f"{name} differs between {left} and {right}"
              for name in sorted(left_media.keys() & right_media.keys())
              if left_media[name] != right_media[name]]
    return lines


def differences(states):
    """Lines: how the states, by name, differ from the first of them."""
    (first, reference), *others = states.items()
    lines = []
    for name, state in others:
        lines += card_differences(first, reference.cards, name, state.cards)
        lines += media_differences(first, reference.media, name, state.media)
    return lines
