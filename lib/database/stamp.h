#pragma once

#include "base/directory.h"
#include "database/vfs.h"

namespace SyncAdmin {

// Identifies the state of a database without reading it. If the stamps before and after a reading
// are equal, nothing was written during the reading.
struct FileStamp
{
    bool exists = false;
    FileStatus status;
    QByteArray head; // the bytes with SQLite's change counter and salts

    bool operator==(const FileStamp &other) const;
};

struct DatabaseStamp
{
    FileStamp main;
    FileStamp wal;
    FileStamp journal;

    qint64 taken = 0; // by the kernel's coarse clock, ns since 1970, before the files were checked

    // Whether another write could leave the time stamps unchanged: most file systems use a coarse
    // clock.
    bool isTooYoung() const;
};

// The stamp of the files that the names refer to now, with descriptors for reading them. -wal and
// -journal are opened only if they are not empty.
struct StampedSource
{
    DatabaseSource source;
    DatabaseStamp stamp;
};
Result<StampedSource> openStamped(const Directory &folder, const QByteArray &name);

// Whether the names still refer to the opened files, and none was written since.
bool isUnchanged(const Directory &folder, const QByteArray &name, const StampedSource &opened);

} // namespace SyncAdmin
