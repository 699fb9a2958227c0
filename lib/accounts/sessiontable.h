#pragma once

#include "base/result.h"

#include <QString>

namespace SyncAdmin {

class Database;

// The columns of session.db's table that identify the user of a session; "NULL" for a missing one.
// Columns with keys and tokens are not included.
struct SessionTable
{
    QString login;        // "username", in older files "user"
    QString path;         // the user folder's path on the server
    QString person;       // "actual_username"
    bool isUtf16 = false; // the database's text encoding

    // ForeignSchema if there is no such table, or if it does not identify users.
    static Result<SessionTable> in(const Database &database, const QString &path);
};

} // namespace SyncAdmin
