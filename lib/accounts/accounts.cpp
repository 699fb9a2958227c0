#include "accounts/accounts.h"

#include "accounts/sessions.h"
#include "accounts/sessiontable.h"
#include "base/log.h"
#include "database/database.h"

namespace SyncAdmin {

namespace {

// The last component of a path from the server: "/data/collections/alice".
QByteArray lastComponent(const QString &path)
{
    const QStringList parts = path.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    return parts.isEmpty() ? QByteArray() : parts.last().toUtf8();
}

Result<> readSessions(const Database &database, Accounts &accounts)
{
    accounts = {};
    ASSIGN_OR_RETURN(const auto table, SessionTable::in(database, {}));
    const QString query = QStringLiteral("SELECT %1, %2, %3 FROM main.session")
                              .arg(table.login, table.path, table.person);
    return database.forEachRow(query, [&accounts](const QVariantList &row) {
        const QString user = row.at(0).toString();
        const QString person = row.at(2).toString().isEmpty() ? user : row.at(2).toString();
        if (person.isEmpty())
            return true;
        for (const QByteArray &folder : {lastComponent(row.at(1).toString()), user.toUtf8()}) {
            if (!folder.isEmpty() && folder != person.toUtf8())
                accounts.persons.insert(folder, person);
        }
        return true;
    });
}

} // namespace

QString Accounts::personOf(const UserFolder &user) const
{
    return persons.value(user.name);
}

Result<Accounts> readAccounts(const DataRoot &root, const Task &task)
{
    Accounts accounts;
    ASSIGN_OR_RETURN(const auto read, ifExists(readDatabase(root.directory(), sessionDatabase, {},
                                                            task, [&accounts](Database &database) {
                                                                return readSessions(database,
                                                                                    accounts);
                                                            })));
    if (!read)
        return Accounts();
    qCDebug(logServer) << "session.db names" << accounts.persons.size() << "folders";
    return accounts;
}

} // namespace SyncAdmin
