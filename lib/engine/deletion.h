#pragma once

#include "base/directory.h"
#include "base/task.h"

namespace SyncAdmin {

// Deletes what is in a folder of the caller's own that nobody else can enter. Folders below are
// first renamed up into it under new names: then nobody can move them away while they are emptied,
// and any depth takes two descriptors. Links are removed, not followed; mounts are refused.
class Deletion
{
public:
    // `total` is for the progress alone.
    Deletion(Directory work, qint64 total, const Task &task);

    // Deletes everything in the folder `name` of the work folder, and then the folder itself. Goes
    // on after an entry that cannot be deleted and returns the first such error; Cancelled stops at
    // once.
    Result<> remove(const QByteArray &name);
    qint64 files() const { return m_files; } // deleted

private:
    Result<> emptyFolder(const Directory &folder, QByteArrayList &lifted);
    Result<> removeEntries(const Directory &folder, QList<DirectoryEntry> &entries,
                           QByteArrayList &lifted);
    Result<> removeEntry(const Directory &folder, const DirectoryEntry &entry,
                         QByteArrayList &lifted);
    Result<> lift(const Directory &folder, const QByteArray &name, QByteArrayList &lifted);
    Result<> removeFolder(const QByteArray &name, QByteArrayList &lifted);
    void remember(const Error &error);

    Directory m_work;
    qint64 m_total;
    const Task &m_task;
    qint64 m_files = 0;
    qint64 m_counter = 0;
    std::optional<Error> m_first;
};

} // namespace SyncAdmin
