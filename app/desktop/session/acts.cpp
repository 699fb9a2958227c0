#include "session/acts.h"

#include "session/session.h"

#include <QTimer>

namespace SyncAdmin::Desktop {

namespace {

constexpr int seeAgainLimit = 5000; // ms

ActResult perform(const ActRequest &request, const Task &task)
{
    ActResult result{request, {}, {}, QDateTime::currentDateTimeUtc()};
    switch (request.kind) {
    case ActRequest::Kind::Reset:
    case ActRequest::Kind::Restore:
    case ActRequest::Kind::Revoke:
        result.report = execute(request.plan, request.options, task);
        break;
    case ActRequest::Kind::Recover:
        result.report = recover(*request.recovery, request.recoveryOptions, task);
        break;
    case ActRequest::Kind::Purge:
        result.purge =
            purge(request.point->store, request.point->point, {request.options.commandLine}, task);
        break;
    }
    return result;
}

} // namespace

Acts::Acts(Session *session, QObject *parent) : QObject(parent), m_session(session), m_jobs(1)
{
    connect(session, &Session::usersAnalysed, this, [this](const QStringList &paths) {
        if (m_toSee.isEmpty())
            return;
        for (const QString &path : paths)
            m_toSee.remove(path);
        if (m_toSee.isEmpty())
            report();
    });
}

Acts::~Acts()
{
    m_requests.clear();
    m_jobs.finish(-1);
}

bool Acts::run(const QList<ActRequest> &requests)
{
    if (m_isRunning || requests.isEmpty())
        return false;
    m_isRunning = true;
    m_requests = requests;
    for (ActRequest &request : m_requests)
        request.dataRoot = m_session->path();
    m_total = requests.size();
    m_isPurging = requests.first().kind == ActRequest::Kind::Purge;
    m_results.clear();
    m_inhibitor.hold(tr("Users' data are being moved"));
    m_session->holdBack(true);
    m_session->whenQuiet(this, [this] { next(); });
    return true;
}

void Acts::stop()
{
    m_requests.clear();
    if (m_job != nullptr)
        m_job->requestStop();
}

void Acts::next()
{
    m_job = nullptr;
    if (m_requests.isEmpty()) {
        finish();
        return;
    }
    const ActRequest request = m_requests.takeFirst();
    Q_EMIT started(request.subject(), m_results.size() + 1, m_total);
    m_job = m_jobs.start<ActResult>(
        this, [request](const Task &task) { return perform(request, task); },
        [this](const ActResult &result) {
            m_results.append(result);
            Q_EMIT oneFinished(result);
            next();
        });
    connect(m_job, &Job::progressed, this, &Acts::progressed);
}

void Acts::finish()
{
    m_inhibitor.release();
    m_session->holdBack(false);
    QList<UserFolder> users;
    for (const ActResult &result : std::as_const(m_results)) {
        const UserFolder user = result.request.user();
        if (result.request.kind != ActRequest::Kind::Purge &&
            m_session->users()->rowOf(user) >= 0) {
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
    QTimer::singleShot(seeAgainLimit, this, [this] {
        if (!m_toSee.isEmpty()) {
            m_toSee.clear();
            report();
        }
    });
}

void Acts::report()
{
    Q_EMIT finished(std::exchange(m_results, {}));
}

} // namespace SyncAdmin::Desktop
