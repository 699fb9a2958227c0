"""What the admin does, and which devices sync in between: the other axis of the matrix.

Each takes a Scene (scene.py). The model of the world says what must come of it.
"""
from dataclasses import dataclass
from typing import Callable


BIG = 20_000_000    # characters of a card: an upload takes as long as some resets
FILES = 200         # that are uploaded at a time
REFUSED = 50        # resets, in all


def use(scene, *names):
    """The server runs, the devices sync, and the first of them goes on working.

    It syncs once more before that: a client that has just sent all files again takes the server's
    content of a file that is replaced before its next sync."""
    scene.start()
    for name in names:
        scene.sync(name)
    if names:
        scene.sync(names[0])
        scene.work(names[0])
    scene.stop()


def reset(*options):
    return lambda scene: scene.reset(*options)


def restore_at_once(*options):
    def run(scene):
        point = scene.reset(*options)
        scene.restore(point, at_once=True)
    return run


def restore_after_start(scene):
    """The server has opened what the reset left, but nobody synced."""
    point = scene.reset()
    use(scene)
    scene.restore(point, at_once=True)


def restore_late(devices, *options):
    def run(scene):
        point = scene.reset(*options)
        use(scene, *scene.order[:devices])
        scene.restore(point)
    return run


def restore_twice_in_a_row(scene):
    """The restore is undone before anybody has synced: what was made since the reset is back."""
    point = scene.reset()
    use(scene, scene.order[0])
    undo = scene.restore(point)
    scene.restore(undo, at_once=True)


def restore_of_a_restore(scene):
    """As before, but a device has synced between the two."""
    point = scene.reset()
    use(scene, scene.order[0])
    undo = scene.restore(point)
    use(scene, scene.order[-1])
    scene.restore(undo)


def reset_twice(scene):
    scene.reset()
    use(scene, scene.order[0])
    scene.reset()


def restore_without_the_older_point(scene):
    older = scene.reset()
    use(scene, scene.order[0])
    newer = scene.reset()
    scene.delete_point(older)
    use(scene, scene.order[-1])
    scene.restore(newer)


def keep_media_without_database(damage):
    def run(scene):
        damage(scene)
        scene.reset("--keep-media-files")
    return run


def missing(scene):
    scene.world.lose_media_database()


def unreadable(scene):
    scene.world.break_media_database()


def reset_unreadable_twice(scene, delete_point=False):
    """In between the last device syncs, twice: the first time it sends all files, the second
    time it notes their last USN, which it must not meet again."""
    unreadable(scene)
    point = scene.reset()
    scene.start()
    scene.sync(scene.order[-1])
    scene.sync(scene.order[-1])
    scene.stop()
    if delete_point:
        scene.delete_point(point)
    unreadable(scene)
    scene.reset()


def reset_unreadable_twice_without_the_point(scene):
    """The point whose record remembers the first USN is deleted in between."""
    reset_unreadable_twice(scene, delete_point=True)


def killed_reset(syscall, left, devices):
    """The server runs over what is left, and makes a media database of its own where none is."""
    def run(scene):
        scene.kill(syscall, left, "reset")
        use(scene, *scene.order[:devices])
        scene.recover()
    return run


def killed_restore(syscall, left, devices):
    def run(scene):
        point = scene.reset()
        scene.kill(syscall, left, "restore", point)
        use(scene, *scene.order[:devices])
        scene.recover()
    return run


def reset_during_uploads(scene):
    """A reset is refused while a collection or media files are uploaded, and nothing is lost."""
    scene.reset("--collection-only")
    scene.start()
    name = scene.order[0]
    scene.world.add_card(name, "long", more=BIG)
    refused = scene.sync_while_resetting(name)
    while refused < REFUSED:
        for number in range(FILES):
            scene.world.put(name, f"upload{refused}-{number}.jpg", b"%d %d" % (refused, number))
        refused += scene.sync_while_resetting(name)
    scene.stop()


@dataclass(frozen=True)
class Operation:
    name: str
    run: Callable
    keeps_database: bool = False    # of the media, untouched: no file is sent, but unsynced ones
    serves_old: bool = False        # in between the devices meet the old media database
    kills: bool = False             # the program, which takes strace
    only: tuple = ()                # constellations; empty: it is done in all


OPERATIONS = [
    Operation("reset", reset()),
    Operation("keep-media", reset("--keep-media-files"), keeps_database=True),
    Operation("media-only", reset("--media-only")),
    Operation("collection-only", reset("--collection-only"), keeps_database=True),
    Operation("restore-at-once", restore_at_once(), keeps_database=True),
    Operation("restore-after-start", restore_after_start, keeps_database=True),
    Operation("restore-keep-media", restore_at_once("--keep-media-files"), keeps_database=True),
    Operation("restore-media-only", restore_at_once("--media-only"), keeps_database=True),
    Operation("restore-late-1", restore_late(1)),
    Operation("restore-late-2", restore_late(2)),
    Operation("restore-late-keep-media", restore_late(1, "--keep-media-files"),
              keeps_database=True),
    Operation("restore-late-media-only", restore_late(1, "--media-only")),
    Operation("restore-late-collection-only", restore_late(1, "--collection-only"),
              keeps_database=True),
    Operation("restore-twice-in-a-row", restore_twice_in_a_row),
    Operation("restore-of-a-restore", restore_of_a_restore),
    Operation("restore-older-deleted", restore_without_the_older_point),
    Operation("reset-twice", reset_twice),
    Operation("keep-media-missing", keep_media_without_database(missing)),
    Operation("keep-media-broken", keep_media_without_database(unreadable)),
    Operation("unreadable-twice", reset_unreadable_twice),
    Operation("unreadable-twice-deleted", reset_unreadable_twice_without_the_point),
    Operation("reset-during-uploads", reset_during_uploads,
              only=("equal", "unsynced-replaced", "three-mixed")),
    Operation("killed-reset-database-out", killed_reset("renameat2", "CF", 1), kills=True),
    Operation("killed-reset-collection-out", killed_reset("renameat2", "F", 1), kills=True),
    Operation("killed-reset-all-out", killed_reset("renameat2", "", 2), kills=True),
    Operation("killed-reset-fresh-folder", killed_reset("renameat2", "f", 1), kills=True),
    Operation("killed-reset-uncommitted", killed_reset("renameat2", "fD", 1), kills=True),
    Operation("killed-restore-database-out", killed_restore("renameat2", "f", 1), kills=True),
    Operation("killed-restore-all-out", killed_restore("renameat2", "", 1), kills=True),
    Operation("killed-restore-no-database", killed_restore("renameat2", "CF", 2), kills=True),
    Operation("killed-restore-uncommitted", killed_restore("renameat2", "CFD", 1),
              serves_old=True, kills=True),
]
