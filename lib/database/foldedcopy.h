#pragma once

#include "base/directory.h"
#include "base/task.h"

namespace SyncAdmin {

// Writes a database, including its write-ahead log or hot journal, as one new file `newName` (0600)
// in `into`, the caller's own folder. The new file's header selects rollback journal mode. Checks
// that both have the same number of rows in every table. Memory use does not depend on the size;
// the original is not changed. Errors: those of readDatabase(), Exists, Damaged, NoSpace.
Result<> writeFoldedCopy(const Directory &folder, const QByteArray &name, const Directory &into,
                         const QByteArray &newName, const Task &task);

} // namespace SyncAdmin
