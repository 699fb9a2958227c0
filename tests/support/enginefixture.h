#pragma once

#include "analysis/useranalysis.h"
#include "engine/execution.h"
#include "engine/interruptedstate.h"
#include "engine/recover.h"
#include "operations/restore.h"
#include "store/restorepointstore.h"
#include "support/failingcalls.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

namespace SyncAdmin::Test {

// A data root with one user, with small files of every kind. The databases are not real, because
// the engine never reads what it moves.
class EngineFixture
{
public:
    EngineFixture();
    // Creates the root in this folder; fsync is real there.
    explicit EngineFixture(const QByteArray &folder,
                           std::shared_ptr<FailingCalls> calls = std::make_shared<FailingCalls>());

    const QByteArray &userName() const { return m_name; }
    QByteArray rootPath() const { return m_folder + "/root"; }
    QByteArray usersPath() const { return rootPath() + "/collections"; }
    QByteArray userPath() const { return usersPath() + '/' + m_name; }
    QByteArray storePath() const { return rootPath() + "/.anki-sync-admin"; }

    // Creates the user again and removes the store.
    void build() const;
    // The sidecars of a database in the user folder.
    QByteArrayList sidecars(const QByteArray &database) const;
    // Acts like a server after a reset: creates databases with a sidecar, and a media file.
    void useAsServer() const;
    void write(const QByteArray &name, const QByteArray &content) const; // in the user folder
    bool has(const QByteArray &name) const;

    FailingCalls &calls() const { return *m_calls; }
    DataRoot root() const;
    UserFolder user() const;
    ResetPlan plan(bool keepMediaFiles = false) const;
    ResetReport reset(bool keepMediaFiles = false) const;
    // Runs the operation; the Nth rename and all after it fail, as if the process had died there.
    // Nothing if there is no such rename.
    std::optional<ResetReport> interrupt(const ResetPlan &plan, int rename) const;
    Result<ResetPlan> restorePlan(const QByteArray &id) const;
    // Plans and performs the restore of a point.
    ResetReport restore(const QByteArray &id) const;
    RestorePointStore store() const;
    QList<RestorePoint> points() const;
    // Rolls back all interrupted operations; false on failure.
    bool recoverAll(bool setAside = false) const;
    // The state below the user folder, without times that a rename and its reversal change.
    TreeSnapshot snapshot() const;

    // Options in which every check finds the files free.
    static ExecutionOptions options();

private:
    std::unique_ptr<TemporaryRoot> m_temporary;
    QByteArray m_folder;
    QByteArray m_name = QByteArrayLiteral("john.doe");
    std::shared_ptr<FailingCalls> m_calls;
    // Shared by all plans, so that the container engines are queried once.
    std::shared_ptr<const ServerOwners> m_owners = std::make_shared<const ServerOwners>();
};

// The error of a report.
QByteArray textOf(const ResetReport &report);

} // namespace SyncAdmin::Test
