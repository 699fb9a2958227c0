#pragma once

#include "database/database.h"

#include <QMap>
#include <QStringList>

#include <optional>

namespace SyncAdmin {

// The figures of a collection, `collection.anki2` (Anki schema 11 to 18). Times are milliseconds
// since 1970; 0 if there is none.
struct CollectionStats
{
    int schemaVersion = 0; // col.ver
    qint64 usn = 0;
    qint64 created = 0;        // col.crt, in seconds in the file
    qint64 modified = 0;       // col.mod
    qint64 schemaModified = 0; // col.scm
    qint64 lastSync = 0;       // col.ls
    qint64 lastReview = 0;     // the newest revlog.id of an answer (ease 1 to 4)
    qint64 cards = 0;
    qint64 notes = 0;
    qint64 reviews = 0;
    qint64 graves = 0;
    std::optional<qint64> decks;
    std::optional<qint64> noteTypes;
    QMap<QString, qint64>
        pending;                 // number of rows with usn -1 by table; only tables with such rows
    QStringList missingTables;   // tables that this schema requires
    QStringList unreadableParts; // "decks", "note types": invalid JSON

    qint64 pendingRows() const;
};

// For readDatabase(). ForeignSchema if the database is not a collection.
Result<CollectionStats> readCollectionStats(const Database &database);

} // namespace SyncAdmin
