#pragma once

#include "base/task.h"
#include "volume/dataroot.h"

#include <QHash>
#include <QString>

namespace SyncAdmin {

// The persons that own the user folders, according to the server's session.db: folder name to
// person's name.
struct Accounts
{
    QHash<QByteArray, QString> persons;

    // The person's name; empty if it is unknown or equal to the folder's name.
    QString personOf(const UserFolder &user) const;
};

// Reads session.db of a data root without a trace on the disk. Without a session.db the result is
// empty. Keys and tokens are not read. Errors: those of readDatabase().
Result<Accounts> readAccounts(const DataRoot &root, const Task &task);

} // namespace SyncAdmin
