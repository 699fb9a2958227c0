#pragma once

#include "demo/sqlitewriter.h"

#include <QList>

namespace SyncAdmin::Demo {

// One device's session of the community server, a row of session.db.
struct Session
{
    QString username; // the user folder's name
    QString path;     // the user folder as the server knows it, e.g. /data/collections/alice
    QString actualUsername;
};

// The columns that the community servers of the years gave session.db.
enum class SessionShape {
    Current,       // hkey, skey, username, path, refresh_token, actual_username
    WithoutTokens, // the first four
    WithUser,      // these four, username being called user
};

// Both: error Exists if the file is there. Keys and hashes are made of the names and let nobody in.
Result<> writeSessions(const QString &path, const QList<Session> &sessions,
                       SessionShape shape = SessionShape::Current);
Result<> writeAccounts(const QString &path, const QStringList &usernames); // auth.db

} // namespace SyncAdmin::Demo
