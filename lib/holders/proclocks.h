#pragma once

#include "base/filestatus.h"

#include <QByteArray>
#include <QList>

namespace SyncAdmin {

// The bytes that SQLite locks: the pending byte, the reserved byte and the shared range
// (https://sqlite.org/src/file/src/os.h). A process may hold any of them.
constexpr quint32 sqliteFirstByte = 0x40000000;
constexpr quint32 sqliteLastByte = 0x400001FF;

// A held lock: one line of /proc/locks (proc(5)). Waiting requests are skipped.
struct ProcLock
{
    enum class Kind { Posix, OpenFile, Flock, Lease };

    Kind kind = Kind::Posix;
    bool isWrite = false;
    qint64 pid = 0; // 0 if hidden: locks of an open file, or of another pid namespace
    quint64 device =
        0; // as the kernel numbers it; on btrfs and overlay not the st_dev of the files
    quint64 inode = 0;
    quint64 first = 0; // bytes
    quint64 last = 0;  // the maximum if the lock has no end

    bool overlaps(quint64 firstByte, quint64 lastByte) const
    {
        return first <= lastByte && last >= firstByte;
    }
    bool operator==(const ProcLock &other) const = default;
};

// Invalid lines are skipped.
QList<ProcLock> parseProcLocks(const QByteArray &text);

// The device that /proc/locks uses for files of this mount, from the text of /proc/self/mountinfo;
// 0 if the mount is not listed.
quint64 deviceOfMount(const QByteArray &mountInfo, quint64 mountId);

// The device that /proc/locks uses for this file.
quint64 deviceInLockTable(const FileStatus &file);

// Reads a file below /proc, whose size fstat does not report; empty on failure.
QByteArray readProcFile(const QByteArray &path);

} // namespace SyncAdmin
