#include "session/operations.h"

#include "base/format.h"
#include "operations/serverchoice.h"
#include "session/session.h"

namespace SyncAdmin::Desktop {

namespace {

constexpr int seeAgainLimit = 5000; // ms

// A server that ends changes its files, so that the plan is made again.
ResetReport performPlan(const OperationRequest &request, const ServerPause *pause, const Task &task)
{
    if (pause == nullptr)
        return execute(request.plan, request.options, task);
    if (request.kind != OperationRequest::Kind::Reset)
        return execute(request.plan, pause->guarded(request.options), task);
    return executeAgain(request.plan, pause->guarded(request.options), task);
}

void startLeft(OperationResult &result)
{
    PauseOptions options;
    options.commandLine = result.request.options.commandLine;
    const auto report = startLeftServers(*result.request.left, options);
    if (report)
        result.servers = *report;
    else
        result.failed = report.error();
}

OperationResult perform(const OperationRequest &request, const ServerPause *pause, const Task &task)
{
    OperationResult result{request, {}, {}, {}, {}, QDateTime::currentDateTimeUtc()};
    switch (request.kind) {
    case OperationRequest::Kind::Reset:
    case OperationRequest::Kind::Restore:
    case OperationRequest::Kind::Revoke:
        result.report = performPlan(request, pause, task);
        break;
    case OperationRequest::Kind::Recover:
        result.report = recover(*request.recovery, request.recoveryOptions, task);
        break;
    case OperationRequest::Kind::StartServer:
        startLeft(result);
        break;
    case OperationRequest::Kind::Purge:
        result.purge =
            purge(request.point->store, request.point->point, {request.options.commandLine}, task);
        break;
    }
    return result;
}

} // namespace

Operations::Operations(Session *session, QObject *parent)
    : QObject(parent), m_session(session), m_jobs(1)
{
    m_seeTimer.setSingleShot(true);
    m_seeTimer.setInterval(seeAgainLimit);
    connect(&m_seeTimer, &QTimer::timeout, this, [this] {
        m_toSee.clear();
        report();
    });
    connect(session, &Session::usersAnalysed, this, [this](const QStringList &paths) {
        if (m_toSee.isEmpty())
            return;
        for (const QString &path : paths)
            m_toSee.remove(path);
        if (m_toSee.isEmpty()) {
            m_seeTimer.stop();
            report();
        }
    });
}

Operations::~Operations()
{
    m_requests.clear();
    m_jobs.finish(-1);
}

bool Operations::run(const QList<OperationRequest> &requests, const QList<ServerHandle> &servers)
{
    if (m_isRunning || requests.isEmpty())
        return false;
    m_isRunning = true;
    m_requests = requests;
    for (OperationRequest &request : m_requests)
        request.dataRoot = m_session->path();
    m_total = requests.size();
    m_isPurging = requests.first().kind == OperationRequest::Kind::Purge;
    m_results.clear();
    m_pauseReport = {};
    m_inhibitor.hold(tr("Users' data are being moved"));
    m_session->holdBack(true);
    m_session->whenQuiet(this, [this, servers] {
        if (servers.isEmpty())
            next();
        else
            stopServers(servers);
    });
    return true;
}

void Operations::stopServers(const QList<ServerHandle> &servers)
{
    struct Begun
    {
        std::shared_ptr<ServerPause> pause;
        std::optional<Error> error;
    };
    if (m_requests.isEmpty()) {
        next();
        return;
    }
    const OperationRequest request = m_requests.first();
    PauseOptions options;
    options.commandLine = request.options.commandLine;
    Q_EMIT started(servers.first().text(), 1, m_total);
    m_job = m_jobs.start<Begun>(
        this,
        [request, servers, options](const Task &task) {
            const auto store = RestorePointStore::make(request.plan.user);
            if (!store)
                return Begun{nullptr, store.error()};
            auto pause = std::make_shared<ServerPause>(*store, servers, options);
            const auto begun = pause->begin(task);
            return Begun{pause, begun ? std::nullopt : std::optional(begun.error())};
        },
        [this](const Begun &begun) {
            m_pause = begun.pause;
            if (begun.error)
                refuseAll(*begun.error);
            next();
        });
    connect(m_job, &Job::progressed, this, &Operations::progressed);
}

// None of them is begun.
void Operations::refuseAll(const Error &error)
{
    for (const OperationRequest &request : std::exchange(m_requests, {})) {
        OperationResult result{request, {}, {}, {}, {}, QDateTime::currentDateTimeUtc()};
        result.report = ResetReport::notBegun(request.plan.user, error);
        m_results.append(result);
        Q_EMIT oneFinished(result);
    }
}

// No request to stop is heard any more.
void Operations::startServers()
{
    QList<ServerHandle> servers;
    for (const PausedServer &server : m_pause->report().servers)
        servers.append(server.server);
    Q_EMIT started(serverNames(servers), m_total, m_total);
    Job *job = m_jobs.start<PauseReport>(
        this, [pause = m_pause](const Task &task) { return pause->end(task); },
        [this](const PauseReport &report) {
            m_pause.reset();
            m_pauseReport = report;
            finish();
        });
    connect(job, &Job::progressed, this, &Operations::progressed);
}

void Operations::stop()
{
    m_requests.clear();
    if (m_job != nullptr)
        m_job->requestStop();
}

void Operations::next()
{
    m_job = nullptr;
    m_current.reset();
    if (m_requests.isEmpty()) {
        if (m_pause)
            startServers();
        else
            finish();
        return;
    }
    const OperationRequest request = m_requests.takeFirst();
    m_current = request;
    Q_EMIT started(request.subject(), m_results.size() + 1, m_total);
    m_job = m_jobs.start<OperationResult>(
        this,
        [request, pause = m_pause](const Task &task) {
            return perform(request, pause.get(), task);
        },
        [this, request](const OperationResult &result) {
            m_results.append(result);
            // No server is to see half of a user's files.
            if (request.kind == OperationRequest::Kind::Recover &&
                result.end() != OperationResult::End::Done)
                m_requests.removeIf([](const OperationRequest &each) {
                    return each.kind == OperationRequest::Kind::StartServer;
                });
            Q_EMIT oneFinished(result);
            next();
        });
    const QList<PlanStep> steps = request.recovery ? request.recovery->steps : request.plan.steps;
    connect(m_job, &Job::progressed, this, [this, steps](const Progress &value) {
        Q_EMIT progressed({progressText(value.what, steps), value.done, value.total});
    });
}

void Operations::finish()
{
    m_inhibitor.release();
    m_session->holdBack(false);
    QList<UserFolder> users;
    for (const OperationResult &result : std::as_const(m_results)) {
        if (!result.request.hasUser())
            continue;
        const UserFolder user = result.request.user();
        if (m_session->users()->rowOf(user) >= 0) {
            users.append(user);
            m_toSee.insert(user.path());
        }
    }
    m_isRunning = false;
    // A restore may have brought a user back.
    m_session->refresh();
    if (users.isEmpty()) {
        report();
        return;
    }
    m_session->reanalyse(users);
    m_seeTimer.start();
}

void Operations::report()
{
    Q_EMIT finished(std::exchange(m_results, {}));
}

} // namespace SyncAdmin::Desktop
