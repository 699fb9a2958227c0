#pragma once

#include <QStringView>

struct sqlite3;

namespace SyncAdmin {

// Registers Anki's collation `unicase` on an open connection: full Unicode case folding (ICU's
// U_FOLD_CASE_DEFAULT), then comparison by code point. The servers use the same order in the
// indexes of schema 14 and later. Returns SQLite's result code.
int registerUnicase(sqlite3 *connection);

// Compares two texts: negative, 0 or positive. Thread-safe.
int compareUnicase(QStringView a, QStringView b);

} // namespace SyncAdmin
