#pragma once

#include "base/filestatus.h"
#include "servers/serverowner.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace SyncAdmin {

// What of a user's data an operation is about.
enum class ResetScope { Everything, Collection, Media };

QString scopeName(ResetScope scope); // "collection": stable
std::optional<ResetScope> scopeFromName(const QString &name);

// The folder that the entries of an operation are moved out of and into.
enum class EntryFolder { UserFolder, DataRoot };

// What an entry was when the plan was made; the executor refuses what differs.
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

// One operation of a reset, in the order in which reports name it.
struct PlanStep
{
    enum class Kind {
        CollectionFile,       // moves collection.anki2 or one of its sidecars away
        MediaFolder,          // moves a media folder away
        KeptMediaFiles,       // leaves a media folder as it is
        MediaDatabase,        // moves a media database or one of its sidecars away
        KeptMediaDatabase,    // leaves a media database as it is; `files` counts its rows
        TemporaryFile,        // moves a leftover away
        FreshMediaFolder,     // makes an empty media folder
        CreatedMediaDatabase, // puts one without rows into place, which carries on at `usn`
        RebuiltMediaDatabase, // the same with `files` rows, made from the media folder
        // Of a restore: what stands there now is set aside, and the old entries come back.
        UserFolder, // makes the user folder again
        NewerFile,
        NewerMediaFolder,
        RestoredCollectionFile,
        RestoredMediaFolder,
        RestoredMediaDatabase,
        RestoredTemporaryFile,
        // The same as one file that holds what the old one and its sidecars did.
        FoldedCollectionFile,
        FoldedMediaDatabase,
        LiftedMediaDatabase,    // its rows, above everything that devices have met; up to `usn`
        CompletedMediaDatabase, // today's, with rows for `files` files that had none
        RollBack,               // of a recovery: an entry goes back to where it was
        // Of a revocation, in the data root itself.
        SessionFile,         // moves session.db or one of its sidecars away
        RevokedSessions,     // puts an edited session.db into place; `files` counts the sessions
        RestoredSessionFile, // of its restore
    };

    Kind kind = Kind::CollectionFile;
    QByteArray name;
    qint64 files = 0;
    qint64 bytes = 0;
    Identity identity;   // of what stands there; empty for a fresh media folder
    QByteArray database; // for a sidecar: the database that it belongs to
    qint64 usn = 0;      // of a media database that is put into place: its last USN
    // Of what is put into place where its forerunner is somebody else's: to whom it is given.
    std::optional<ServerOwner> owner = {};
    bool isUncounted = false; // `files` is not known: the database cannot be read

    QString done() const; // "Removed collection file: collection.anki2"
    QString toDo() const; // "Remove collection file: collection.anki2"
    // The same in another wording, with {name} and {count} in their places.
    QString toDo(const QString &pattern, const QString &count) const;
    static QString wording(Kind kind); // toDo()'s: "Remove collection file: {name}"
    QString failed() const;            // "Failed to remove collection.anki2"
    bool moves() const;                // into the new restore point
    bool isReturned() const;           // out of the old one
    bool isPlaced() const;             // is prepared in the new restore point and put into place
    bool isKept() const;               // changes nothing
};

QString stepKindName(PlanStep::Kind kind); // "collection-file": stable
std::optional<PlanStep::Kind> stepKindFromName(const QString &name);

} // namespace SyncAdmin
