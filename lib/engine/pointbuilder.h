#pragma once

#include "engine/execution.h"
#include "engine/moves.h"
#include "engine/preflight.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

struct Preparation;

// A restore point before the first move: the list of everything that moves is on the disk.
struct BuiltPoint
{
    Manifest manifest;
    QByteArray manifestSum; // SHA-256; empty until the manifest is written
    std::optional<RestorePointFolder> point;
    std::optional<Directory> fresh;                // of the point, where it prepares entries
    std::optional<RestorePointFolder> sourcePoint; // of a restore
    std::optional<Directory> userFolder;           // the entry folder
    QList<Move> moves;
    // The media folders that databases were made from, as they were before.
    QMap<QByteArray, FileStatus> mediaFolders;
    bool noReplace = true; // the file system knows renames that never replace (knowsNoReplace())
};

// Builds the restore point of a plan in a locked store. Moves nothing of the user's.
class PointBuilder
{
public:
    PointBuilder(const ResetPlan &plan, const ExecutionOptions &options, const Task &task,
                 const Preflight &preflight, const RestorePointStore &store);

    // Stops at the first error; built() then has what must be removed.
    Result<> run();
    BuiltPoint &built() { return m_built; }

private:
    Result<> openSource();
    Result<> makePoint();
    Result<> makeUserFolder();
    Result<> addEntries();
    Result<ManifestEntry> entryFor(const PlanStep &step, Preparation &preparation);
    Result<> writeManifest();
    const Directory &userFolder() const { return *m_built.userFolder; }

    const ResetPlan &m_plan;
    const ExecutionOptions &m_options;
    const Task &m_task;
    const Preflight &m_preflight;
    const RestorePointStore &m_store;
    BuiltPoint m_built;
};

// The entries of a plan in the order in which they are moved.
QList<PlanStep> executionOrder(const QList<PlanStep> &steps);

// Cancelled where the task was asked to stop.
Result<> stopIfAsked(const ResetPlan &plan, const Task &task);

} // namespace SyncAdmin
