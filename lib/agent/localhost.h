#pragma once

#include "agent/host.h"

#include <mutex>

namespace SyncAdmin {

// The data of this machine, by the rights of this process.
class LocalHost : public Host
{
public:
    // `calls`: replaced in tests.
    explicit LocalHost(std::shared_ptr<SystemCalls> calls = SystemCalls::kernel());

    Result<> checkInstallation() override;
    FoundRoots findRoots(const Task &task) override;
    Result<QByteArray> dataRootOf(const QByteArray &container, const Task &task) override;
    Result<RootSummary> openRoot(const QByteArray &path, const RootOptions &options) override;
    // The opened one, for what watches its folders.
    std::optional<DataRoot> root() const;

    Result<QList<UserFolder>> users() override;
    Result<UserFolder> userAmong(const QList<UserFolder> &users, const QByteArray &name) override;
    Result<Accounts> accounts(const Task &task) override;
    Result<SessionList> sessions(const Task &task) override;
    Result<UserAnalysis> analyse(const UserFolder &user, const AnalysisRequest &request,
                                 const Task &task) override;
    void analyseAll(const QList<UserFolder> &users, const AnalysisRequest &request, int jobs,
                    const Task &task, const AnalysisSink &done) override;
    bool isUnchanged(const UserAnalysis &analysis) override;
    QHash<QString, QString> holders(const QList<KnownUser> &users, const Task &task) override;

    Result<QList<FoundPoint>> points() override;
    Result<FoundPoint> point(const QByteArray &id) override;
    QList<RestorePoint> interruptedPoints() override;
    Result<VerifyReport> verify(const FoundPoint &point, const Task &task) override;
    Result<QList<StoreHistory>> history() override;

    QList<PlannedOperation> plan(const OperationRequest &request, const Task &task) override;
    CheckReport check(const Operation &operation, const RunOptions &options,
                      bool isServerToStop) override;
    Result<ServerHandle> server(const QByteArray &name, const Task &task) override;
    Result<QList<ServerHandle>> serversOf(const InUse &use, const Task &task) override;
    Result<ServerChoice> serversToStop(const QList<InUse> &uses,
                                       const std::optional<ServerHandle> &named,
                                       const Task &task) override;
    RunReport run(const QList<Operation> &operations, const RunOptions &options,
                  const RunObserver &observer, const Task &task) override;

private:
    // An opened data root, and what is read for it once.
    struct Opened
    {
        explicit Opened(DataRoot opened) : root(std::move(opened)) {}

        const DataRoot root;
        std::mutex mutex; // guards the rest
        std::optional<Result<Accounts>> accounts;
        std::shared_ptr<const OpenFiles> openFiles;
        std::shared_ptr<const ServerOwners> serverOwners;
        std::optional<QList<RestorePoint>> interrupted;
    };

    // A call works with the root that was open when it began. BadInput without one.
    Result<std::shared_ptr<Opened>> opened() const;
    Result<DataRoot> openedRoot() const;
    static Result<Accounts> accountsOf(Opened &opened, const Task &task);
    static QList<RestorePoint> interruptedOf(Opened &opened);
    static AnalysisOptions optionsFor(Opened &opened, const AnalysisRequest &request,
                                      const Task &task);
    static Result<UserAnalysis> analyseIn(Opened &opened, const UserFolder &user,
                                          const AnalysisRequest &request, const Task &task);
    static PlannedOperation planReset(Opened &opened, const UserFolder &user,
                                      const OperationRequest &request, const Task &task);

    const std::shared_ptr<SystemCalls> m_calls;
    mutable std::mutex m_mutex; // guards the rest
    std::shared_ptr<Opened> m_opened;
};

} // namespace SyncAdmin
