#pragma once

#include "engine/execution.h"
#include "engine/pointbuilder.h"

#include <vector>

namespace SyncAdmin {

// Keeps others from the files that an operation moves while it moves them, and finds who has them
// open. The arguments of the constructor outlive it.
class EntryGuard
{
public:
    EntryGuard(const ResetPlan &plan, const ExecutionOptions &options, const BuiltPoint &built)
        : m_plan(plan), m_options(options), m_built(built)
    {}

    // Locks the databases of all entries until release(). Changed where a file is no longer what
    // the manifest says, or a media folder no longer what a database was made from. InUse.
    Result<> lock();
    void release() { m_locks.clear(); }

    // After the last move: whether somebody has opened an entry, or has made a new one, since the
    // checks before the first move. InUse, InUseUnknown. `found` receives the holders.
    Result<> recheck(std::optional<InUse> &found) const;
    // What an error means that occurred between lock() and the commit: see causeOfChange().
    Error causeOf(const Error &error, std::optional<InUse> &found) const;

private:
    Result<> lockIn(const Directory &folder, bool (*applies)(const PlanStep &step));
    Result<> checkDatabaseFiles() const;
    Result<> checkMediaFolders() const;
    Result<QByteArrayList> unexpectedNames() const;
    QList<FilesIn> placesToProbe(const QByteArrayList &names) const;
    const Directory &userFolder() const { return *m_built.userFolder; }

    const ResetPlan &m_plan;
    const ExecutionOptions &m_options;
    const BuiltPoint &m_built;
    std::vector<DatabaseLocks> m_locks; // of the user folder's, then of the source's
};

} // namespace SyncAdmin
