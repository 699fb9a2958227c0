#pragma once

#include "base/task.h"
#include "engine/purgereport.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

struct PurgeOptions
{
    QString commandLine;
};

// Deletes a point for good. Follows no link and enters no mount; see Deletion. Refused: Busy,
// UnknownRestorePoint, NotRecorded, and Interrupted for a point of an interrupted operation or one
// that such an operation restores from. Any thread.
PurgeReport purge(RestorePointStore store, const RestorePoint &point, const PurgeOptions &options,
                  const Task &task);

// Deletes the point's files like purge(), but without checks and audit lines, for callers that hold
// the store's lock. `deleted` receives the number of deleted files, also on failure.
Result<> deletePoint(const RestorePointStore &store, const QByteArray &id, qint64 total,
                     const Task &task, qint64 &deleted);

} // namespace SyncAdmin
