#pragma once

#include "demo/sqlitewriter.h"

#include <QMap>
#include <QStringList>

namespace SyncAdmin::Demo {

// The content of a collection. Everything else is derived from these figures, so the same
// specification always gives the same bytes.
struct CollectionSpec
{
    int schema = 18; // col.ver: 11, 14, 15, 16, 17 or 18
    qint64 cards = 12;
    qint64 notes = 10;
    qint64 reviews = 20;      // answers, with ease 1 to 4
    qint64 manualReviews = 0; // ease 0, newer than all answers; they do not count as reviews
    int noteTypes = 2;
    int tags = 3;
    int graves = 0;
    QStringList decks{QStringLiteral("Default")}; // levels separated by "::"
    qint64 usn = 1;
    qint64 created = 1'700'000'000;            // col.crt, seconds
    qint64 modified = 1'710'000'000'000;       // col.mod, milliseconds
    qint64 schemaModified = 1'705'000'000'000; // col.scm, milliseconds
    qint64 lastSync = 1'710'000'000'000;       // col.ls, milliseconds
    qint64 lastReview = 1'709'900'000'000;     // the newest answer, milliseconds
    // Number of rows with usn -1 by table (cards, notes, revlog, graves, decks, deck_config, tags,
    // notetypes).
    QMap<QString, int> pending;
    JournalMode journal = JournalMode::Delete;
};

// Writes a collection with all tables, columns and indexes of its schema. Exists if the file
// exists, BadInput if Anki never wrote such a collection.
Result<> writeCollection(const QString &path, const CollectionSpec &spec);

} // namespace SyncAdmin::Demo
