#pragma once

#include "base/filestatus.h"

#include <QByteArray>
#include <QList>

namespace SyncAdmin {

// The bytes that SQLite locks: the pending byte, the reserved byte and the shared range
// (https://sqlite.org/src/file/src/os.h). A process may hold any one of them.
constexpr quint32 sqliteFirstByte = 0x40000000;
constexpr quint32 sqliteLastByte = 0x400001FF;

// One line of /proc/locks (proc(5)): a lock that a process holds. Waiting ones are left out.
struct ProcLock
{
    enum class Kind { Posix, OpenFile, Flock, Lease };

    Kind kind = Kind::Posix;
    bool isWrite = false;
    qint64 pid = 0;     // 0 where it is not told: locks of an open file, of another pid namespace
    quint64 device = 0; // the file system's own; on btrfs and overlay not the st_dev of its files
    quint64 inode = 0;
    quint64 first = 0; // bytes
    quint64 last = 0;  // the greatest number where the lock has no end

    bool overlaps(quint64 firstByte, quint64 lastByte) const
    {
        return first <= lastByte && last >= firstByte;
    }
    bool operator==(const ProcLock &other) const = default;
};

// Lines that do not look like it are passed over.
QList<ProcLock> parseProcLocks(const QByteArray &text);

// Of the text of /proc/self/mountinfo: the device that /proc/locks names for files of this mount,
// or 0 if it is not there.
quint64 deviceOfMount(const QByteArray &mountInfo, quint64 mountId);

// The device that /proc/locks names for this file.
quint64 deviceInLockTable(const FileStatus &file);

// A file below /proc, of which fstat tells no size; empty if it cannot be read.
QByteArray readProcFile(const QByteArray &path);

} // namespace SyncAdmin
