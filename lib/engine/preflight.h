#pragma once

#include "engine/execution.h"
#include "store/manifest.h"

namespace SyncAdmin {

// What the checks before an operation found, for its manifest.
struct Preflight
{
    Directory parent;
    std::optional<Directory> folder;      // of the entries; nothing if a restore makes it
    QMap<QByteArray, FileStatus> entries; // that the plan moves or keeps
    InUse inUse;
};

// Whether the caller holds the lock of the plan's store.
enum class StoreLock { Free, Held };

// The checks of checkExecutable(). They write nothing. `found` receives the holders even when the
// answer is a refusal. Without the lock: Busy if a check fails while another operation works in
// the store, which can be the reason.
Result<Preflight> checkPlan(const ResetPlan &plan, const ExecutionOptions &options, StoreLock lock,
                            std::optional<InUse> *found);

// InUse or InUseUnknown if an operation must not continue with these holders.
Result<> allow(const InUse &inUse, bool serverStopped, const QString &path);

} // namespace SyncAdmin
