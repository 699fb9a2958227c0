#pragma once

#include "agent/requests.h"

namespace SyncAdmin {

// Host::holders(), of users with open folders. One look at the processes serves all of them; before
// an operation the engine asks more thoroughly. The files of a user without an analysis are listed
// for it. Any thread.
QHash<QString, QString> findHolders(const QList<KnownUser> &users, const Task &task);

} // namespace SyncAdmin
