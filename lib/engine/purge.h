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
    qint64 files = 0; // deleted
    qint64 bytes = 0; // that it held before
    std::optional<Error> error;
    QStringList warnings;
};

QString outcomeName(PurgeReport::Outcome outcome); // "done": stable

struct PurgeOptions
{
    QString commandLine;
};

// Deletes a point for good. No link is followed, no mount entered, any depth takes a constant
// number of descriptors. Refused: Interrupted for a point that recover() must see first, Busy. Any
// thread.
PurgeReport purge(RestorePointStore store, const RestorePoint &point, const PurgeOptions &options,
                  const Task &task);

// What purge() does to the files, for callers that hold the store's lock. Returns the number of
// files deleted, also through `deleted` when it fails.
Result<> deletePoint(const RestorePointStore &store, const QByteArray &id, qint64 total,
                     const Task &task, qint64 &deleted);

} // namespace SyncAdmin
