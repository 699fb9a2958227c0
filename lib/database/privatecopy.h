#pragma once

#include "database/stamp.h"

namespace SyncAdmin {

// Copies everything that `original` has open into unnamed files that only this process can reach,
// so that SQLite may play a journal back there. Up to 64 MB go to memory, larger files to the
// temporary folder ($TMPDIR); NoSpace where they do not fit there. ForeignJournal for a journal
// that names a super-journal: SQLite would delete that file, wherever it is.
Result<DatabaseSource> privateCopyOf(const DatabaseSource &original, const QString &path,
                                     const Task &task);

// Whether overlaidBy() can take the place of a copy: no -wal, and a journal that fits into memory.
bool canBeOverlaid(const DatabaseStamp &stamp);
// A source that reads the original's main file, moved out of there, and keeps in memory what
// SQLite writes when it plays back a copy of the journal: that costs as much as the journal is
// large, not as the database is. ForeignJournal as above.
Result<DatabaseSource> overlaidBy(DatabaseSource &original, const QString &path, const Task &task);

// Whether a rollback journal ends with the name of a super-journal (SQLite's pager.c,
// readSuperJournal).
bool namesSuperJournal(int journalDescriptor);

} // namespace SyncAdmin
