#pragma once

#include "analysis/useranalysis.h"
#include "engine/rollback.h"
#include "store/restorepointstore.h"

#include <optional>

namespace SyncAdmin {

// The points whose operation was interrupted or stopped before it began; the oldest first.
Result<QList<RestorePoint>> interruptedPoints(const RestorePointStore &store);

// Those of every store of the data root. A store that cannot be read is passed over.
QList<RestorePoint> interruptedPoints(const DataRoot &root);
// Adds the problem for each of these points that is of this user: what was analysed is not all that
// the user has.
void addInterrupted(const QList<RestorePoint> &points, UserAnalysis &analysis);

// The opened folders of an interrupted operation, and what is to be done in them.
struct InterruptedState
{
    RestorePointFolder folder;
    Directory parent;
    std::optional<Directory> user; // none: it is gone, or another one stands in its place
    QList<Move> moves;
    RollbackPlan plan;
};

// Looks where everything is; touches nothing.
Result<InterruptedState> inspectInterrupted(const RestorePointStore &store,
                                            const RestorePoint &point);

} // namespace SyncAdmin
