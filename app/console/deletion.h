#pragma once

#include "operationcommand.h"

namespace SyncAdmin::Console {

// Whether a policy may choose the point: what was interrupted is left to resume, and what cannot be
// read may be that. Those are deleted by their ids alone.
bool isDeletedByPolicy(const RestorePoint &point);

// Shows what would be deleted, asks, and deletes it, as the options say. `outcome` is what choosing
// the points has come to.
Exit deletePoints(const QList<FoundPoint> &points, Exit outcome, const Options &options,
                  const std::stop_token &stop);

} // namespace SyncAdmin::Console
