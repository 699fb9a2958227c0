#pragma once

#include <string_view>

struct sqlite3;

namespace SyncAdmin {

// Whether a table's SQL may define a generated column: the word AS stands before each one's
// expression (sqlite.org/gencol.html). May say yes for other uses of the word, never no wrongly.
bool mayCompute(std::string_view sql);

// Registers the same as the SQL function `may_compute(sql)` on an open connection. Returns SQLite's
// result code.
int registerMayCompute(sqlite3 *connection);

} // namespace SyncAdmin
