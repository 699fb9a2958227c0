#pragma once

#include "analysis/useranalysis.h"

#include <QHash>

#include <memory>

namespace SyncAdmin::Desktop {

// A user, with the last analysis where there is one.
struct KnownUser
{
    UserFolder user;
    std::shared_ptr<const UserAnalysis> analysis;
};

// Who has files of these users open, as far as the descriptors of the machine's processes tell, in
// one look for all of them: by the user's path, empty for nobody. For the table; before a reset the
// executor asks more thoroughly. The files of a user without an analysis are listed for it. Any
// thread.
QHash<QString, QString> findHolders(const QList<KnownUser> &users, const Task &task);

} // namespace SyncAdmin::Desktop
