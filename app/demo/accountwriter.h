#pragma once

#include "demo/sqlitewriter.h"

#include <QList>

namespace SyncAdmin::Demo {

// A device's session on a community server: a row of session.db.
struct Session
{
    QString username; // name of the user folder
    QString path;     // path on the server, for example /data/collections/alice
    QString actualUsername;
};

// The columns of session.db in different versions of community servers.
enum class SessionShape {
    Current,       // hkey, skey, username, path, refresh_token, actual_username
    WithoutTokens, // the first four
    WithUser,      // the same four, but username is named user
};

// Both functions fail with Exists if the file exists. Keys and hashes are derived from the names
// and grant no access.
Result<> writeSessions(const QString &path, const QList<Session> &sessions,
                       SessionShape shape = SessionShape::Current);
Result<> writeAccounts(const QString &path, const QStringList &usernames); // auth.db

} // namespace SyncAdmin::Demo
