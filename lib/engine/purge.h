#pragma once

#include "base/task.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

struct PurgeReport
{
    enum class Outcome {
        Done,
        Refused,   // error: why; nothing was touched, the point is whole
        Failed,    // error: why; the point is no longer whole, what is left can be purged again
        Cancelled, // the same
    };

    Outcome outcome = Outcome::Done;
    QByteArray id;
    qint64 files = 0; // that were deleted
    qint64 bytes = 0; // that the point held before
    std::optional<Error> error;
    QStringList warnings;
};

QString outcomeName(PurgeReport::Outcome outcome); // "done": stable

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
