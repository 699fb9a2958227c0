#include "base/error.h"

#include "base/text.h"

#include <QtGlobal>

#include <clocale>

#include <array>
#include <cerrno>
#include <cstring>

namespace SyncAdmin {

namespace {

struct ErrorWording
{
    Error::Code code;
    const char *name;
    const char *text; // with {path} and {detail}
};

constexpr auto errorWordings = std::to_array<ErrorWording>({
    {Error::Code::DoesNotExist, "does-not-exist",
     QT_TRANSLATE_NOOP("Error", "{path} does not exist")},
    {Error::Code::NoPermission, "no-permission",
     QT_TRANSLATE_NOOP("Error",
                       "{path}: Permission denied (run this as the folder's owner or as root)")},
    {Error::Code::NotAFolder, "not-a-folder", QT_TRANSLATE_NOOP("Error", "{path} is not a folder")},
    {Error::Code::NotAFile, "not-a-file",
     QT_TRANSLATE_NOOP("Error", "{path} is not a regular file")},
    {Error::Code::LinkRefused, "link-refused",
     QT_TRANSLATE_NOOP(
         "Error", "{path} is a symbolic link, and links are not followed (name the real folder)")},
    {Error::Code::NoUsers, "no-users",
     QT_TRANSLATE_NOOP("Error", "{path} holds no users of a sync server (name the folder that the "
                                "server keeps its data in)")},
    {Error::Code::DesktopFolder, "desktop-folder",
     QT_TRANSLATE_NOOP("Error",
                       "{path} is the data folder of the Anki desktop program, not of a sync "
                       "server: it has {detail}. Its collections may be the only copies. Name the "
                       "folder that the server keeps its data in")},
    {Error::Code::UnknownUser, "unknown-user",
     QT_TRANSLATE_NOOP("Error", "User '{detail}' does not exist in {path}")},
    {Error::Code::AmbiguousUser, "ambiguous-user",
     QT_TRANSLATE_NOOP("Error", "User '{detail}' exists more than once below {path} (name the "
                                "inner folder as data root)")},
    {Error::Code::Changed, "changed",
     QT_TRANSLATE_NOOP("Error", "{path} has changed since it was read (look at it again)")},
    {Error::Code::ChangingWhileRead, "changing-while-read",
     QT_TRANSLATE_NOOP("Error",
                       "changing while read (a server is writing it; try again when it is idle)")},
    {Error::Code::NotADatabase, "not-a-database",
     QT_TRANSLATE_NOOP("Error", "file is not a database")},
    {Error::Code::Damaged, "damaged", QT_TRANSLATE_NOOP("Error", "{detail}")},
    {Error::Code::ForeignSchema, "foreign-schema",
     QT_TRANSLATE_NOOP("Error", "not the expected database: {detail}")},
    {Error::Code::ForeignJournal, "journal-foreign",
     QT_TRANSLATE_NOOP(
         "Error",
         "its journal belongs to several databases and is not played back (start the server once, "
         "which does that, and stop it)")},
    {Error::Code::NoAnswer, "no-answer",
     QT_TRANSLATE_NOOP("Error", "{path} does not answer. Check the disk or the network that it is "
                                "on.")},
    {Error::Code::TimeLimit, "time-limit",
     QT_TRANSLATE_NOOP("Error", "reading it takes too long (it may be damaged)")},
    {Error::Code::Cancelled, "cancelled", QT_TRANSLATE_NOOP("Error", "stopped")},
    {Error::Code::InUse, "in-use",
     QT_TRANSLATE_NOOP("Error", "{path} is in use by {detail} (stop the server first)")},
    {Error::Code::InUseUnknown, "in-use-unknown",
     QT_TRANSLATE_NOOP(
         "Error",
         "whether {path} is in use cannot be known: {detail} (stop the server and say so with "
         "--server-stopped)")},
    {Error::Code::ReadOnly, "read-only",
     QT_TRANSLATE_NOOP("Error", "{path}: Read-only file system (mount it writable)")},
    {Error::Code::NoSpace, "no-space",
     QT_TRANSLATE_NOOP(
         "Error",
         "{path}: {detail} (make room there; anki-sync-adminctl delete removes restore points)")},
    {Error::Code::OtherDevice, "other-device",
     QT_TRANSLATE_NOOP("Error", "{path} lies on another file system or mount than its restore "
                                "point, so it cannot be moved "
                                "there "
                                "at once ({detail})")},
    {Error::Code::MountPoint, "mount-point",
     QT_TRANSLATE_NOOP("Error", "{path}: something is mounted there ({detail})")},
    {Error::Code::Immutable, "immutable",
     QT_TRANSLATE_NOOP("Error", "{path}: Operation not permitted, it is immutable or append-only "
                                "(chattr -ia removes that)")},
    {Error::Code::Exists, "exists", QT_TRANSLATE_NOOP("Error", "{path} already exists")},
    {Error::Code::Interrupted, "interrupted",
     QT_TRANSLATE_NOOP("Error", "{path}: an earlier operation was interrupted ({detail}); run "
                                "anki-sync-adminctl resume first")},
    {Error::Code::UnknownRestorePoint, "unknown-restore-point",
     QT_TRANSLATE_NOOP("Error", "Restore point '{detail}' does not exist in {path} "
                                "(anki-sync-adminctl restore-points lists them)")},
    {Error::Code::AlreadyRestored, "already-restored",
     QT_TRANSLATE_NOOP("Error",
                       "{path} was restored already (restore point {detail} undoes that)")},
    {Error::Code::NotRestorable, "not-restorable",
     QT_TRANSLATE_NOOP("Error", "{path} cannot be restored: {detail}")},
    {Error::Code::BadManifest, "bad-manifest",
     QT_TRANSLATE_NOOP("Error", "{path} cannot be read as a restore point's record: {detail} "
                                "(nothing is done with this restore point)")},
    {Error::Code::Conflict, "conflict",
     QT_TRANSLATE_NOOP("Error",
                       "{path}: the interrupted operation cannot be undone as it is: {detail} "
                       "(nothing was changed; anki-sync-adminctl resume shows what can be done)")},
    {Error::Code::StoreCopied, "store-copied",
     QT_TRANSLATE_NOOP("Error",
                       "{path} was copied, as by moving the data to another volume or restoring a "
                       "backup, and its record does not apply to the copies, so nothing was done. "
                       "Stop the server, move what its folder items holds to {detail} by hand, and "
                       "delete it")},
    {Error::Code::ForeignStore, "foreign-store",
     QT_TRANSLATE_NOOP("Error", "{path} cannot be trusted as restore point store: {detail}")},
    {Error::Code::Busy, "busy",
     QT_TRANSLATE_NOOP("Error", "{path} is busy, pid {detail} (wait until it has finished)")},
    {Error::Code::NotDurable, "not-durable",
     QT_TRANSLATE_NOOP("Error", "{path}: the disk did not confirm the write ({detail}), so whether "
                                "it would survive a power cut is unknown")},
    {Error::Code::NotRecorded, "not-recorded",
     QT_TRANSLATE_NOOP("Error", "nothing was done, because the operation cannot be recorded in the "
                                "audit log: {detail}")},
    {Error::Code::Unsupported, "unsupported", QT_TRANSLATE_NOOP("Error", "{path}: {detail}")},
    {Error::Code::UsnLimit, "usn-limit",
     QT_TRANSLATE_NOOP("Error", "{path}: the update sequence numbers of this user's media are used "
                                "up (give the user a new name on the server)")},
    {Error::Code::BadInput, "bad-input", QT_TRANSLATE_NOOP("Error", "{detail}")},
    {Error::Code::External, "external", QT_TRANSLATE_NOOP("Error", "{path}: {detail}")},
    {Error::Code::System, "system", QT_TRANSLATE_NOOP("Error", "{path}: {detail}")},
});

const ErrorWording &wordingOf(Error::Code code)
{
    for (const ErrorWording &wording : errorWordings) {
        if (wording.code == code)
            return wording;
    }
    return errorWordings.back();
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
    return message(QString::fromLatin1(wording(code)));
}

QString Error::message(const QString &pattern) const
{
    return filledIn(pattern, {{"path", path}, {"detail", detail}});
}

const char *Error::wording(Code code)
{
    return wordingOf(code).text;
}

Error errorFromErrno(int number, const QString &path)
{
    // Most that are asked for by name may be missing, and nobody needs the system's words then.
    const Error::Code code = codeFromErrno(number);
    if (code == Error::Code::DoesNotExist)
        return {code, path, {}};
    return {code, path, systemText(number)};
}

QString systemText(int number)
{
    static const locale_t english = ::newlocale(LC_ALL_MASK, "C", nullptr);
    return QString::fromLatin1(::strerror_l(number, english));
}

QString codeName(Error::Code code)
{
    return QString::fromLatin1(wordingOf(code).name);
}

Error becauseOf(Error error, const Error &cause)
{
    error.cause = std::make_shared<const Error>(cause);
    return error;
}

} // namespace SyncAdmin
