#pragma once

#include <QStringView>

struct sqlite3;

namespace SyncAdmin {

// Registers Anki's collation `unicase` on an open connection: case-insensitive by full Unicode case
// folding (ICU's U_FOLD_CASE_DEFAULT), compared by code point, as the servers' own writes it into
// the indexes of schema 14 and later. Returns SQLite's result code.
int registerUnicase(sqlite3 *connection);

// The comparison itself: negative, 0 or positive. Thread-safe.
int compareUnicase(QStringView a, QStringView b);

} // namespace SyncAdmin
