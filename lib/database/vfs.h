#pragma once

#include "base/filedescriptor.h"
#include "database/readbudget.h"

#include <QString>

#include <array>
#include <memory>
#include <unordered_map>

namespace SyncAdmin {

// Blocks of a database that were written to memory in place of the file, and the size that it would
// have with them.
class ChangedBlocks
{
public:
    static constexpr qint64 blockSize = 512; // the smallest page

    explicit ChangedBlocks(qint64 fileSize) : m_size(fileSize) {}
    // Whole blocks alone; false for anything else.
    bool write(const char *bytes, qint64 amount, qint64 offset);
    void truncate(qint64 size);
    // Puts what was written into bytes that were read from the file at this offset.
    void patch(char *bytes, qint64 amount, qint64 offset) const;
    qint64 size() const { return m_size; }
    qint64 changedBytes() const { return static_cast<qint64>(m_blocks.size()) * blockSize; }

private:
    std::unordered_map<qint64, std::array<char, blockSize>> m_blocks; // by number
    qint64 m_size = 0;
};

// The descriptors that one SQLite connection may touch. They are opened by us: SQLite itself never
// sees a path below a user folder.
struct DatabaseSource
{
    FileDescriptor main;
    FileDescriptor wal;         // none: an empty -wal
    FileDescriptor journal;     // none: no -journal
    bool isPrivateCopy = false; // may be written, so that SQLite plays the journal back
    // Of a private copy whose main file is the original: takes what is written to it.
    std::unique_ptr<ChangedBlocks> changes;
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
