"""What a folder holds: as it is compared byte for byte, and as one hash of a state."""
import hashlib
import json
import os
import re
import stat

ID = re.compile(r"\d{8}-\d{6}-[A-Za-z0-9._-]+")


def _xattrs(path):
    try:
        names = os.listxattr(path, follow_symlinks=False)
        return tuple(sorted((n, os.getxattr(path, n, follow_symlinks=False)) for n in names))
    except OSError:
        return ()


def _content(path, status):
    if stat.S_ISREG(status.st_mode):
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    if stat.S_ISLNK(status.st_mode):
        return os.readlink(path)
    return ""


def walk(folder):
    """Yields (path below the folder, absolute path, status), the folder itself as ''."""
    yield "", folder, os.lstat(folder)
    for parent, folders, files in os.walk(folder):
        for name in sorted(folders + files):
            path = os.path.join(parent, name)
            yield os.path.relpath(path, folder), path, os.lstat(path)


def snapshot(folder):
    """Names, bytes, mode, owner, extended attributes, mtime and inode; of the folder itself no
    mtime. None if there is no such folder."""
    if not os.path.isdir(folder):
        return None
    entries = {}
    for name, path, status in walk(folder):
        entries[name] = {
            "mode": oct(status.st_mode), "owner": (status.st_uid, status.st_gid),
            "size": status.st_size if stat.S_ISREG(status.st_mode) else 0,
            "content": _content(path, status), "xattrs": _xattrs(path),
            "inode": status.st_ino, "mtime": status.st_mtime_ns if name else 0}
    return entries


FOLDED = "collection.anki2"


def without_folded(entries):
    """What a restore brings back as it was: the collection, which has rows in its -wal, comes back
    as one file."""
    if entries is None:
        return None
    return {name: entry for name, entry in entries.items()
            if name not in (FOLDED, FOLDED + "-wal", FOLDED + "-shm")}


def differences(before, after, without=(), fresh=()):
    """Lines; `fresh` names entries that are made anew, so that inode and mtime say nothing."""
    if before is None or after is None:
        return [] if before is after else ["the user folder is gone or new"]
    lines = [f"{name or '.'}: gone" for name in before if name not in after]
    lines += [f"{name}: new" for name in after if name not in before]
    for name in before.keys() & after.keys():
        for key, was in before[name].items():
            if key in without or (name in fresh and key in ("inode", "mtime")):
                continue
            if after[name][key] != was:
                lines.append(f"{name or '.'}: {key} was {was}, is {after[name][key]}")
    return lines


def _told(path):
    """Of our own records only what does not change from run to run."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    name = os.path.basename(path)
    if name == "lock":
        return ""
    if name.endswith(".jsonl"):
        told = []
        for line in text.split("\n"):
            try:
                fields = json.loads(line) if line else {}
                told.append([fields.get(k) for k in ("act", "phase", "outcome", "error")])
            except ValueError:
                told.append("torn")
        return json.dumps(told)
    try:
        return json.dumps(sorted(json.loads(text))) if text else ""
    except ValueError:
        return "torn"


def state_hash(root, known):
    """One hash for trees that differ only in times and numbers of what the runs make anew.
    `known`: inode -> label, of all that was there before."""
    digest = hashlib.sha256()
    labels = dict(zip(known.get("ids", ()), (f"OLD{i}" for i in range(99))))
    for name, path, status in walk(root):
        shown = ID.sub(lambda match: labels.get(match.group(), "NEW"), name)
        label = known["inodes"].get(status.st_ino, "new")
        fields = [shown, oct(status.st_mode), status.st_uid, status.st_gid, label]
        if stat.S_ISREG(status.st_mode):
            ours = ".anki-sync-admin" in name and "/items/" not in name
            fields.append(_told(path) if ours else _content(path, status))
            if not ours and label != "new":
                fields.append(status.st_mtime_ns)
        digest.update(repr(fields).encode())
    return digest.hexdigest()
