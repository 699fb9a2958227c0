#include "holders/filelock.h"

#include "base/log.h"
#include "holders/fileprobe.h"
#include "holders/proclocks.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

namespace SyncAdmin {

namespace {

// Returns 0 or an errno. `kind` is F_WRLCK or F_RDLCK.
int lockSqliteBytes(int descriptor, short kind)
{
    struct flock lock = {};
    lock.l_type = kind;
    lock.l_whence = SEEK_SET;
    lock.l_start = sqliteFirstByte;
    lock.l_len = sqliteLastByte - sqliteFirstByte + 1;
    return ::fcntl(descriptor, F_OFD_SETLK, &lock) == 0 ? 0 : errno;
}

// Errors of a file system without locks, or without its lock server.
bool meansNoLocks(int number)
{
    return number == ENOLCK || number == EOPNOTSUPP || number == ENOSYS || number == EINVAL;
}

} // namespace

Result<DatabaseLocks> DatabaseLocks::take(const Directory &folder, const QByteArrayList &databases)
{
    DatabaseLocks locks;
    for (const QByteArray &name : databases) {
        ASSIGN_OR_RETURN(const auto found, ifExists(folder.status(name)));
        if (!found || !found->isRegular())
            continue;
        // A second descriptor of the same file would conflict with the first.
        if (std::any_of(
                locks.m_locked.begin(), locks.m_locked.end(),
                [&found](const Locked &locked) { return locked.status.isSameFile(*found); }))
            continue;
        Locked locked;
        locked.path = folder.pathOf(name);
        auto opened = folder.openFileForWriting(name);
        // A read-only file is moved like any other. A read lock keeps other processes from writing
        // it.
        const bool isReadOnly = !opened && opened.error().code == Error::Code::NoPermission;
        if (isReadOnly)
            opened = folder.openFile(name);
        if (!opened)
            return failure(opened);
        locked.file = std::move(*opened);
        ASSIGN_OR_RETURN(const auto status,
                         statusOf(locked.file.get(), locked.path, *folder.calls()));
        locked.status = status;

        const int refused = lockSqliteBytes(locked.file.get(), isReadOnly ? F_RDLCK : F_WRLCK);
        if (refused == EAGAIN || refused == EACCES) {
            locked.file.reset();
            const InUse use = probeInUse(folder, {name});
            return failure(Error::Code::InUse, locked.path, use.holdersText());
        }
        if (refused != 0 && !meansNoLocks(refused))
            return failureFromErrno(refused, locked.path);
        if (refused != 0 && locks.m_unlockedReason.isEmpty())
            locks.m_unlockedReason = errorFromErrno(refused, locked.path).message();
        locked.isLocked = refused == 0;
        locks.m_locked.push_back(std::move(locked));
    }
    qCDebug(logServer) << "locked" << locks.m_locked.size() << "databases";
    return locks;
}

InUse DatabaseLocks::probeAgain(const QList<FilesIn> &places) const
{
    FileProbe probe;
    for (const Locked &locked : m_locked)
        probe.addOwnDescriptor(locked.file.get(), locked.status, locked.path, locked.isLocked);
    for (const FilesIn &files : places) {
        for (const QByteArray &name : files.names)
            probe.addName(files.folder, name);
    }
    return probe.answer();
}

} // namespace SyncAdmin
