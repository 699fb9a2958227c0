#pragma once

#include "base/result.h"

namespace SyncAdmin {

// Whether databases can be read at all: Qt has a SQLite driver, and the driver uses the SQLite
// library that this program is linked with, for a library of its own does not know the VFS.
// Unsupported says what to install. Needs a QCoreApplication.
Result<> checkSqliteDriver();

} // namespace SyncAdmin
