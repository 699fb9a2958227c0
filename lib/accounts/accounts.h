#pragma once

#include "base/task.h"
#include "volume/dataroot.h"

#include <QHash>
#include <QString>

namespace SyncAdmin {

// Who the folders belong to, as the server's session.db tells it: folder name to the person's name.
struct Accounts
{
    QHash<QByteArray, QString> persons;

    // Empty where nothing is known or the folder already bears the person's name.
    QString personOf(const UserFolder &user) const;
};

// Reads session.db of a data root without leaving a trace; no session.db means nobody is known.
// Keys and tokens are not read. Errors: those of readDatabase().
Result<Accounts> readAccounts(const DataRoot &root, const Task &task);

} // namespace SyncAdmin
