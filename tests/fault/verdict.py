"""Decides whether what a run said and left is right, and brings it to its end."""
import tracing
import tree
from scene import USER

INCOMPLETE = ("Not everything could be rolled back", "Run the command again to delete the rest",
              "The old data was not deleted completely")


class After:
    """What the operation leaves when nothing goes wrong, taken from a run without a fault."""

    def __init__(self, scene):
        was = {entry["inode"] for entry in (scene.before or {}).values()}
        was |= set(scene.known["inodes"])
        self.tree = scene.now()
        self.fresh = {n for n, e in self.tree.items() if e["inode"] not in was}

    def wrong(self, scene):
        """The operation itself, checked by what it is for rather than by a recording."""
        names = set(self.tree)
        if scene.operation == "restore":
            return restored(scene, scene.original)
        if scene.operation == "recover":
            return tree.differences(scene.original, self.tree)
        if scene.operation == "purge":
            return tree.differences(scene.before, self.tree)
        if scene.operation == "keep":
            kept = {n: e for n, e in scene.before.items()
                    if n == "" or n.startswith("collection.media")}
            return tree.differences(kept, self.tree)
        expected = {"", "collection.media", "collection.media.server.db"}
        lines = [] if names == expected else [f"left: {sorted(names)}"]
        for key in ("mode", "owner", "xattrs"):
            if self.tree["collection.media"][key] != scene.before["collection.media"][key]:
                lines.append(f"the fresh media folder has another {key}")
        return lines


def restored(scene, expected):
    """What is wrong after a restore to a state whose collection has rows in its -wal."""
    now = scene.now()
    lines = tree.differences(tree.without_folded(expected), tree.without_folded(now))
    lines += [f"{name}: beside a collection that comes back as one file"
              for name in now or {} if name.startswith(tree.FOLDED + "-")]
    was, found = scene.original_change, scene.last_change()
    return lines + ([] if found == was else [f"the collection says {found}, not {was}"])


def is_before(scene):
    return not tree.differences(scene.before, scene.now())


def is_after(scene, after):
    now = scene.now()
    if scene.operation == "keep" and now and \
            now.get("collection.media") != scene.before["collection.media"]:
        return False
    return not tree.differences(after.tree, now, without=("inode",), fresh=after.fresh)


def is_done(scene, after):
    """The operation has succeeded: its record exists (for a purge, and without a restore point: no
    point exists), and the tree is as expected."""
    if scene.operation == "purge":
        return not scene.points() and is_after(scene, after)
    if scene.operation == "recover":
        return is_after(scene, after) and not any(
            scene.has(p, "manifest.json") and not scene.has(p, "committed.json")
            for p in scene.points())
    if scene.operation == "no-point":
        gone = all(scene.has(p, "purging") or scene.has(p, "committed.json")
                   or not scene.has(p, "manifest.json") for p in scene.new_points())
        return gone and is_after(scene, after)
    return scene.committed() is not None and is_after(scene, after)


def says_done(run):
    return "✅" in run.out or "✓ Deleted restore point" in run.out


def is_untouched(scene):
    """Nothing of the user's has moved, and no operation of this run is half done."""
    halves = [p for p in scene.new_points()
              if scene.has(p, "manifest.json") and not scene.has(p, "committed.json")]
    return is_before(scene) and not halves and scene.items() == scene.items_before


def check_saying(scene, after, run, fault, in_lock):
    """What the run said against what it left. Lines; empty if all is right."""
    kind, syscall, _ = fault
    done = is_done(scene, after)
    if says_done(run) and not done:
        return ["it says that it succeeded, and there is no commit"]
    if run.killed:
        return []
    if run.code == 0:
        # Its own words may be what could not be written.
        silent = not says_done(run) and syscall != "write"
        return (["exit 0, and it is not done"] if not done else []) + \
               (["exit 0 without a word of success"] if silent else [])
    if run.code == 1 and "Cannot write to standard output" in run.err:
        # What was begun is finished, or was never begun.
        return [] if done or is_untouched(scene) else ["it stopped half-way for its output"]
    if run.code == 1:
        lines = [] if is_untouched(scene) else ["exit 1, and something was changed"]
        return lines + ([] if "ERROR - " in run.err or syscall == "write" else ["no error's text"])
    if run.code == 3:
        lines = [] if is_untouched(scene) else ["exit 3, and something was changed"]
        return lines + ([] if "in use" in run.err else ["exit 3, and not in use"])
    if run.code == 4:
        named = any(text in run.out for text in INCOMPLETE) and "  ! " in run.out + "  ! "
        if "Not everything" in run.out:
            named = "  ! " in run.out
        return [] if named or syscall == "write" else ["exit 4, and it does not name what lies where"]
    if not in_lock and run.code > 0:
        return [] if is_untouched(scene) else ["it did not start, and something was changed"]
    return [f"exit code {run.code}"]


def _run(scene, lines, *words):
    done = tracing.run(scene.ctl(*words))
    if done.code != 0:
        lines.append(f"{' '.join(words)}: exit code {done.code}\n{done.text()}")
    return not lines


def bring_to_end(scene, after):
    """recover, then what shows that nothing is lost. (lines, the calls of recover)."""
    lines = []
    done = is_done(scene, after)
    committed = scene.committed()
    recovery = tracing.trace(scene.ctl("resume"), scene.log)
    if recovery.code != 0:
        return [f"recover: exit code {recovery.code}\n{recovery.text()}"], recovery
    end_of = {"purge": _end_purge, "recover": _end_recover, "restore": _end_restore}
    if committed and not done and scene.operation != "no-point":
        lines.append("committed, and the tree is not as it must be")
    end_of.get(scene.operation, _end_reset)(scene, after, bool(committed) or done, lines)
    return lines, recovery


def _expect(lines, what, expected, now, **options):
    found = tree.differences(expected, now, **options)
    if found:
        lines.append(f"{what}: " + "; ".join(found[:8]))


def _end_reset(scene, after, done, lines):
    if not done:
        _expect(lines, "after recover", scene.before, scene.now())
        if scene.new_points():
            lines.append(f"recover leaves {scene.new_points()}")
        if not lines:
            _run(scene, lines, *scene.words())
            if not lines and not is_done(scene, after):
                lines.append("the operation does not succeed afterwards")
        return
    if not is_after(scene, after):
        lines.append("committed, and recover has changed it")
    if scene.operation == "no-point":
        if scene.points():
            _run(scene, lines, "delete", "--all")
        if scene.points():
            lines.append(f"left after the purge: {scene.points()}")
    elif _run(scene, lines, "restore", scene.committed()):
        lines += [f"after the restore: {line}" for line in restored(scene, scene.before)[:8]]


def _end_restore(scene, after, done, lines):
    if done:
        if not is_after(scene, after):
            lines.append("committed, and recover has changed it")
        if _run(scene, lines, "restore", scene.committed()):
            _expect(lines, "after the undo", scene.before, scene.now())
        return
    _expect(lines, "after recover", scene.before, scene.now())
    if scene.new_points():
        lines.append(f"recover leaves {scene.new_points()}")
    if not lines and _run(scene, lines, "restore", *scene.old_ids):
        lines += [f"after the second restore: {line}"
                  for line in restored(scene, scene.original)[:8]]


def _end_purge(scene, after, _done, lines):
    _expect(lines, "the user's tree", scene.before, scene.now())
    if not lines and scene.points():
        _run(scene, lines, "delete", "--all")
    if scene.points():
        lines.append(f"left after a second purge: {scene.points()}")
    _expect(lines, "the user's tree", scene.before, scene.now())


def _end_recover(scene, after, _done, lines):
    _expect(lines, "after recover", scene.original, scene.now())
    if scene.points():
        lines.append(f"recover leaves {scene.points()}")
    if not lines and _run(scene, lines, "reset", USER) and len(scene.points()) != 1:
        lines.append("the user cannot be reset afterwards")
