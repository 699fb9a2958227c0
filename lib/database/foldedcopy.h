#pragma once

#include "base/directory.h"
#include "base/task.h"

namespace SyncAdmin {

// Writes a database, its write-ahead log or hot journal included, as one new file `newName` (0600)
// of the caller's own folder `into`. The header of the new file says rollback journal. Checked:
// both hold the same number of rows in every table. Memory does not depend on the size; the
// original is not touched. Errors: those of readDatabase(), Exists, Damaged, NoSpace.
Result<> writeFoldedCopy(const Directory &folder, const QByteArray &name, const Directory &into,
                         const QByteArray &newName, const Task &task);

} // namespace SyncAdmin
