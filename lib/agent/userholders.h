#pragma once

#include "agent/requests.h"

namespace SyncAdmin {

// Host::holders(), of users with open folders. Reads the open files of all processes once; the
// preflight of an operation checks more thoroughly. Lists the files of a user without an analysis.
// Thread-safe.
QHash<QString, QString> findHolders(const QList<KnownUser> &users, const Task &task);

} // namespace SyncAdmin
