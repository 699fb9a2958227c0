#pragma once

#include "engine/executor.h"
#include "engine/preflight.h"
#include "engine/preparation.h"
#include "engine/putback.h"
#include "holders/filelock.h"
#include "store/restorepointstore.h"

#include <vector>

namespace SyncAdmin {

// One run of execute(): the state that its stages hand on.
class Execution
{
public:
    Execution(const ResetPlan &plan, const ExecutionOptions &options, const Task &task);
    ResetReport run();

private:
    Result<> check();     // writes nothing
    Result<> openStore(); // makes it, locks it, checks again
    Result<> build();     // audit line, point, fresh folders, manifest
    Result<> lockDatabases();
    Result<> checkDatabaseFiles() const;
    Result<> checkMediaFolders() const;
    Result<> moveEntries();
    Result<> lookAgain();
    Result<> commit();
    void afterCommit();

    Result<> makePoint();
    Result<> openSource();
    Result<> makeUserFolder();
    Result<> addEntries();
    Result<ManifestEntry> entryFor(const PlanStep &step, Preparation &preparation);
    Result<> writeManifest();
    Result<> checkNewNames(QByteArrayList &mine) const;
    Result<> stopIfAsked() const;

    QList<FilesIn> placesToProbe(const QByteArrayList &names) const;
    Error causeOf(const Error &error);
    void undo(const Error &error);
    void refuse(const Error &error);
    void audit(const QString &phase);
    void setState(const ManifestEntry &entry, StepResult::State state);
    void setAll(StepResult::State from, StepResult::State to);
    const Directory &userFolder() const { return *m_userFolder; }

    const ResetPlan &m_plan;
    const ExecutionOptions &m_options;
    const Task &m_task;
    ResetReport m_report;
    std::optional<Preflight> m_preflight;
    std::optional<RestorePointStore> m_store;
    std::optional<RestorePointFolder> m_point;
    std::optional<Directory> m_fresh;
    std::optional<RestorePointFolder> m_sourcePoint;
    std::optional<Directory> m_userFolder;
    Manifest m_manifest;
    QByteArray m_manifestSum;
    QList<Move> m_moves;
    QMap<QByteArray, FileStatus> m_mediaFolders; // that rows were made from, as they were then
    std::vector<DatabaseLocks> m_locks;          // of the user folder's, then of the source's
    bool m_noReplace = true;
    bool m_started = false; // the audit log says so
};

Manifest::Act actOf(const ResetPlan &plan);

// The entries of a plan in the order in which they are moved.
QList<PlanStep> executionOrder(const QList<PlanStep> &steps);

} // namespace SyncAdmin
