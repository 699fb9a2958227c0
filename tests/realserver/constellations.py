"""In which state the devices are when the server is stopped: the rows of the matrix, one axis.

All begin equal: five cards, one of them reviewed, and the files a.jpg to d.jpg.
"""
from dataclasses import dataclass
from typing import Callable

BASE_FILES = ("a.jpg", "b.jpg", "c.jpg", "d.jpg")


def make_equal(world, more_files=0):
    """The beginning of every world: the first device fills the server, the others download."""
    first, *others = world.names
    for number in range(5):
        world.add_card(first, f"base {number}")
    world.review(first)
    for name in BASE_FILES:
        world.put(first, name, name.encode())
    for number in range(more_files):
        world.put(first, f"many{number}.jpg", b"many %d" % number)
    world.sync(first)
    for name in others:
        # A client's own first sync is a download, which the model sees as a choice.
        world.sync(name)
    world.serve_other()


def replaced(world):
    """One device and the server have another a.jpg than the others, of the same count of files."""
    world.put("A", "a.jpg", b"replaced on A")
    world.add_card("A", "replaced by A")
    world.sync("A")


def added(world):
    world.put("A", "new.jpg", b"new on A")
    world.add_card("A", "added by A")
    world.sync("A")


def deleted(world):
    world.delete("A", "d.jpg")
    world.sync("A")


def renamed(world):
    world.rename("A", "a.jpg", "renamed.jpg")
    world.sync("A")


def unsynced_added(world):
    world.put("A", "new.jpg", b"new on A")
    world.add_card("A", "added by A")
    world.review("B")


def unsynced_replaced(world):
    world.put("A", "a.jpg", b"replaced on A")
    world.add_card("A", "replaced by A")
    world.add_card("B", "added by B")


def unsynced_deleted(world):
    world.delete("A", "d.jpg")
    world.review("A")


def unsynced_swapped(world):
    world.swap("A", "a.jpg", "b.jpg")


def high_usn(world):
    """The last media USN is far above the number of files; one device is behind by a file."""
    churn = [f"churn{number}.jpg" for number in range(60)]
    for name in churn:
        world.put("A", name, name.encode())
    world.sync("A")
    for name in churn:
        world.delete("A", name)
    world.sync("A")
    world.sync("B")
    replaced(world)


def emptied_by_another_tool(world):
    """B's last media USN is higher than the server's will be for long."""
    high_usn(world)
    world.sync("B")
    world.stop("INT")
    world.empty_by_hand()
    world.start()


def ahead(world):
    emptied_by_another_tool(world)
    added(world)


def ahead_and_different(world):
    """The count of files is the same: without an operation B would never see A's a.jpg."""
    emptied_by_another_tool(world)
    world.put("A", "a.jpg", b"replaced since")
    world.sync("A")


def mixed(world):
    """Of three devices one has replaced a file, one is behind, one has unsynced changes."""
    replaced(world)
    world.put("B", "new.jpg", b"new on B")
    world.put("B", "b.jpg", b"replaced on B")
    world.add_card("B", "added by B")


@dataclass(frozen=True)
class Constellation:
    name: str
    apply: Callable
    devices: str = "AB"
    more_files: int = 0
    lasting: bool = False   # unless a media database is installed

    def orders(self):
        """In which order the devices sync afterwards."""
        return ("ABC", "CAB", "BCA") if self.devices == "ABC" else ("AB", "BA")


CONSTELLATIONS = [
    Constellation("equal", lambda world: None),
    Constellation("behind-added", added),
    Constellation("behind-replaced", replaced),
    Constellation("behind-deleted", deleted),
    Constellation("behind-renamed", renamed),
    Constellation("unsynced-added", unsynced_added),
    Constellation("unsynced-replaced", unsynced_replaced),
    Constellation("unsynced-deleted", unsynced_deleted),
    Constellation("unsynced-swapped", unsynced_swapped),
    Constellation("high-usn", high_usn),
    Constellation("ahead", ahead),
    Constellation("ahead-and-different", ahead_and_different, lasting=True),
    Constellation("three-equal", lambda world: None, devices="ABC"),
    Constellation("three-mixed", mixed, devices="ABC"),
    Constellation("many", replaced, more_files=1500),
]
