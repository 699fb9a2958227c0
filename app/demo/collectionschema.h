#pragma once

#include <QByteArray>

namespace SyncAdmin::Demo {

// The statements that make the tables of an Anki collection of this schema (col.ver), and those
// that make its indexes: apart, as rows are inserted faster into tables without indexes.
QByteArray collectionTables(int schema);
QByteArray collectionIndexes(int schema);

} // namespace SyncAdmin::Demo
