#pragma once

#include <QString>

#include <memory>

namespace SyncAdmin {

// Why a function of the library failed. A copyable value that can be passed between threads.
struct Error
{
    enum class Code {
        DoesNotExist,      // path is missing
        NoPermission,      // the caller may not access path
        NotAFolder,        // path is something else
        NotAFile,          // path is a folder, a FIFO, a device, ...
        LinkRefused,       // path is a symbolic link, which is never followed
        NoUsers,           // path can be read, but contains no users
        DesktopFolder,     // path is the data folder of the Anki desktop program; detail: the entry
                           // that shows it
        UnknownUser,       // detail: the requested name; path: the folder that was searched
        AmbiguousUser,     // detail: the name, which exists more than once below path
        Changed,           // path has changed since it was read or planned
        ChangingWhileRead, // path was written during every attempt to read it
        NotADatabase,      // path is not a SQLite database
        Damaged,           // path is a database that cannot be read; detail: SQLite's message
        ForeignSchema,     // path is a database of another kind; detail: which table is wrong
        ForeignJournal,    // the journal of path names a super-journal, so it is not played back
        NoAnswer,          // path is on a file system that does not answer
        TimeLimit,         // reading path exceeded the limit on processor time
        Cancelled,         // the stop token was set
        InUse,             // path is held open; detail: by whom
        InUseUnknown,      // it cannot be determined whether path is held open; detail: why
        ReadOnly,          // path is on a read-only file system
        NoSpace,           // no blocks, inodes or quota left for path; detail
        OtherDevice,       // path is on another file system than its restore point; detail
        MountPoint,        // something is mounted at or below path; detail
        Immutable,         // path has the immutable or the append-only attribute
        Exists,            // path already exists
        Interrupted,       // an operation on path was interrupted; detail: its restore point
        UnknownRestorePoint, // detail: the requested id; path: the data root or its store
        AlreadyRestored,     // path is a restore point that was restored; detail: the one that
                             // undoes that
        NotRestorable,       // path is a restore point that cannot be restored; detail: why
        BadManifest,         // path is not a valid manifest or commit record; detail: what is wrong
        Conflict,            // rolling back would replace path, which is newer; detail: what it is
        StoreCopied,         // path is a restore point whose files are copies, to which its record
                             // does not apply; detail: the user's folder
        ForeignStore, // path is a restore point store of somebody else; detail: what is wrong
        Busy,         // another instance holds the lock of path; detail: its process id
        NotDurable,   // fsync failed: it is unknown whether path reached the disk
        NotRecorded,  // the audit log, path, cannot be written, so nothing was done; detail
        Unsupported,  // path's file system or this machine lacks what is needed; detail
        UsnLimit,     // path, a media database, would count beyond what servers can store
        BadInput,     // detail: what is wrong with the caller's input
        External,     // another program failed; path: the program; detail: its message
        System,       // detail: the system's message
    };

    Code code = Code::System;
    QString path;   // as displayName() shows it; empty if no file is concerned
    QString detail; // see the codes; never translated
    std::shared_ptr<const Error> cause = {}; // the error that led to this one; may be null

    // English, one line: what happened, to which file, why, and what to do. One sentence without a
    // full stop, or several sentences.
    QString message() const;
    // The same message from a translated pattern with {path} and {detail}.
    QString message(const QString &pattern) const;
    // The message for a text that already names the path: "permission denied. Run as root, ..."
    QString reason() const;
    // The English pattern of message(), marked for translation in the context "Error".
    static const char *wording(Code code);
};

// The Error for a value of errno. `path` is the file of the failed call, as displayName() shows it.
Error errorFromErrno(int number, const QString &path);

// The same error with `cause` as its cause.
Error becauseOf(Error error, const Error &cause);

// The system's message for a value of errno, in English in every locale.
QString systemText(int number);

// The stable name of the code that JSON uses: "does-not-exist".
QString codeName(Error::Code code);

} // namespace SyncAdmin
