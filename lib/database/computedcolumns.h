#pragma once

#include <string_view>

struct sqlite3;

namespace SyncAdmin {

// Whether a table's SQL may define a generated column: each such definition contains the word AS
// (sqlite.org/gencol.html). May return true for other uses of the word, never false for a generated
// column.
bool mayCompute(std::string_view sql);

// Registers mayCompute() as the SQL function `may_compute(sql)`. Returns SQLite's result code.
int registerMayCompute(sqlite3 *connection);

} // namespace SyncAdmin
