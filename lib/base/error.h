#pragma once

#include <QString>

#include <memory>

namespace SyncAdmin {

// Why an operation of the library could not be done. A value: made on any thread, shown on any
// other.
struct Error
{
    enum class Code {
        DoesNotExist,      // path names nothing
        NoPermission,      // the caller may not do this to path
        NotAFolder,        // path is something else
        NotAFile,          // path is a folder, a FIFO, a device, ...
        LinkRefused,       // path is a symbolic link, which is never followed
        NoUsers,           // path can be read, but holds no users
        DesktopFolder,     // path is the data folder of the Anki desktop program; detail: what in
                           // it says so
        UnknownUser,       // detail: the name asked for; path: where it was looked for
        AmbiguousUser,     // detail: the name; it stands in more than one place below path
        Changed,           // path is no longer what it was when it was read or planned
        ChangingWhileRead, // path was being written during every attempt to read it
        NotADatabase,      // path is no SQLite database
        Damaged,           // path is a SQLite database that cannot be read; detail: SQLite's words
        ForeignSchema,     // path is a database of something else; detail: which table is wrong
        ForeignJournal, // the journal beside path names a super-journal, so it is not played back
        NoAnswer,       // the file system of path does not answer: its disk or network may be gone
        TimeLimit,      // reading path took more processor time than a database is given
        Cancelled,      // the stop token asked for it
        InUse,          // path is held open; detail: by whom
        InUseUnknown,   // whether path is held open cannot be known here; detail: why
        ReadOnly,       // path lies on a read-only file system
        NoSpace,        // no blocks, no inodes or no quota left for path
        OtherDevice,    // path lies on another file system than its restore point would
        MountPoint,     // something is mounted at or below path
        Immutable,      // path has the immutable or append-only attribute
        Exists,         // path stands where something is to be made
        Interrupted, // an operation on path was interrupted and must be recovered; detail: its id
        UnknownRestorePoint, // detail: the id asked for; path: the data root or its store
        AlreadyRestored,     // path, a restore point, has given its entries back; detail: to which
        NotRestorable,       // path, a restore point, cannot be restored; detail: why
        BadManifest,         // path is no manifest or commit record of ours; detail: what is wrong
        Conflict,     // putting back would replace what was made since; path: where; detail: what
        StoreCopied,  // path, a restore point, was copied, so that its record does not apply to its
                      // files any more; detail: the user's folder
        ForeignStore, // path, a restore point store, is not the caller's own; detail: what is wrong
        Busy,         // another instance works on path; detail: its process id
        NotDurable,   // fsync failed: whether path reached the disk is unknown
        NotRecorded,  // nothing was done, for the audit log, path, cannot be written; detail: why
        Unsupported,  // path's file system or this machine cannot do what is needed; detail
        UsnLimit,     // path, a media database, would count beyond what servers can store
        BadInput,     // detail: what is wrong with what the caller gave
        External,     // a program of the machine failed; path: the program; detail: its words
        System,       // detail: the system's words
    };

    Code code = Code::System;
    QString path;   // as displayName() shows it; empty where nothing on disk is concerned
    QString detail; // see the codes; never translated
    std::shared_ptr<const Error> cause = {}; // the error that led to this one; may be null

    // English, one line without a full stop: what happened, to which file, and what can be done.
    QString message() const;
    // The same in another wording, with {path} and {detail} in their places.
    QString message(const QString &pattern) const;
    // The English one, marked for translation in the context "Error".
    static const char *wording(Code code);
};

// The Error for a value of errno. `path` is what the failed call was about, as it is to be shown.
Error errorFromErrno(int number, const QString &path);

// The same error as the consequence of `cause`.
Error becauseOf(Error error, const Error &cause);

// The system's words for a value of errno, in English whatever the locale.
QString systemText(int number);

// A stable name of the code, as JSON shows it ("does-not-exist").
QString codeName(Error::Code code);

} // namespace SyncAdmin
