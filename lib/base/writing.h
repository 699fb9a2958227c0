#pragma once

#include "base/result.h"
#include "base/systemcalls.h"

#include <QByteArray>

namespace SyncAdmin {

// Writes the file to the disk (fsync). NotDurable.
Result<> syncFile(int descriptor, const QString &path, SystemCalls &calls = *SystemCalls::kernel());

// Writes all bytes, and continues after short writes and EINTR.
Result<> writeAll(int descriptor, const QByteArray &content, const QString &path,
                  SystemCalls &calls = *SystemCalls::kernel());

} // namespace SyncAdmin
