#pragma once

#include "base/result.h"

#include <QString>

namespace SyncAdmin {

// A problem in a user's data. A copyable value. Reports make its text in English from its code and
// arguments; the desktop makes it in its own language.
struct Problem
{
    enum class Severity { Note, Warning, Error };

    enum class Code {
        Unreadable,        // subject cannot be read; detail: the error's reason
        NotADatabase,      // subject is not a SQLite database
        ForeignSchema,     // subject is another kind of database; detail: what is wrong
        MissingTables,     // tables are missing in subject; detail: their names
        UnreadablePart,    // parts of subject cannot be read; detail: which
        Damaged,           // integrity_check found errors in subject; detail: the first one
        TimeLimit,         // reading subject takes too long
        ChangingWhileRead, // subject was written during every attempt to read it
        JournalForeign,    // subject's journal names a super-journal
        PendingRows,       // subject has rows with usn -1; count: how many; detail: in which tables
        NewerSchema,       // subject's schema is newer than the known ones; count: col.ver
        OlderSchema,       // subject's schema is older than the known ones; count: col.ver
        MediaMismatch,     // count: files; other: entries of the media database
        UploadLeftover,    // subject is a temporary file of an upload or a migration
        UnfinishedMedia,   // count: temporary files in the media folder
        StaleWal,          // subject, a -wal that no process has open, contains changes that are
                           // not in the database; count: bytes. Not for official servers, which
                           // always leave one
        StaleJournal,      // subject is a -journal of an interrupted transaction; count: bytes
        OrphanedSidecar,   // subject is a sidecar whose database is missing
        NfsLeftover,       // subject was deleted while open over NFS
        ForeignOwner,      // subject belongs to uid count, the server's files to uid other
        MixedOwners,       // subject belongs to uid count, its folder to uid other; the server's
                           // uid is unknown
        TwoLayouts,        // detail: the layouts
        Link,              // subject is a symbolic link
        WrongType,         // subject is neither the expected file nor the expected folder
        OtherFileSystem,   // subject is a mount point and was not entered
        InUse,             // subject is held open; detail: by whom
        Interrupted,       // a reset or restore was interrupted; detail: its restore point
    };

    Code code = Code::Unreadable;
    Severity severity = Severity::Warning;
    QString subject; // file or folder name, as displayName() shows it
    QString detail;
    qint64 count = 0;
    qint64 other = 0;

    // English, one line: what is wrong, then what to do. One sentence without a full stop, or
    // several sentences.
    QString text() const;
    // The same text from a translated pattern with {subject}, {detail}, {count} and {other};
    // `number` formats the numbers.
    QString text(const QString &pattern, QString (*number)(qint64)) const;
    // The English pattern of text(), marked for translation in the context "Problem".
    static const char *wording(Code code);
};

// The stable name for JSON and filters: "pending-rows".
QString problemName(Problem::Code code);
QString severityName(Problem::Severity severity);

// Makes a problem with the severity of its code.
Problem makeProblem(Problem::Code code, const QString &subject, const QString &detail = {},
                    qint64 count = 0, qint64 other = 0);

// Makes the problem for a database or folder that cannot be read.
Problem problemFrom(const Error &error, const QString &subject);

} // namespace SyncAdmin
