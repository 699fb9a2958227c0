#pragma once

#include <QByteArray>

namespace SyncAdmin::Demo {

// The statements that create the tables, and those that create the indexes, of an Anki collection
// of this schema (col.ver). They are separate because inserting rows into tables without indexes is
// faster.
QByteArray collectionTables(int schema);
QByteArray collectionIndexes(int schema);

} // namespace SyncAdmin::Demo
