#pragma once

#include "base/directory.h"
#include "holders/inuse.h"

#include <QByteArrayList>
#include <QList>
#include <QString>

#include <vector>

namespace SyncAdmin {

// Names of files in a folder, to be checked.
struct FilesIn
{
    Directory folder;
    QByteArrayList names;
};

// Write locks on the bytes that SQLite locks (0x40000000 to 0x400001FF) of databases, held until
// the object is destroyed. Meanwhile no other process can read or write them through SQLite, in
// WAL, exclusive or rollback mode; it can open them, which probeAgain() detects. The locks stay
// when the files are renamed, and belong to the open descriptors, not to a thread. A database that
// the caller can only read gets a read lock, which prevents writes only.
class DatabaseLocks
{
public:
    // Locks the `databases` that exist in `folder` as regular files. Call it after probeInUse().
    // Fails with InUse (detail: by whom), NoPermission (to read), ReadOnly.
    static Result<DatabaseLocks> take(const Directory &folder, const QByteArrayList &databases);

    DatabaseLocks(DatabaseLocks &&) noexcept = default;
    DatabaseLocks &operator=(DatabaseLocks &&) noexcept = default;

    // Checks again whether another process has one of the locked databases open, wherever it was
    // moved to, or one of the named regular files, as probeInUse() does. Descriptors of this object
    // do not count; all others of this process do, so the caller closes them first.
    InUse probeAgain(const QList<FilesIn> &places) const;

    // Why a database could not be locked although no process holds it: its file system has no
    // locks. Empty otherwise.
    const QString &unlockedReason() const { return m_unlockedReason; }

private:
    struct Locked
    {
        FileDescriptor file;
        FileStatus status;
        QString path;
        bool isLocked = false;
    };

    DatabaseLocks() = default;

    std::vector<Locked> m_locked;
    QString m_unlockedReason;
};

} // namespace SyncAdmin
