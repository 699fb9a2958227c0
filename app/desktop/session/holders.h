#pragma once

#include "analysis/useranalysis.h"

#include <QHash>

#include <memory>

namespace SyncAdmin::Desktop {

// A user, with the last analysis if there is one.
struct KnownUser
{
    UserFolder user;
    std::shared_ptr<const UserAnalysis> analysis;
};

// The processes that have files of these users open, by the user's path; empty for none. Reads the
// open descriptors of the machine's processes, once for all users. For the table only: a reset
// checks more thoroughly. Lists the files of users without an analysis. Any thread.
QHash<QString, QString> findHolders(const QList<KnownUser> &users, const Task &task);

} // namespace SyncAdmin::Desktop
