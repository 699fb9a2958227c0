#pragma once

#include "analysis/useranalysis.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

// The points whose act was interrupted or stopped before it began; the oldest first.
Result<QList<RestorePoint>> interruptedPoints(const RestorePointStore &store);

// Those of every store of the data root. A store that cannot be read is passed over.
QList<RestorePoint> interruptedPoints(const DataRoot &root);
// Adds the problem for each of these points that is of this user: what was analysed is not all that
// the user has.
void addInterrupted(const QList<RestorePoint> &points, UserAnalysis &analysis);

} // namespace SyncAdmin
