#include "accounts/sessions.h"

#include "accounts/sessiontable.h"
#include "base/displayname.h"
#include "base/log.h"
#include "database/database.h"
#include "volume/artefact.h"

#include <QMap>

#include <algorithm>

namespace SyncAdmin {

namespace {

// The value as UTF-8; the bytes of a blob, or of text that is not UTF-8.
QByteArray bytesOf(const QVariant &value)
{
    return value.typeId() == QMetaType::QByteArray ? value.toByteArray()
                                                   : value.toString().toUtf8();
}

Result<> readRows(const Database &database, const QString &path, SessionList &list)
{
    list = {};
    list.hasDatabase = true;
    ASSIGN_OR_RETURN(const auto table, SessionTable::in(database, path));
    QMap<QByteArray, UserSessions> users;
    // A blob keeps the bytes of text that is not UTF-8. In a UTF-16 database it would be UTF-16.
    const QString columns =
        table.isUtf16 ? QStringLiteral("%1, %2, %3")
                      : QStringLiteral("CAST(%1 AS BLOB), CAST(%2 AS BLOB), CAST(%3 AS BLOB)");
    const QString query = QStringLiteral("SELECT ") +
                          columns.arg(table.path, table.login, table.person) +
                          QStringLiteral(" FROM main.session");
    auto read = database.forEachRow(query, [&users](const QVariantList &row) {
        DeviceSession session;
        session.login = bytesOf(row.at(1));
        session.person = bytesOf(row.at(2));
        session.folder = sessionFolder(bytesOf(row.at(0)), session.login);
        UserSessions &user = users[session.folder];
        user.folder = session.folder;
        user.sessions.append(session);
        return true;
    });
    list.users = users.values();
    return read;
}

} // namespace

QByteArray UserSessions::person() const
{
    for (const DeviceSession &session : sessions) {
        const QByteArray &name = session.person.isEmpty() ? session.login : session.person;
        if (!name.isEmpty() && name != folder)
            return name;
    }
    return {};
}

qsizetype SessionList::count() const
{
    qsizetype sum = 0;
    for (const UserSessions &user : users)
        sum += user.sessions.size();
    return sum;
}

Result<UserSessions> SessionList::of(const QByteArray &name, const QString &path) const
{
    QList<UserSessions> found;
    const auto collect = [&](const auto &matches) {
        if (!found.isEmpty() || name.isEmpty())
            return;
        for (const UserSessions &user : users) {
            if (!user.folder.isEmpty() && matches(user))
                found.append(user);
        }
    };
    collect([&name](const UserSessions &user) { return user.folder == name; });
    collect([&name](const UserSessions &user) {
        return displayName(user.folder) == QString::fromUtf8(name);
    });
    collect([&name](const UserSessions &user) {
        return std::any_of(user.sessions.begin(), user.sessions.end(),
                           [&name](const DeviceSession &one) {
                               return one.login == name || one.person == name ||
                                      displayName(one.person) == QString::fromUtf8(name);
                           });
    });
    if (found.isEmpty())
        return failure(Error::Code::UnknownUser, path, displayName(name));
    if (found.size() > 1)
        return failure(Error::Code::AmbiguousUser, path, displayName(name));
    return found.first();
}

bool isSessionFile(const QByteArray &name)
{
    return name == sessionDatabase || sidecarNames(sessionDatabase).contains(name);
}

QByteArray databaseOf(const QByteArray &name)
{
    const Artefact artefact = artefactFor(name);
    if (artefact.isDatabase())
        return name;
    return isSessionFile(name) ? sessionDatabase : artefact.database;
}

bool isDatabaseName(const QByteArray &name)
{
    return name == sessionDatabase || artefactFor(name).isDatabase();
}

QByteArray sessionFolder(const QByteArray &path, const QByteArray &login)
{
    const QByteArrayList parts = path.split('/');
    const auto last = std::find_if(parts.rbegin(), parts.rend(),
                                   [](const QByteArray &part) { return !part.isEmpty(); });
    return last == parts.rend() ? login : *last;
}

Result<SessionList> readSessions(const Directory &root, const Task &task)
{
    SessionList list;
    ASSIGN_OR_RETURN(
        const auto read,
        ifExists(readDatabase(root, sessionDatabase, {}, task, [&list, &root](Database &database) {
            return readRows(database, root.pathOf(sessionDatabase), list);
        })));
    if (!read)
        return SessionList();
    qCDebug(logServer) << "session.db holds" << list.count() << "sessions of" << list.users.size()
                       << "users";
    return list;
}

} // namespace SyncAdmin
