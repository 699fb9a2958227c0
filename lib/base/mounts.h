#pragma once

#include "base/directory.h"

#include <QByteArrayList>

namespace SyncAdmin {

// The entries of `folder` at or below which something is mounted, from /proc/self/mountinfo.
Result<QByteArrayList> entriesWithMounts(const Directory &folder);

// The mount points in the text of a mountinfo file that are below `path`, unescaped. For tests and
// fuzzing.
QByteArrayList mountPointsBelow(const QByteArray &mountInfo, const QByteArray &path);

} // namespace SyncAdmin
