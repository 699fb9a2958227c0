#pragma once

#include "base/result.h"

#include <QString>

namespace SyncAdmin {

// Something about a user's data that an admin should know. A value; its texts are made from its
// code and arguments, in English for reports and again by the desktop for its language.
struct Problem
{
    enum class Severity { Note, Warning, Error };

    enum class Code {
        Unreadable,        // subject cannot be read; detail: the Error's message
        NotADatabase,      // subject is no SQLite database
        ForeignSchema,     // subject is another kind of database; detail: what is wrong
        MissingTables,     // subject lacks tables; detail: their names
        UnreadablePart,    // parts of subject cannot be read; detail: which
        Damaged,           // integrity_check found something; detail: the first finding
        TimeLimit,         // subject takes too long to read
        ChangingWhileRead, // subject was written during every attempt
        JournalForeign,    // subject's journal names a super-journal
        PendingRows,       // subject has rows with usn -1; count: how many; detail: in which tables
        NewerSchema,       // subject has a schema newer than those that are known; count: col.ver
        OlderSchema,       // subject has a schema older than those that are known; count: col.ver
        MediaMismatch,     // count: files; other: entries of the media database
        UploadLeftover,    // subject is a temporary file of an upload or a migration
        UnfinishedMedia,   // count: temporary files inside the media folder
        StaleWal, // subject, a -wal that nobody has open, holds what is not in the database file
                  // yet; count: bytes. None of an official server, which leaves them always
        StaleJournal,    // subject, a -journal, of a transaction that was cut off; count: bytes
        OrphanedSidecar, // subject, a sidecar, stands without its database
        NfsLeftover,     // subject was deleted while open over NFS
        ForeignOwner,    // subject belongs to count (a uid), the server's files to other
        MixedOwners, // subject belongs to count (a uid), its folder to other; whose the server's
                     // files should be is unknown
        TwoLayouts,  // detail: the layouts
        Link,        // subject is a symbolic link
        WrongType,   // subject is neither the file nor the folder that belongs there
        OtherFileSystem, // subject is a mount point and was not entered
        InUse,           // subject is held open; detail: by whom
        Interrupted,     // an interrupted reset or restore; detail: its restore point
    };

    Code code = Code::Unreadable;
    Severity severity = Severity::Warning;
    QString subject; // a name as displayName() shows it
    QString detail;
    qint64 count = 0;
    qint64 other = 0;

    // English: what is wrong, and then what can be done; one line without a full stop.
    QString text() const;
    // The same in another wording, with {subject}, {detail}, {count} and {other} in their places,
    // and with numbers as `number` writes them.
    QString text(const QString &pattern, QString (*number)(qint64)) const;
    // The English one, marked for translation in the context "Problem".
    static const char *wording(Code code);
};

// "pending-rows": stable, for JSON and filters.
QString problemName(Problem::Code code);
QString severityName(Problem::Severity severity);

// A problem with the severity that its code has.
Problem makeProblem(Problem::Code code, const QString &subject, const QString &detail = {},
                    qint64 count = 0, qint64 other = 0);

// The problem for a database or folder that could not be read.
Problem problemFrom(const Error &error, const QString &subject);

} // namespace SyncAdmin
