#pragma once

#include "operationcommand.h"

namespace SyncAdmin::Console {

// Whether a policy may choose the point. Points of interrupted operations are needed by resume, and
// a point that cannot be read may be one; such points are deleted only by their ids.
bool isDeletedByPolicy(const RestorePoint &point);

// Prints what would be deleted, asks, and deletes the points, depending on the options. `outcome`:
// the exit code of choosing the points.
Exit deletePoints(const QList<FoundPoint> &points, Exit outcome, const Context &context);

} // namespace SyncAdmin::Console
