#pragma once

#include "base/result.h"
#include "base/systemcalls.h"

#include <QByteArray>

namespace SyncAdmin {

// Writes what is open to the disk. NotDurable.
Result<> syncFile(int descriptor, const QString &path, SystemCalls &calls = *SystemCalls::kernel());

// Writes everything, going on after short writes and EINTR.
Result<> writeAll(int descriptor, const QByteArray &content, const QString &path,
                  SystemCalls &calls = *SystemCalls::kernel());

} // namespace SyncAdmin
