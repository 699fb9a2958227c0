#include "session/points.h"

#include "session/session.h"

namespace SyncAdmin::Desktop {

namespace {

constexpr int reloadDelay = 1000; // ms

struct Found
{
    QList<FoundPoint> points;
    QList<ServerRecovery> left;
    bool isUnderWay = false;    // an operation runs, in this program or in another one
    std::optional<Error> error; // why the stopped servers are not known
};

Result<Found> readPoints(Host &host, const Task &task)
{
    Found found;
    ASSIGN_OR_RETURN(found.points, host.points());
    for (const FoundPoint &each : std::as_const(found.points))
        found.isUnderWay |= each.point.state == RestorePoint::State::UnderWay;
    OperationRequest request;
    request.kind = Operation::Kind::StartServers;
    for (const PlannedOperation &planned : host.plan(request, task)) {
        if (planned.operation)
            found.left.append(planned.operation->servers());
        else if (planned.error->code == Error::Code::Busy)
            found.isUnderWay = true; // an operation that still runs starts its servers itself
        else
            found.error = planned.error;
    }
    return found;
}

} // namespace

Points::Points(Session *session, QObject *parent) : QObject(parent), m_session(session)
{
    connect(session, &Session::opened, this, [this] {
        m_index = {};
        m_left.clear();
        // Reading the previous root may never return.
        ++m_generation;
        m_isLoading = false;
        Q_EMIT changed();
        reload();
    });
    connect(session, &Session::refreshed, this, &Points::reload);
    // Another program may have changed the store, and may not have finished yet.
    m_reloadTimer.setSingleShot(true);
    m_reloadTimer.setInterval(reloadDelay);
    connect(&m_reloadTimer, &QTimer::timeout, this, &Points::reload);
    connect(session, &Session::storeChanged, this, &Points::reloadLater);
}

void Points::reload()
{
    if (m_isLoading) {
        m_isStale = true;
        return;
    }
    if (m_session->root() == nullptr)
        return;
    m_isLoading = true;
    m_session->readers()->start<Result<Found>>(
        this, [host = m_session->host()](const Task &task) { return readPoints(*host, task); },
        [this, generation = m_generation](const Result<Found> &points) {
            if (generation != m_generation)
                return;
            m_isLoading = false;
            if (std::exchange(m_isStale, false)) {
                reload();
                return;
            }
            if (!points) {
                Q_EMIT failed(points.error());
                return;
            }
            m_index = PointIndex(points->points);
            m_left = points->left;
            Q_EMIT changed();
            if (points->error)
                Q_EMIT failed(*points->error);
            // A program that is killed changes no file, so that nothing announces its end.
            if (points->isUnderWay)
                reloadLater();
        });
}

void Points::reloadLater()
{
    if (!m_reloadTimer.isActive())
        m_reloadTimer.start();
}

} // namespace SyncAdmin::Desktop
