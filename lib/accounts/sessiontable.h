#pragma once

#include "base/result.h"

#include <QString>

namespace SyncAdmin {

class Database;

// Which columns of session.db's table tell whose a session is; "NULL" for one that is not there.
// The columns with keys and tokens are not among them.
struct SessionTable
{
    QString login;        // "username", in older files "user"
    QString path;         // of the user folder, as the server sees it
    QString person;       // "actual_username"
    bool isUtf16 = false; // how the database stores text

    // ForeignSchema where there is no such table, or none that tells users apart.
    static Result<SessionTable> in(const Database &database, const QString &path);
};

} // namespace SyncAdmin
