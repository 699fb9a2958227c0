#include "session/operations.h"

#include "base/format.h"
#include "session/operationtexts.h"
#include "session/session.h"

#include <QCoreApplication>

namespace SyncAdmin::Desktop {

namespace {

constexpr int awaitLimit = 5000; // ms

QList<PlanStep> stepsOf(const Operation &operation)
{
    return operation.kind() == Operation::Kind::Resume ? operation.recovery().steps
                                                       : operation.plan().steps;
}

} // namespace

Operations::Operations(Session *session, QObject *parent)
    : QObject(parent), m_session(session), m_jobs(1)
{
    m_awaitTimer.setSingleShot(true);
    m_awaitTimer.setInterval(awaitLimit);
    connect(&m_awaitTimer, &QTimer::timeout, this, &Operations::announceEnd);
    connect(session, &Session::usersAnalysed, this, [this](const QStringList &paths) {
        if (m_awaited.isEmpty())
            return;
        for (const QString &path : paths)
            m_awaited.remove(path);
        if (m_awaited.isEmpty())
            announceEnd();
    });
}

Operations::~Operations()
{
    m_jobs.finish(-1);
}

bool Operations::run(const QList<Operation> &operations, RunOptions options)
{
    if (m_isRunning || operations.isEmpty())
        return false;
    m_isRunning = true;
    m_isStopRequested = false;
    m_operations = operations;
    m_dataRoot = m_session->path();
    m_results.clear();
    m_mayBeginNext = std::make_shared<std::atomic<bool>>(true);
    m_inhibitor.hold(tr("User data is being moved"));
    m_session->pauseAnalysis(true);
    options.commandLine = QCoreApplication::applicationName();
    m_session->callWhenIdle(this, [this, options] {
        if (m_isStopRequested)
            finish({});
        else
            launch(options);
    });
    return true;
}

void Operations::launch(const RunOptions &options)
{
    m_job = m_jobs.start<RunReport>(
        this,
        [this, host = m_session->host(), operations = m_operations, options](const Task &task) {
            return host->run(operations, options, observer(task.progress, options.servers), task);
        },
        [this](const RunReport &report) { finish(report); });
    connect(m_job, &Job::progressed, this, [this](const Progress &value) {
        const auto steps = m_current ? stepsOf(m_operations.at(*m_current)) : QList<PlanStep>();
        Q_EMIT progressed({progressText(value.what, steps), value.done, value.total});
    });
}

// Called, as the functions in it, on the thread that runs; this object outlives that thread.
RunObserver Operations::observer(const std::function<void(const Progress &)> &progress,
                                 const QList<ServerHandle> &servers)
{
    const auto post = [this](const std::function<void()> &call) {
        QMetaObject::invokeMethod(this, call, Qt::QueuedConnection);
    };
    const auto postServers = [this, post, subject = serverNames(servers)](bool isEnd) {
        post([this, subject, isEnd] {
            m_current.reset();
            Q_EMIT started(subject, isEnd ? total() : 1, total());
        });
    };
    RunObserver observer;
    observer.stoppingServers = [postServers] { postServers(false); };
    observer.startingServers = [postServers] { postServers(true); };
    observer.started = [this, post](qsizetype index) { post([this, index] { begin(index); }); };
    observer.finished = [this, post](const OperationResult &result) {
        post([this, result] { add(result); });
    };
    observer.progressed = progress;
    observer.mayBeginNext = [mayBegin = m_mayBeginNext] { return mayBegin->load(); };
    return observer;
}

void Operations::begin(qsizetype index)
{
    m_current = index;
    Q_EMIT started(m_operations.at(index).subject(), index + 1, total());
}

void Operations::add(const OperationResult &result)
{
    m_results.append(result);
    Q_EMIT operationFinished(result);
}

bool Operations::isDeletion() const
{
    return !m_operations.isEmpty() && m_operations.first().kind() == Operation::Kind::Delete;
}

QString Operations::stoppingText() const
{
    return Desktop::stoppingText(m_current ? &m_operations.at(*m_current) : nullptr, m_results,
                                 total());
}

void Operations::stop()
{
    m_isStopRequested = true;
    if (m_job != nullptr)
        m_job->requestStop();
}

void Operations::stopAfterCurrent()
{
    *m_mayBeginNext = false;
    m_isStopRequested = m_job == nullptr;
}

void Operations::finish(RunReport report)
{
    m_job = nullptr;
    m_current.reset();
    m_report = std::move(report);
    if (m_report.refusal && !m_report.wasInterrupted) {
        for (const Operation &operation : std::as_const(m_operations)) {
            OperationResult result{operation, {}, {}, {}, {}, QDateTime::currentDateTimeUtc()};
            result.report = ResetReport::notBegun(operation.user(), *m_report.refusal);
            m_report.results.append(result);
            add(result);
        }
    }
    m_inhibitor.release();
    m_session->pauseAnalysis(false);
    m_isRunning = false;
    m_session->refresh(); // a restore may have made a user's folder again
    reanalyse();
}

void Operations::reanalyse()
{
    QList<UserFolder> users;
    for (const OperationResult &result : std::as_const(m_results)) {
        if (!result.operation.hasUser() || m_report.refusal)
            continue;
        const UserFolder user = result.operation.user();
        if (m_session->users()->rowOf(user) >= 0) {
            users.append(user);
            m_awaited.insert(user.path());
        }
    }
    if (users.isEmpty()) {
        announceEnd();
        return;
    }
    m_session->reanalyse(users);
    m_awaitTimer.start();
}

void Operations::announceEnd()
{
    m_awaitTimer.stop();
    m_awaited.clear();
    m_results.clear();
    Q_EMIT finished(std::exchange(m_report, {}));
}

} // namespace SyncAdmin::Desktop
