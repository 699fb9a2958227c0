#pragma once

#include "base/filedescriptor.h"
#include "database/readbudget.h"

#include <QString>

#include <array>
#include <memory>
#include <unordered_map>

namespace SyncAdmin {

// Blocks of a database that were written to memory instead of the file, and the resulting size.
class ChangedBlocks
{
public:
    static constexpr qint64 blockSize = 512; // SQLite's smallest page size

    explicit ChangedBlocks(qint64 fileSize) : m_size(fileSize) {}
    // Accepts whole blocks only; returns false for anything else.
    bool write(const char *bytes, qint64 amount, qint64 offset);
    void truncate(qint64 size);
    // Overwrites bytes that were read from the file at `offset` with the changed blocks.
    void patch(char *bytes, qint64 amount, qint64 offset) const;
    qint64 size() const { return m_size; }
    qint64 changedBytes() const { return static_cast<qint64>(m_blocks.size()) * blockSize; }

private:
    std::unordered_map<qint64, std::array<char, blockSize>> m_blocks; // by number
    qint64 m_size = 0;
};

// The open files of one SQLite connection. This program opens them; SQLite never gets a path below
// a user folder.
struct DatabaseSource
{
    FileDescriptor main;
    FileDescriptor wal;         // not open: the -wal is empty or missing
    FileDescriptor journal;     // not open: there is no -journal
    bool isPrivateCopy = false; // writable, so SQLite can play the journal back
    // Receives the writes, if `main` is the original file.
    std::unique_ptr<ChangedBlocks> changes;
    ReadBudget *budget = nullptr;
};

// While the object exists, SQLite can open the source under uri(). The VFS refuses every other
// file, takes no locks, and writes to private copies only. One connection at a time.
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

// Configures SQLite for this process: no allocator statistics, which would serialise threads, and
// the VFS. The first SourceRegistration does this; call it earlier if other code opens databases
// first.
void prepareSqlite();

} // namespace SyncAdmin
