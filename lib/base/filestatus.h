#pragma once

#include "base/kernelstat.h"

#include <QtGlobal>

namespace SyncAdmin {

// The result of statx for one entry; links are not followed. Times are nanoseconds since 1970,
// sizes bytes.
struct FileStatus
{
    enum class Type { Regular, Folder, Link, Other };

    Type type = Type::Other;
    quint32 mode = 0; // permission, setuid, setgid and sticky bits
    quint32 owner = 0;
    quint32 group = 0;
    quint64 device = 0;
    quint64 inode = 0;
    quint64 links = 0;
    quint64 mountId = 0; // 0 if the kernel does not report it
    qint64 size = 0;
    qint64 allocated = 0;
    qint64 modified = 0;
    qint64 changed = 0;
    qint64 born = 0;          // 0 if the file system stores no birth time
    bool immutable = false;   // has the immutable or the append-only attribute
    bool isMountRoot = false; // a file system is mounted here

    bool isRegular() const { return type == Type::Regular; }
    bool isFolder() const { return type == Type::Folder; }
    bool isLink() const { return type == Type::Link; }
    bool isSameFile(const FileStatus &other) const
    {
        return device == other.device && inode == other.inode && type == other.type;
    }
};

FileStatus fileStatusFrom(const KernelStat &raw);

} // namespace SyncAdmin
