#pragma once

#include "base/task.h"
#include "engine/verifyreport.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

// Checks that every entry of the manifest exists, by identity, size and time, and runs
// integrity_check on the databases. Leaves no trace. Errors: Cancelled, StoreCopied, those of
// RestorePointStore::checkRestorable(), those of opening the point. Any thread.
Result<VerifyReport> verify(const RestorePointStore &store, const RestorePoint &point,
                            const Task &task);

} // namespace SyncAdmin
