#pragma once

#include "engine/execution.h"
#include "store/manifest.h"

namespace SyncAdmin {

// What the tests before an operation found, for building its manifest.
struct Preflight
{
    Directory parent;
    std::optional<Directory> folder;      // the user's; none where a restore makes it again
    QMap<QByteArray, FileStatus> entries; // that the plan names in it
    InUse inUse;
};

// Whether the caller holds the lock of the plan's store.
enum class StoreLock { Free, Held };

// The checks of checkExecutable(). They write nothing. `found` receives the holders even when the
// answer is a refusal. Without the lock, Busy where another operation works in the store: what it
// changes meanwhile is no reason of its own.
Result<Preflight> checkPlan(const ResetPlan &plan, const ExecutionOptions &options, StoreLock lock,
                            std::optional<InUse> *found);

// Whether this answer allows to go on; InUse or InUseUnknown if not.
Result<> allow(const InUse &inUse, bool serverStopped, const QString &path);

} // namespace SyncAdmin
