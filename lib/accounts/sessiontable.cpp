#include "accounts/sessiontable.h"

#include "database/database.h"

namespace SyncAdmin {

Result<SessionTable> SessionTable::in(const Database &database, const QString &path)
{
    const QString table = QStringLiteral("session");
    if (!database.hasTable(table))
        return failure(Error::Code::ForeignSchema, path,
                       QStringLiteral("it has no usable table 'session'"));
    const QStringList columns = database.columnsOf(table);
    const auto columnOrNull = [&columns](std::initializer_list<const char *> names) {
        for (const char *name : names) {
            if (columns.contains(QLatin1String(name)))
                return QString::fromLatin1(name);
        }
        return QStringLiteral("NULL");
    };
    SessionTable found;
    found.login = columnOrNull({"username", "user"});
    found.path = columnOrNull({"path"});
    found.person = columnOrNull({"actual_username"});
    RETURN_IF_ERROR(
        database.forEachRow(QStringLiteral("PRAGMA encoding"), [&found](const QVariantList &row) {
            found.isUtf16 = row.at(0).toString().startsWith(QLatin1String("UTF-16"));
            return true;
        }));
    return found;
}

} // namespace SyncAdmin
