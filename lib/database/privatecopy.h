#pragma once

#include "database/stamp.h"

namespace SyncAdmin {

// Copies all open files of `original` into unnamed files that only this process can reach, so that
// SQLite can play back a journal there. Files up to 64 MB are copied to memory, larger ones to the
// temporary folder ($TMPDIR); NoSpace if they do not fit. ForeignJournal for a journal that names a
// super-journal, because SQLite would delete the named file.
Result<DatabaseSource> privateCopyOf(const DatabaseSource &original, const QString &path,
                                     const Task &task);

// Whether overlaidBy() can replace a copy: there is no -wal, and the journal fits into memory.
bool canBeOverlaid(const DatabaseStamp &stamp);
// Takes the main file out of `original`, copies the journal, and keeps in memory what SQLite writes
// when it plays the journal back. The memory needed depends on the size of the journal, not of the
// database. ForeignJournal as for privateCopyOf().
Result<DatabaseSource> overlaidBy(DatabaseSource &original, const QString &path, const Task &task);

// Whether a rollback journal ends with the name of a super-journal (SQLite's pager.c,
// readSuperJournal).
bool namesSuperJournal(int journalDescriptor);

} // namespace SyncAdmin
