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
    const char *text;             // with {path} and {detail}
    const char *reason = nullptr; // for texts that name the path themselves; null: same as text
};

constexpr auto errorWordings = std::to_array<ErrorWording>({
    {Error::Code::DoesNotExist, "does-not-exist",
     QT_TRANSLATE_NOOP("Error", "{path} does not exist"), "it does not exist"},
    {Error::Code::NoPermission, "no-permission",
     QT_TRANSLATE_NOOP("Error", "Cannot access {path}: permission denied. Run as root, or as the "
                                "user that owns the files."),
     "permission denied. Run as root, or as the user that owns the files."},
    {Error::Code::NotAFolder, "not-a-folder", QT_TRANSLATE_NOOP("Error", "{path} is not a folder")},
    {Error::Code::NotAFile, "not-a-file",
     QT_TRANSLATE_NOOP("Error", "{path} is not a regular file")},
    {Error::Code::LinkRefused, "link-refused",
     QT_TRANSLATE_NOOP("Error", "{path} is a symbolic link, and links are not followed. Replace it "
                                "with the folder or file that it points to.")},
    {Error::Code::NoUsers, "no-users",
     QT_TRANSLATE_NOOP("Error", "{path} contains no users of a sync server. Name the folder in "
                                "which the server keeps its data.")},
    {Error::Code::DesktopFolder, "desktop-folder",
     QT_TRANSLATE_NOOP("Error",
                       "{path} is the data folder of the Anki desktop program, not of a sync "
                       "server: it contains {detail}. Its collections may be the only copies. Name "
                       "the folder in which the server keeps its data.")},
    {Error::Code::UnknownUser, "unknown-user",
     QT_TRANSLATE_NOOP("Error", "User '{detail}' does not exist in {path}")},
    {Error::Code::AmbiguousUser, "ambiguous-user",
     QT_TRANSLATE_NOOP("Error", "User '{detail}' exists more than once below {path}. Name the "
                                "inner folder as the data root.")},
    {Error::Code::Changed, "changed",
     QT_TRANSLATE_NOOP("Error", "{path} has changed since it was read. Try again.")},
    {Error::Code::ChangingWhileRead, "changing-while-read",
     QT_TRANSLATE_NOOP(
         "Error",
         "{path} changed during every attempt to read it. Try again when the server is idle."),
     "it changed during every attempt to read it. Try again when the server is idle."},
    {Error::Code::NotADatabase, "not-a-database",
     QT_TRANSLATE_NOOP("Error", "{path} is not a SQLite database"), "file is not a database"},
    {Error::Code::Damaged, "damaged", QT_TRANSLATE_NOOP("Error", "{path} is damaged: {detail}"),
     "{detail}"},
    {Error::Code::ForeignSchema, "foreign-schema",
     QT_TRANSLATE_NOOP("Error", "{path} is not the expected database: {detail}"),
     "not the expected database: {detail}"},
    {Error::Code::ForeignJournal, "journal-foreign",
     QT_TRANSLATE_NOOP("Error",
                       "The journal of {path} belongs to several databases, so it was not played "
                       "back. Start the server, which plays it back, and stop it again."),
     "its journal belongs to several databases, so it was not played back. Start the server, which "
     "plays it back, and stop it again."},
    {Error::Code::NoAnswer, "no-answer",
     QT_TRANSLATE_NOOP("Error", "{path} does not answer. Check the disk or the network that it is "
                                "on."),
     "it does not answer. Check the disk or the network that it is on."},
    {Error::Code::TimeLimit, "time-limit",
     QT_TRANSLATE_NOOP("Error", "Reading {path} takes too long. It may be damaged."),
     "reading it takes too long. It may be damaged."},
    {Error::Code::Cancelled, "cancelled", QT_TRANSLATE_NOOP("Error", "stopped")},
    {Error::Code::InUse, "in-use",
     QT_TRANSLATE_NOOP("Error", "{path} is in use by {detail}. Stop the server first.")},
    {Error::Code::InUseUnknown, "in-use-unknown",
     QT_TRANSLATE_NOOP("Error", "Cannot determine whether {path} is in use: {detail}. Stop the "
                                "server, and confirm that with --server-stopped.")},
    {Error::Code::ReadOnly, "read-only",
     QT_TRANSLATE_NOOP("Error",
                       "Cannot write to {path}: the file system is read-only. Mount it writable.")},
    {Error::Code::NoSpace, "no-space",
     QT_TRANSLATE_NOOP("Error",
                       "Cannot write to {path}: {detail}. Free some space there, for "
                       "example by deleting restore points with anki-sync-adminctl delete.")},
    {Error::Code::OtherDevice, "other-device",
     QT_TRANSLATE_NOOP("Error", "Cannot move {path} to its restore point, which is on another file "
                                "system or mount: {detail}")},
    {Error::Code::MountPoint, "mount-point",
     QT_TRANSLATE_NOOP("Error", "Something is mounted at or below {path}: {detail}")},
    {Error::Code::Immutable, "immutable",
     QT_TRANSLATE_NOOP("Error", "Cannot change {path}: it is immutable or append-only. Remove "
                                "these attributes with chattr -ia.")},
    {Error::Code::Exists, "exists", QT_TRANSLATE_NOOP("Error", "{path} already exists")},
    {Error::Code::Interrupted, "interrupted",
     QT_TRANSLATE_NOOP("Error", "An earlier operation on {path} was interrupted: {detail}. Run "
                                "anki-sync-adminctl resume first.")},
    {Error::Code::UnknownRestorePoint, "unknown-restore-point",
     QT_TRANSLATE_NOOP("Error", "Restore point '{detail}' does not exist in {path}. List the "
                                "restore points with anki-sync-adminctl restore-points.")},
    {Error::Code::AlreadyRestored, "already-restored",
     QT_TRANSLATE_NOOP("Error", "{path} was already restored. To undo that, restore {detail}.")},
    {Error::Code::NotRestorable, "not-restorable",
     QT_TRANSLATE_NOOP("Error", "{path} cannot be restored: {detail}")},
    {Error::Code::BadManifest, "bad-manifest",
     QT_TRANSLATE_NOOP("Error", "Cannot read {path}, the record of a restore point: {detail}. The "
                                "restore point was not changed.")},
    {Error::Code::Conflict, "conflict",
     QT_TRANSLATE_NOOP("Error",
                       "Cannot undo the interrupted operation on {path}: {detail}. Nothing was "
                       "changed. Run anki-sync-adminctl resume to see what can be done.")},
    {Error::Code::StoreCopied, "store-copied",
     QT_TRANSLATE_NOOP(
         "Error", "{path} was copied, for example with its volume or from a backup. Its record "
                  "does not apply to the copies, so nothing was done. Stop the server, move the "
                  "contents of its folder 'items' to {detail} by hand, and delete {path}.")},
    {Error::Code::ForeignStore, "foreign-store",
     QT_TRANSLATE_NOOP("Error", "Cannot trust the restore points in {path}: {detail}")},
    {Error::Code::Busy, "busy",
     QT_TRANSLATE_NOOP("Error", "{path} is in use by another instance of this program, pid "
                                "{detail}. Wait until it has finished.")},
    {Error::Code::NotDurable, "not-durable",
     QT_TRANSLATE_NOOP("Error", "The disk did not confirm a write to {path}: {detail}. It is "
                                "unknown whether the write survives a power failure.")},
    {Error::Code::NotRecorded, "not-recorded",
     QT_TRANSLATE_NOOP(
         "Error", "Cannot record the operation in the audit log: {detail}. Nothing was done.")},
    {Error::Code::Unsupported, "unsupported", QT_TRANSLATE_NOOP("Error", "{path}: {detail}")},
    {Error::Code::UsnLimit, "usn-limit",
     QT_TRANSLATE_NOOP("Error", "The update sequence numbers of this user's media are used up: "
                                "{path}. Give the user a new name on the server.")},
    {Error::Code::BadInput, "bad-input", QT_TRANSLATE_NOOP("Error", "{detail}")},
    {Error::Code::External, "external", QT_TRANSLATE_NOOP("Error", "{path}: {detail}")},
    {Error::Code::System, "system", QT_TRANSLATE_NOOP("Error", "{path}: {detail}"), "{detail}"},
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

QString Error::reason() const
{
    const char *words = wordingOf(code).reason;
    return message(QString::fromLatin1(words != nullptr ? words : wording(code)));
}

const char *Error::wording(Code code)
{
    return wordingOf(code).text;
}

Error errorFromErrno(int number, const QString &path)
{
    // Many lookups expect missing files; the system's message would cost time.
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
