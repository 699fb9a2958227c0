#pragma once

#include "base/directory.h"

#include <QByteArrayList>

namespace SyncAdmin {

// The names directly in `folder` at or below which something is mounted, as /proc/self/mountinfo
// tells it.
Result<QByteArrayList> entriesWithMounts(const Directory &folder);

// The mount points of a mountinfo file that lie below `path`, unescaped. For tests and fuzzing.
QByteArrayList mountPointsBelow(const QByteArray &mountInfo, const QByteArray &path);

} // namespace SyncAdmin
