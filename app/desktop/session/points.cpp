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

Result<Found> readPoints(const DataRoot &root, const Task &task)
{
    ASSIGN_OR_RETURN(const auto stores, RestorePointStore::all(root));
    Found found;
    for (const RestorePointStore &store : stores) {
        ASSIGN_OR_RETURN(const auto points, store.points());
        for (const RestorePoint &point : points) {
            found.points.append({store, point});
            found.isUnderWay |= point.state == RestorePoint::State::UnderWay;
        }
        const auto left = planServerRecovery(store, task);
        // An operation that still runs starts its servers itself.
        if (!left && left.error().code == Error::Code::Busy)
            found.isUnderWay = true;
        else if (!left)
            found.error = left.error();
        if (left && *left)
            found.left.append(**left);
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
        this, [root = m_session->root()->root](const Task &task) { return readPoints(root, task); },
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
