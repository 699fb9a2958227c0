#pragma once

#include "database/stamp.h"

namespace SyncAdmin {

// Copies everything that `original` has open into unnamed files that only this process can reach,
// so that SQLite may play a journal back there. Small files go to memory, large ones to the
// temporary folder. ForeignJournal for a journal that names a super-journal: SQLite would delete
// that file, wherever it is.
Result<DatabaseSource> privateCopyOf(const DatabaseSource &original, const QString &path,
                                     const Task &task);

// Whether a rollback journal ends with the name of a super-journal (SQLite's pager.c,
// readSuperJournal).
bool namesSuperJournal(int journalDescriptor);

} // namespace SyncAdmin
