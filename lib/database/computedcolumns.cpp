#include "database/computedcolumns.h"

#include <sqlite3.h>

namespace SyncAdmin {

namespace {

bool isWordCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void mayComputeForSqlite(sqlite3_context *context, int /*count*/, sqlite3_value **values)
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_value_text(values[0]));
    const auto length = static_cast<size_t>(sqlite3_value_bytes(values[0]));
    const bool may = text != nullptr && mayCompute({text, length});
    sqlite3_result_int(context, may ? 1 : 0);
}

} // namespace

bool mayCompute(std::string_view sql)
{
    for (size_t i = 1; i < sql.size(); ++i) {
        if ((sql[i] | ' ') != 's' || (sql[i - 1] | ' ') != 'a')
            continue;
        if ((i == 1 || !isWordCharacter(sql[i - 2])) &&
            (i + 1 == sql.size() || !isWordCharacter(sql[i + 1]))) {
            return true;
        }
    }
    return false;
}

int registerMayCompute(sqlite3 *connection)
{
    return sqlite3_create_function_v2(connection, "may_compute", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
                                      nullptr, &mayComputeForSqlite, nullptr, nullptr, nullptr);
}

} // namespace SyncAdmin
