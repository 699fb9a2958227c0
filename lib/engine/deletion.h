#pragma once

#include "base/directory.h"
#include "base/task.h"

namespace SyncAdmin {

// Deletes folders in a work folder that only the caller can enter. Each folder below is first moved
// up into the work folder under a new name: then nobody can move it while it is emptied, and two
// descriptors are enough for any depth. Links are removed, not followed. MountPoint for a mount.
class Deletion
{
public:
    // `total` files, for the progress only.
    Deletion(Directory work, qint64 total, const Task &task);

    // Deletes everything in the folder `name` of the work folder, then the folder. Continues after
    // an entry that cannot be deleted and returns the first such error; stops when Cancelled.
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
