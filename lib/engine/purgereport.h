#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace SyncAdmin {

// The result of deleting a restore point. A value.
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

} // namespace SyncAdmin
