#pragma once

#include "base/filedescriptor.h"
#include "database/readbudget.h"

#include <QString>

namespace SyncAdmin {

// The descriptors that one SQLite connection may touch. They are opened by us: SQLite itself never
// sees a path below a user folder.
struct DatabaseSource
{
    FileDescriptor main;
    FileDescriptor wal;         // none: an empty -wal
    FileDescriptor journal;     // none: no -journal
    bool isPrivateCopy = false; // may be written, so that SQLite plays the journal back
    ReadBudget *budget = nullptr;
};

// While it lives, SQLite can open the source under uri(). It refuses every file but the source's
// own three, takes no locks, and writes to private copies only. One connection at a time.
class SourceRegistration
{
public:
    explicit SourceRegistration(DatabaseSource &source);
    ~SourceRegistration();
    Q_DISABLE_COPY_MOVE(SourceRegistration)

    QString uri() const; // for QSQLITE_OPEN_URI

private:
    DatabaseSource &m_source;
    quint64 m_number = 0;
};

// Prepares SQLite for this process: no allocator statistics, which serialise threads, and the VFS
// above. Done by the first SourceRegistration; call it earlier where other code opens databases
// first.
void prepareSqlite();

} // namespace SyncAdmin
