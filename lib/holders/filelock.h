#pragma once

#include "base/directory.h"
#include "holders/inuse.h"

#include <QByteArrayList>
#include <QList>
#include <QString>

#include <vector>

namespace SyncAdmin {

// Names directly in a folder, to be asked about.
struct FilesIn
{
    Directory folder;
    QByteArrayList names;
};

// Write locks on the bytes that SQLite locks (0x40000000 to 0x400001FF) of databases, held until
// this is destroyed. While they are held no other process can read or write them through SQLite, in
// WAL, exclusive or rollback mode; it can open them, which probeAgain() sees. They stay with the
// files when these are renamed. Owned by the open descriptors, not by a thread. A database that the
// caller may read but not write gets a read lock instead, which keeps others from writing alone.
class DatabaseLocks
{
public:
    // Locks those of `databases` that stand in `folder` as regular files; others are passed over.
    // To be called after probeInUse(). Fails with InUse (detail: by whom), NoPermission (to read),
    // ReadOnly.
    static Result<DatabaseLocks> take(const Directory &folder, const QByteArrayList &databases);

    DatabaseLocks(DatabaseLocks &&) noexcept = default;
    DatabaseLocks &operator=(DatabaseLocks &&) noexcept = default;

    // The second look: who has the locked databases open, wherever they have been moved to, or one
    // of the regular files named, as in probeInUse(). This object's own descriptors do not count;
    // all others of this process do, so the caller has closed them.
    InUse probeAgain(const QList<FilesIn> &places) const;

    // Why some database could not be locked although nobody holds it, for its file system knows no
    // locks; empty otherwise.
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
