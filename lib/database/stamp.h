#pragma once

#include "base/directory.h"
#include "database/vfs.h"

namespace SyncAdmin {

// What tells one state of a database from the next without reading it. Two equal stamps around a
// reading mean that nothing was written in between.
struct FileStamp
{
    bool exists = false;
    FileStatus status;
    QByteArray head; // the bytes in which SQLite keeps its change counter and salts

    bool operator==(const FileStamp &other) const;
};

struct DatabaseStamp
{
    FileStamp main;
    FileStamp wal;
    FileStamp journal;

    qint64 taken =
        0; // by the kernel's coarse clock, ns since 1970, before the files were looked at

    // Whether a further write could leave the time stamps as they are: most file systems take them
    // from a clock that ticks coarsely.
    bool isTooYoung() const;
};

// The stamp of what the names now stand for, with the descriptors to read it from. The -wal and
// -journal are opened only where they hold anything.
struct StampedSource
{
    DatabaseSource source;
    DatabaseStamp stamp;
};
Result<StampedSource> openStamped(const Directory &folder, const QByteArray &name);

// Whether the names still stand for what was opened and nothing of it was written since.
bool isUnchanged(const Directory &folder, const QByteArray &name, const StampedSource &opened);

} // namespace SyncAdmin
