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

// A data root with one user whose files are small, of every kind, and no real databases: what the
// engine moves it never reads.
class EngineFixture
{
public:
    EngineFixture();
    // Its root stands in this folder, and what it syncs is synced.
    explicit EngineFixture(const QByteArray &folder,
                           std::shared_ptr<FailingCalls> calls = std::make_shared<FailingCalls>());

    const QByteArray &userName() const { return m_name; }
    QByteArray rootPath() const { return m_folder + "/root"; }
    QByteArray usersPath() const { return rootPath() + "/collections"; }
    QByteArray userPath() const { return usersPath() + '/' + m_name; }
    QByteArray storePath() const { return rootPath() + "/.anki-sync-admin"; }

    // Makes the user anew and forgets the store.
    void build() const;
    // What a server does after a reset: databases with a sidecar, and a media file.
    // The sidecars of a database that stand in the user folder.
    QByteArrayList sidecars(const QByteArray &database) const;
    void useAsServer() const;
    void write(const QByteArray &name, const QByteArray &content) const; // in the user folder
    bool has(const QByteArray &name) const;

    FailingCalls &calls() const { return *m_calls; }
    DataRoot root() const;
    UserFolder user() const;
    ResetPlan plan(bool keepMediaFiles = false) const;
    ResetReport reset(bool keepMediaFiles = false) const;
    // The operation, with its Nth rename and all after it failing, as if it had died there; none if
    // it has no such rename.
    std::optional<ResetReport> interrupt(const ResetPlan &plan, int rename) const;
    Result<ResetPlan> restorePlan(const QByteArray &id) const;
    // Plans and restores the point, as an admin does it.
    ResetReport restore(const QByteArray &id) const;
    RestorePointStore store() const;
    QList<RestorePoint> points() const;
    // Puts back whatever was interrupted; false if that fails.
    bool recoverAll(bool setAside = false) const;
    // Everything below the user folder but for what a rename away and back must change.
    TreeSnapshot snapshot() const;

    // Free at every look.
    static ExecutionOptions options();

private:
    std::unique_ptr<TemporaryRoot> m_temporary;
    QByteArray m_folder;
    QByteArray m_name = QByteArrayLiteral("john.doe");
    std::shared_ptr<FailingCalls> m_calls;
    // Shared by all plans, so that the container engines are asked once.
    std::shared_ptr<const ServerOwners> m_owners = std::make_shared<const ServerOwners>();
};

// Why it failed.
QByteArray textOf(const ResetReport &report);

} // namespace SyncAdmin::Test
