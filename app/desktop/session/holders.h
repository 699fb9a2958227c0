#pragma once

#include "analysis/useranalysis.h"

#include <QHash>

#include <memory>

namespace SyncAdmin::Desktop {

// Who has files of these users open, as far as the descriptors of the machine's processes tell, in
// one look for all of them: by the user's path, empty for nobody. For the table; before a reset the
// executor asks more thoroughly. Any thread.
QHash<QString, QString> findHolders(const QList<std::shared_ptr<const UserAnalysis>> &analyses,
                                    const Task &task);

} // namespace SyncAdmin::Desktop
