#pragma once

#include "base/result.h"

namespace SyncAdmin {

// Checks that databases can be read: Qt has a SQLite driver, and it uses the SQLite library that
// this program is linked with, because another one does not have the VFS. Unsupported names the
// package to install. Needs a QCoreApplication.
Result<> checkSqliteDriver();

} // namespace SyncAdmin
