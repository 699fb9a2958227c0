#pragma once

#include <QByteArray>
#include <QList>

namespace SyncAdmin {

// A line of /proc/self/mountinfo (proc(5)).
struct MountPoint
{
    QByteArray path;       // unescaped
    QByteArray fileSystem; // "ext4", "nfs4", "fuse.s3fs"
    QByteArray source;     // "/dev/sda1", "server:/export"
};

// Lines that do not look like it are passed over.
QList<MountPoint> parseMountInfo(const QByteArray &text);

// The mount that a path lies on, told by the names alone: the last of the deepest ones. Null where
// there is none.
const MountPoint *mountOf(const QByteArray &path, const QList<MountPoint> &mounts);

// Whether one path is the other or lies below it, told by the names alone.
bool isAtOrBelow(const QByteArray &path, const QByteArray &folder);

} // namespace SyncAdmin
