#include "base/error.h"

#include <array>
#include <cerrno>
#include <cstring>

namespace SyncAdmin {

namespace {

struct Wording
{
    Error::Code code;
    const char *name;
    const char *text; // %1 is the path, %2 the detail
};

constexpr auto wordings = std::to_array<Wording>({
    {Error::Code::DoesNotExist, "does-not-exist", "%1 does not exist"},
    {Error::Code::NoPermission, "no-permission",
     "%1: Permission denied (run this as the folder's owner or as root)"},
    {Error::Code::NotAFolder, "not-a-folder", "%1 is not a folder"},
    {Error::Code::NotAFile, "not-a-file", "%1 is not a regular file"},
    {Error::Code::LinkRefused, "link-refused",
     "%1 is a symbolic link, and links are not followed (name the real folder)"},
    {Error::Code::NoUsers, "no-users",
     "%1 holds no users of a sync server (name the folder that the server keeps its data in)"},
    {Error::Code::UnknownUser, "unknown-user", "User '%2' does not exist in %1"},
    {Error::Code::AmbiguousUser, "ambiguous-user",
     "User '%2' exists more than once below %1 (name the inner folder as data root)"},
    {Error::Code::Changed, "changed", "%1 has changed since it was read (look at it again)"},
    {Error::Code::ChangingWhileRead, "changing-while-read",
     "changing while read (a server is writing it; try again when it is idle)"},
    {Error::Code::NotADatabase, "not-a-database", "file is not a database"},
    {Error::Code::Damaged, "damaged", "%2"},
    {Error::Code::ForeignSchema, "foreign-schema", "not the expected database: %2"},
    {Error::Code::ForeignJournal, "journal-foreign",
     "its journal belongs to several databases and is not played back (start the server once, "
     "which does that, and stop it)"},
    {Error::Code::TimeLimit, "time-limit", "reading it takes too long (it may be damaged)"},
    {Error::Code::Cancelled, "cancelled", "stopped"},
    {Error::Code::InUse, "in-use", "%1 is in use by %2 (stop the server first)"},
    {Error::Code::InUseUnknown, "in-use-unknown",
     "whether %1 is in use cannot be known: %2 (stop the server and say so with "
     "--server-stopped)"},
    {Error::Code::ReadOnly, "read-only", "%1: Read-only file system (mount it writable)"},
    {Error::Code::NoSpace, "no-space", "%1: No space left on device (%2)"},
    {Error::Code::OtherDevice, "other-device",
     "%1 lies on another file system or mount than its restore point, so it cannot be moved there "
     "at once (%2)"},
    {Error::Code::MountPoint, "mount-point", "%1: something is mounted there (%2)"},
    {Error::Code::Immutable, "immutable",
     "%1: Operation not permitted, it is immutable or append-only (chattr -ia removes that)"},
    {Error::Code::Exists, "exists", "%1 already exists"},
    {Error::Code::Interrupted, "interrupted",
     "%1: an earlier operation was interrupted (%2); run anki-sync-adminctl recover first"},
    {Error::Code::UnknownRestorePoint, "unknown-restore-point",
     "Restore point '%2' does not exist in %1 (anki-sync-adminctl restore-points lists them)"},
    {Error::Code::AlreadyRestored, "already-restored",
     "%1 was restored already (restore point %2 undoes that)"},
    {Error::Code::NotRestorable, "not-restorable", "%1 cannot be restored: %2"},
    {Error::Code::BadManifest, "bad-manifest",
     "%1 cannot be read as a restore point's record: %2 (nothing is done with this restore point)"},
    {Error::Code::Conflict, "conflict",
     "%1: new files stand where the old ones belong: %2 (nothing was touched; run "
     "anki-sync-adminctl recover and decide)"},
    {Error::Code::ForeignStore, "foreign-store", "%1 cannot be trusted as restore point store: %2"},
    {Error::Code::Busy, "busy", "%1 is busy, pid %2 (wait until it has finished)"},
    {Error::Code::NotDurable, "not-durable",
     "%1: the disk did not confirm the write (%2), so whether it would survive a power cut is "
     "unknown"},
    {Error::Code::Unsupported, "unsupported", "%1: %2"},
    {Error::Code::BadInput, "bad-input", "%2"},
    {Error::Code::External, "external", "%1: %2"},
    {Error::Code::System, "system", "%1: %2"},
});

const Wording &wordingOf(Error::Code code)
{
    for (const Wording &wording : wordings) {
        if (wording.code == code)
            return wording;
    }
    return wordings.back();
}

Error::Code codeFromErrno(int number)
{
    switch (number) {
    case ENOENT:
        return Error::Code::DoesNotExist;
    case EACCES:
        return Error::Code::NoPermission;
    case ENOTDIR:
        return Error::Code::NotAFolder;
    case ELOOP:
        return Error::Code::LinkRefused;
    case EROFS:
        return Error::Code::ReadOnly;
    case ENOSPC:
    case EDQUOT:
        return Error::Code::NoSpace;
    case EXDEV:
        return Error::Code::OtherDevice;
    case EEXIST:
        return Error::Code::Exists;
    case EINVAL:
    case ENOSYS:
    case EOPNOTSUPP:
        return Error::Code::Unsupported;
    case EBUSY:
        return Error::Code::MountPoint;
    default:
        return Error::Code::System;
    }
}

} // namespace

QString Error::message() const
{
    // A path or detail may itself hold "%1", so both places are filled in one pass.
    return QString::fromLatin1(wordingOf(code).text).arg(path, detail);
}

Error errorFromErrno(int number, const QString &path)
{
    return {codeFromErrno(number), path, QString::fromLocal8Bit(std::strerror(number))};
}

QString codeName(Error::Code code)
{
    return QString::fromLatin1(wordingOf(code).name);
}

} // namespace SyncAdmin
