#include "agent/localhost.h"

#include "agent/binding.h"
#include "agent/planning.h"
#include "agent/userholders.h"
#include "base/filesystemkind.h"
#include "database/sqlitedriver.h"
#include "discovery/rootcandidates.h"
#include "engine/changecause.h"
#include "engine/execution.h"
#include "engine/interruptedstate.h"
#include "engine/verify.h"
#include "operations/operationrunner.h"
#include "operations/resetplanner.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>

namespace SyncAdmin {

namespace {

// By the effective ids, as an operation itself will have them.
bool mayWrite(const Directory &folder)
{
    return ::faccessat(folder.descriptor(), ".", W_OK | X_OK, AT_EACCESS) == 0;
}

RootSummary summaryOf(const DataRoot &root, const QByteArray &path)
{
    RootSummary summary;
    summary.path = path;
    summary.usersPath = root.usersPath();
    const int descriptor = root.directory().descriptor();
    const FileSystemKind kind = fileSystemKindOf(descriptor);
    summary.fileSystem = kind.name;
    summary.isLocal = !kind.isRemote;
    struct statvfs space = {};
    if (::fstatvfs(descriptor, &space) == 0) {
        summary.freeBytes =
            static_cast<qint64>(space.f_bavail) * static_cast<qint64>(space.f_frsize);
        summary.isReadOnly = (space.f_flag & ST_RDONLY) != 0;
    }
    // The store is in the data root, or in a folder of users.
    const auto places = root.places();
    summary.isWritable = std::any_of(places.begin(), places.end(),
                                     [](const auto &place) { return mayWrite(*place); });
    return summary;
}

} // namespace

LocalHost::LocalHost(std::shared_ptr<SystemCalls> calls) : m_calls(std::move(calls)) {}

Result<> LocalHost::checkInstallation()
{
    return checkSqliteDriver();
}

FoundRoots LocalHost::findRoots(const Task &task)
{
    return SyncAdmin::findRoots(task);
}

Result<QByteArray> LocalHost::dataRootOf(const QByteArray &container, const Task &task)
{
    return SyncAdmin::dataRootOf(container, task);
}

Result<RootSummary> LocalHost::openRoot(const QByteArray &path, const RootOptions &options)
{
    DataRoot::Options rootOptions;
    rootOptions.layout = options.layout;
    rootOptions.calls = m_calls;
    ASSIGN_OR_RETURN(const auto root, DataRoot::open(path, rootOptions));
    const RootSummary summary = summaryOf(root, path);
    const std::scoped_lock lock(m_mutex);
    m_opened = std::make_shared<Opened>(root);
    return summary;
}

std::optional<DataRoot> LocalHost::root() const
{
    const auto root = openedRoot();
    return root ? std::optional(*root) : std::nullopt;
}

Result<std::shared_ptr<LocalHost::Opened>> LocalHost::opened() const
{
    const std::scoped_lock lock(m_mutex);
    if (!m_opened)
        return failure(Error::Code::BadInput, {}, QStringLiteral("no data root is open"));
    return m_opened;
}

Result<DataRoot> LocalHost::openedRoot() const
{
    ASSIGN_OR_RETURN(const auto open, opened());
    return open->root;
}

Result<QList<UserFolder>> LocalHost::users()
{
    ASSIGN_OR_RETURN(const auto root, openedRoot());
    return root.users();
}

Result<UserFolder> LocalHost::userAmong(const QList<UserFolder> &users, const QByteArray &name)
{
    ASSIGN_OR_RETURN(const auto root, openedRoot());
    return root.userAmong(users, name);
}

Result<Accounts> LocalHost::accountsOf(Opened &opened, const Task &task)
{
    {
        const std::scoped_lock lock(opened.mutex);
        if (opened.accounts)
            return *opened.accounts;
    }
    const auto accounts = readAccounts(opened.root, task);
    const std::scoped_lock lock(opened.mutex);
    opened.accounts = accounts;
    return accounts;
}

Result<Accounts> LocalHost::accounts(const Task &task)
{
    ASSIGN_OR_RETURN(const auto open, opened());
    return accountsOf(*open, task);
}

Result<SessionList> LocalHost::sessions(const Task &task)
{
    ASSIGN_OR_RETURN(const auto root, openedRoot());
    return readSessions(root.directory(), task);
}

AnalysisOptions LocalHost::optionsFor(Opened &opened, const AnalysisRequest &request,
                                      const Task &task)
{
    AnalysisOptions options;
    options.threads = request.threads;
    options.check = request.check;
    if (request.namesPersons)
        options.accounts = accountsOf(opened, {{}, task.stop}).value_or(Accounts());
    const std::scoped_lock lock(opened.mutex);
    if (request.namesHolders && !opened.openFiles)
        opened.openFiles = std::make_shared<const OpenFiles>(OpenFiles::now());
    if (request.namesHolders)
        options.openFiles = opened.openFiles;
    if (!opened.serverOwners)
        opened.serverOwners = std::make_shared<const ServerOwners>(opened.openFiles);
    options.serverOwners = opened.serverOwners;
    return options;
}

Result<UserAnalysis> LocalHost::analyseIn(Opened &opened, const UserFolder &user,
                                          const AnalysisRequest &request, const Task &task)
{
    ASSIGN_OR_RETURN(const auto bound, Binding(opened.root).user(user));
    ASSIGN_OR_RETURN(auto analysis,
                     SyncAdmin::analyse(bound, optionsFor(opened, request, task), task));
    if (request.namesInterrupted)
        addInterrupted(interruptedOf(opened), analysis);
    return analysis;
}

Result<UserAnalysis> LocalHost::analyse(const UserFolder &user, const AnalysisRequest &request,
                                        const Task &task)
{
    ASSIGN_OR_RETURN(const auto open, opened());
    return analyseIn(*open, user, request, task);
}

void LocalHost::analyseAll(const QList<UserFolder> &users, const AnalysisRequest &request, int jobs,
                           const Task &task, const AnalysisSink &done)
{
    const auto open = opened();
    QList<UserFolder> bound;
    QList<qsizetype> indices; // of each of these in `users`
    for (qsizetype i = 0; i < users.size(); ++i) {
        const auto user =
            open.andThen([&](const auto &root) { return Binding(root->root).user(users.at(i)); });
        if (!user) {
            done(i, failure(user));
            continue;
        }
        bound.append(*user);
        indices.append(i);
    }
    if (bound.isEmpty())
        return;
    const QList<RestorePoint> interrupted =
        request.namesInterrupted ? interruptedOf(**open) : QList<RestorePoint>();
    SyncAdmin::analyseAll(bound, optionsFor(**open, request, task), jobs, task,
                          [&](qsizetype index, Result<UserAnalysis> analysis) {
                              if (analysis)
                                  addInterrupted(interrupted, *analysis);
                              done(indices.at(index), std::move(analysis));
                          });
}

bool LocalHost::isUnchanged(const UserAnalysis &analysis)
{
    const auto root = openedRoot();
    if (!root || !analysis.wasRead)
        return false;
    const auto user = Binding(*root).user(analysis.user);
    const auto folder = user.andThen([](const UserFolder &bound) { return bound.open(); });
    if (!folder)
        return false;
    const auto entries = SyncAdmin::entriesOf(*folder, analysis.layouts());
    return entries &&
           std::equal(entries->begin(), entries->end(), analysis.entries.begin(),
                      analysis.entries.end(), [](const UserEntry &now, const UserEntry &before) {
                          return now.name == before.name && now.status.isSameFile(before.status) &&
                                 now.status.size == before.status.size &&
                                 now.status.modified == before.status.modified &&
                                 now.status.changed == before.status.changed;
                      });
}

QHash<QString, QString> LocalHost::holders(const QList<KnownUser> &users, const Task &task)
{
    const auto root = openedRoot();
    if (!root)
        return {};
    QList<KnownUser> bound;
    for (const KnownUser &known : users) {
        if (const auto user = Binding(*root).user(known.user))
            bound.append({*user, known.analysis});
    }
    return findHolders(bound, task);
}

Result<QList<FoundPoint>> LocalHost::points()
{
    ASSIGN_OR_RETURN(const auto root, openedRoot());
    ASSIGN_OR_RETURN(const auto stores, RestorePointStore::all(root));
    QList<FoundPoint> found;
    for (const RestorePointStore &store : stores) {
        ASSIGN_OR_RETURN(const auto points, store.points());
        for (const RestorePoint &point : points)
            found.append({store, point});
    }
    return found;
}

Result<FoundPoint> LocalHost::point(const QByteArray &id)
{
    ASSIGN_OR_RETURN(const auto root, openedRoot());
    return findRestorePoint(root, id);
}

QList<RestorePoint> LocalHost::interruptedOf(Opened &opened)
{
    {
        const std::scoped_lock lock(opened.mutex);
        if (opened.interrupted)
            return *opened.interrupted;
    }
    const QList<RestorePoint> points = SyncAdmin::interruptedPoints(opened.root);
    const std::scoped_lock lock(opened.mutex);
    opened.interrupted = points;
    return points;
}

QList<RestorePoint> LocalHost::interruptedPoints()
{
    const auto open = opened();
    return open ? interruptedOf(**open) : QList<RestorePoint>();
}

Result<VerifyReport> LocalHost::verify(const FoundPoint &point, const Task &task)
{
    ASSIGN_OR_RETURN(const auto root, openedRoot());
    ASSIGN_OR_RETURN(const auto bound, Binding(root).point(point));
    return SyncAdmin::verify(bound.store, bound.point, task);
}

Result<QList<StoreHistory>> LocalHost::history()
{
    ASSIGN_OR_RETURN(const auto root, openedRoot());
    ASSIGN_OR_RETURN(const auto stores, RestorePointStore::all(root));
    QList<StoreHistory> all;
    for (const RestorePointStore &store : stores) {
        ASSIGN_OR_RETURN(const auto history, AuditLog::read(store.directory()));
        all.append({store.path(), history});
    }
    return all;
}

PlannedOperation LocalHost::planReset(Opened &opened, const UserFolder &user,
                                      const OperationRequest &request, const Task &task)
{
    PlannedOperation result;
    auto analysis = analyseIn(opened, user, request.analysis, task);
    if (!analysis) {
        result.error = causeOfChange(analysis.error(), user);
        return result;
    }
    const auto plan = SyncAdmin::planReset(*analysis, request.reset, task);
    if (plan)
        result.operation = Operation::reset(*plan);
    else
        result.error = plan.error();
    result.analysis = std::move(*analysis);
    return result;
}

QList<PlannedOperation> LocalHost::plan(const OperationRequest &request, const Task &task)
{
    const auto open = opened();
    if (!open)
        return {plannedFrom(failure(open))};
    const DataRoot &root = (*open)->root;
    if (request.kind == Operation::Kind::StartServers)
        return planStarts(root, task);
    QList<PlannedOperation> all;
    for (const UserFolder &user : request.users) {
        const auto bound = Binding(root).user(user);
        all.append(bound ? planReset(**open, *bound, request, task) : plannedFrom(failure(bound)));
    }
    for (const QByteArray &name : request.names)
        all.append(plannedFrom(planSignOut(root, name, task)));
    for (const FoundPoint &point : request.points) {
        const auto bound = Binding(root).point(point);
        all.append(plannedFrom(bound.andThen(
            [&](const FoundPoint &found) { return planForPoint(found, request, task); })));
    }
    return all;
}

CheckReport LocalHost::check(const Operation &operation, const RunOptions &options,
                             bool isServerToStop)
{
    CheckReport report;
    const auto bound = openedRoot().andThen(
        [&](const DataRoot &root) { return Binding(root).operation(operation); });
    if (!bound)
        report.refusal = bound.error();
    if (!bound || !bound->hasPlan())
        return report;
    const ExecutionOptions execution = executionOptions(options);
    const auto checked = isServerToStop
                             ? checkBeforeStopping(bound->plan(), execution, &report.inUse)
                             : checkExecutable(bound->plan(), execution, &report.inUse);
    if (!checked)
        report.refusal = checked.error();
    return report;
}

Result<ServerHandle> LocalHost::server(const QByteArray &name, const Task &task)
{
    return serverNamed(name, task);
}

Result<QList<ServerHandle>> LocalHost::serversOf(const InUse &use, const Task &task)
{
    return SyncAdmin::serversOf(use, task);
}

Result<ServerChoice> LocalHost::serversToStop(const QList<InUse> &uses,
                                              const std::optional<ServerHandle> &named,
                                              const Task &task)
{
    ASSIGN_OR_RETURN(const auto root, openedRoot());
    return SyncAdmin::serversToStop(uses, root, named, task);
}

RunReport LocalHost::run(const QList<Operation> &operations, const RunOptions &options,
                         const RunObserver &observer, const Task &task)
{
    QList<Operation> bound;
    for (const Operation &operation : operations) {
        const auto each = openedRoot().andThen(
            [&](const DataRoot &root) { return Binding(root).operation(operation); });
        if (!each) {
            RunReport report;
            report.refusal = each.error();
            return report;
        }
        bound.append(*each);
    }
    return runOperations(bound, options, observer, task);
}

} // namespace SyncAdmin
