#pragma once

#include "engine/rollbackplan.h"

namespace SyncAdmin {

// Undoes the moves of the plan and syncs the folders. Stops at the first error; `done` receives the
// index of each move that is undone.
Result<> rollBack(const QList<Move> &moves, const RollbackPlan &plan, bool noReplace,
                  QList<qsizetype> &done);

// The names of the databases and sidecars that these entries are or belong to, whether they exist
// or not: nobody may have one of them open while entries move back.
QByteArrayList namesAround(const QList<Move> &moves);

} // namespace SyncAdmin
