#pragma once

#include "accounts/sessions.h"
#include "agent/requests.h"
#include "discovery/rootcandidate.h"
#include "engine/verifyreport.h"
#include "operations/operationrun.h"

namespace SyncAdmin {

// Where the data are: the only thing that a front end knows of the rooms below. One host is about
// one data root at a time, the one that openRoot() opened last; without one, calls that need it
// fail with BadInput. All calls block and may be made from any thread. What they take and return
// are values, which may come from another process: for a user or a restore point that is no longer
// the one that the value is about, the call fails with Changed and nothing is done.
class Host
{
public:
    Host() = default;
    virtual ~Host() = default;
    Q_DISABLE_COPY_MOVE(Host)

    // Whether the host can read databases. Its error says what has to be installed.
    virtual Result<> checkInstallation() = 0;

    // The data roots on the machine, and the one of a container.
    virtual FoundRoots findRoots(const Task &task) = 0;
    virtual Result<QByteArray> dataRootOf(const QByteArray &container, const Task &task) = 0;

    // Opens a data root. The accounts, open files, owners and interrupted operations are read once
    // for it; call openRoot() again to read them anew. Errors: those of DataRoot::open().
    virtual Result<RootSummary> openRoot(const QByteArray &path, const RootOptions &options) = 0;

    // Errors: those of DataRoot::users().
    virtual Result<QList<UserFolder>> users() = 0;
    // By name or display name, among users that were listed. UnknownUser, AmbiguousUser.
    virtual Result<UserFolder> userAmong(const QList<UserFolder> &users,
                                         const QByteArray &name) = 0;
    virtual Result<Accounts> accounts(const Task &task) = 0;
    virtual Result<SessionList> sessions(const Task &task) = 0;

    virtual Result<UserAnalysis> analyse(const UserFolder &user, const AnalysisRequest &request,
                                         const Task &task) = 0;
    // Many users, `jobs` at a time. `done` gets the index of each, as in SyncAdmin::analyseAll().
    using AnalysisSink = std::function<void(qsizetype, Result<UserAnalysis>)>;
    virtual void analyseAll(const QList<UserFolder> &users, const AnalysisRequest &request,
                            int jobs, const Task &task, const AnalysisSink &done) = 0;
    // Whether the user's folder has the same entries as the analysis, with the same stamps.
    virtual bool isUnchanged(const UserAnalysis &analysis) = 0;
    // Who has files of these users open, as far as the open descriptors of processes show it, by
    // the user's path; empty for nobody.
    virtual QHash<QString, QString> holders(const QList<KnownUser> &users, const Task &task) = 0;

    // The restore points of all stores, the newest first in each.
    virtual Result<QList<FoundPoint>> points() = 0;
    // UnknownRestorePoint.
    virtual Result<FoundPoint> point(const QByteArray &id) = 0;
    // The operations that were interrupted. A store that cannot be read is left out.
    virtual QList<RestorePoint> interruptedPoints() = 0;
    virtual Result<VerifyReport> verify(const FoundPoint &point, const Task &task) = 0;
    virtual Result<QList<StoreHistory>> history() = 0;

    // Plans without changing anything; one result for each user, name or point, in their order. Of
    // StartServers: one for each store whose operation left servers stopped. Each has an operation,
    // or the error that says why there is none.
    virtual QList<PlannedOperation> plan(const OperationRequest &request, const Task &task) = 0;
    // What a Reset, Restore or SignOut would be refused for. `isServerToStop`: whatever a server
    // that is stopped first would no longer be in the way of does not count.
    virtual CheckReport check(const Operation &operation, const RunOptions &options,
                              bool isServerToStop) = 0;
    // A container or service by its name, and the servers to stop for files in use like this.
    virtual Result<ServerHandle> server(const QByteArray &name, const Task &task) = 0;
    virtual Result<QList<ServerHandle>> serversOf(const InUse &use, const Task &task) = 0;
    virtual Result<ServerChoice> serversToStop(const QList<InUse> &uses,
                                               const std::optional<ServerHandle> &named,
                                               const Task &task) = 0;

    // Runs operations that the admin has confirmed, as runOperations() does.
    virtual RunReport run(const QList<Operation> &operations, const RunOptions &options,
                          const RunObserver &observer, const Task &task) = 0;
};

} // namespace SyncAdmin
