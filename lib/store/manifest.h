#pragma once

#include "store/caller.h"
#include "store/entryattributes.h"
#include "store/planstep.h"
#include "volume/layout.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

namespace SyncAdmin {

// One rename of an operation. The list of them in a manifest is in the order of the renames.
struct ManifestEntry
{
    enum class Move {
        MakeUserFolder, // the point's new user folder into the folder of users
        MoveOut,        // from the entry folder into the point's items
        Return,         // from the source point's items into the entry folder
        Install,        // from the point, where it was prepared, into the entry folder
    };

    Move move = Move::MoveOut;
    PlanStep::Kind kind = PlanStep::Kind::CollectionFile;
    QByteArray name;
    qint64 files = 0;
    qint64 bytes = 0;
    EntryAttributes attributes;

    PlanStep step() const; // as plans and reports name it
};

// A media database as an operation left it. Later operations compare it with today's to find out
// whether a server has written since.
struct InstalledMedia
{
    QByteArray name;
    qint64 lastUsn = 0;
    qint64 rows = 0;
    QByteArray hash; // MediaIndex::hash()
};

// The record of a restore point, written and synced before the first rename. A value.
struct Manifest
{
    // Of session.db: Revoke and its undo, RestoreSessions. They are for texts; what an operation
    // does is in its entries.
    enum class Operation { Reset, Restore, Revoke, RestoreSessions };

    static constexpr qint64 maxBytes = 4 * 1024 * 1024; // of a manifest that is read

    Operation operation = Operation::Reset;
    QByteArray id;
    QByteArray user;  // the folder's name
    QByteArray place; // the folder of users below the data root: "", "collections", ...
    Layout layout = Layout::Community;
    QDateTime made; // UTC
    Caller caller;
    QString command;
    bool keepMediaFiles = false;
    QByteArray source; // of a restore: the point whose entries came back
    EntryFolder entryFolder = EntryFolder::UserFolder;
    ResetScope scope = ResetScope::Everything;
    EntryAttributes folder;
    QList<ManifestEntry> entries;
    // The media databases that the operation leaves. Recorded before anything moves, so that no
    // later database begins below them.
    QList<InstalledMedia> installed;
    qint64 seenUsn = 0; // the highest USN that a server had written; 0 if none

    qint64 bytes() const; // in the point's items
    qint64 files() const;

    QByteArray toJson() const;
    // Parses what may have been written by anybody: every field is checked. BadManifest.
    static Result<Manifest> fromJson(const QByteArray &json, const QString &path);
};

QString operationName(Manifest::Operation operation); // "reset": stable, "restore" for two

} // namespace SyncAdmin
