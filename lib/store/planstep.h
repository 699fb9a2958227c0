#pragma once

#include "base/filestatus.h"
#include "servers/serverowner.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace SyncAdmin {

// Which part of a user's data an operation concerns.
enum class ResetScope { Everything, Collection, Media };

QString scopeName(ResetScope scope); // "collection": stable
std::optional<ResetScope> scopeFromName(const QString &name);

// The folder that the entries of an operation are moved out of and into.
enum class EntryFolder { UserFolder, DataRoot };

// What an entry was when the plan was made. execute() refuses an entry that differs.
struct Identity
{
    quint64 device = 0;
    quint64 inode = 0;
    qint64 size = 0;     // bytes
    qint64 modified = 0; // ns since 1970
    FileStatus::Type type = FileStatus::Type::Other;

    static Identity of(const FileStatus &status);
    bool operator==(const Identity &other) const = default;
};

// One step of a plan. Steps are in the order of reports, not in that of execution.
struct PlanStep
{
    enum class Kind {
        CollectionFile,       // moves collection.anki2 or one of its sidecars out
        MediaFolder,          // moves a media folder out
        KeptMediaFiles,       // leaves a media folder as it is
        MediaDatabase,        // moves a media database or one of its sidecars out
        KeptMediaDatabase,    // leaves a media database as it is; `files` counts its rows
        TemporaryFile,        // moves a leftover out
        FreshMediaFolder,     // makes an empty media folder
        CreatedMediaDatabase, // installs one without rows, which continues at `usn`
        RebuiltMediaDatabase, // the same with `files` rows, made from the media folder
        // Of a restore: today's entries move out, and those of the restore point return.
        UserFolder, // makes the user folder again
        NewerFile,
        NewerMediaFolder,
        RestoredCollectionFile,
        RestoredMediaFolder,
        RestoredMediaDatabase,
        RestoredTemporaryFile,
        // The same as one file, with the content of the old one and its sidecars.
        FoldedCollectionFile,
        FoldedMediaDatabase,
        LiftedMediaDatabase,    // its rows, with USNs that no device has seen, up to `usn`
        CompletedMediaDatabase, // today's, with rows for `files` files that had none
        RollBack,               // of a recovery: an entry moves back to where it was
        // Of a sign-out, in the data root itself.
        SessionFile,         // moves session.db or one of its sidecars out
        RevokedSessions,     // installs an edited session.db; `files` counts the removed sessions
        RestoredSessionFile, // of the restore that undoes a sign-out
    };

    Kind kind = Kind::CollectionFile;
    QByteArray name;
    qint64 files = 0;
    qint64 bytes = 0;
    Identity identity;   // of the entry; empty for one that is made
    QByteArray database; // for a sidecar: the database that it belongs to
    qint64 usn = 0;      // of a media database that is installed: its last USN
    // The owner of an installed entry, if it is not that of the entry that it replaces.
    std::optional<ServerOwner> owner = {};
    bool isUncounted = false; // `files` is not known: the database cannot be read

    QString done() const; // "Removed collection file: collection.anki2"
    QString toDo() const; // "Remove collection file: collection.anki2"
    // The same from a translated wording() and a formatted number.
    QString toDo(const QString &pattern, const QString &count) const;
    static QString wording(Kind kind); // of toDo(): "Remove collection file: {name}"
    QString failed() const;            // "Failed to remove collection.anki2"
    bool moves() const;                // into the new restore point
    bool isReturned() const;           // moves out of an older restore point
    bool isPlaced() const;             // is prepared in the new restore point and installed
    bool isKept() const;               // changes nothing
};

QString stepKindName(PlanStep::Kind kind); // "collection-file": stable
std::optional<PlanStep::Kind> stepKindFromName(const QString &name);

} // namespace SyncAdmin
