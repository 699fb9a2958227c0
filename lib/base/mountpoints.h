#pragma once

#include <QByteArray>
#include <QList>

namespace SyncAdmin {

// One line of /proc/self/mountinfo (proc(5)).
struct MountPoint
{
    QByteArray path;       // unescaped
    QByteArray fileSystem; // "ext4", "nfs4", "fuse.s3fs"
    QByteArray source;     // "/dev/sda1", "server:/export"
};

// Invalid lines are skipped.
QList<MountPoint> parseMountInfo(const QByteArray &text);

// The deepest mount that contains a path, by names only; the last one if several are equal. Null if
// there is none.
const MountPoint *mountOf(const QByteArray &path, const QList<MountPoint> &mounts);

// Whether a path equals a folder's path or is below it, by names only.
bool isAtOrBelow(const QByteArray &path, const QByteArray &folder);

} // namespace SyncAdmin
