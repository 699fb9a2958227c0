#pragma once

#include "analysis/useranalysis.h"
#include "engine/rollback.h"
#include "store/restorepointstore.h"

#include <optional>

namespace SyncAdmin {

// The points whose operation was interrupted, also before its first move. The oldest first.
Result<QList<RestorePoint>> interruptedPoints(const RestorePointStore &store);

// The same for every store of the data root. A store that cannot be read is skipped.
QList<RestorePoint> interruptedPoints(const DataRoot &root);
// Adds a problem for each of these points that is this user's: some of the user's files are in the
// point, so the analysis is incomplete.
void addInterrupted(const QList<RestorePoint> &points, UserAnalysis &analysis);

// An interrupted operation: its folders, opened, and where its entries are.
struct InterruptedState
{
    RestorePointFolder folder;
    Directory parent;
    // The folder of the entries. Nothing if the user folder is missing, or another one has its
    // name.
    std::optional<Directory> user;
    QList<Move> moves;
    RollbackPlan plan;
};

// Compares every entry with the record; touches nothing. StoreCopied, those of reading the point.
Result<InterruptedState> inspectInterrupted(const RestorePointStore &store,
                                            const RestorePoint &point);

} // namespace SyncAdmin
