#include "session/points.h"

#include "base/displayname.h"
#include "base/format.h"
#include "base/icons.h"
#include "session/session.h"

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

constexpr int afterChange = 1000; // ms

struct Found
{
    QList<FoundPoint> points;
    QList<ServerRecovery> left;
    bool isUnderWay = false;    // an operation of another program, or of ours
    std::optional<Error> error; // why the servers are not known
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
        // An operation that is still running starts them itself.
        if (!left && left.error().code == Error::Code::Busy)
            found.isUnderWay = true;
        else if (!left)
            found.error = left.error();
        if (left && *left)
            found.left.append(**left);
    }
    return found;
}

QIcon stateGlyph(RestorePoint::State state)
{
    switch (state) {
    case RestorePoint::State::Complete:
        return glyphIcon(Glyph::Fine);
    case RestorePoint::State::Interrupted:
    case RestorePoint::State::Unreadable:
        return glyphIcon(Glyph::Broken);
    case RestorePoint::State::Purging:
    case RestorePoint::State::Unfinished:
        return glyphIcon(Glyph::Warned);
    case RestorePoint::State::UnderWay:
    case RestorePoint::State::Restored:
    case RestorePoint::State::RolledBack:
        break;
    }
    return glyphIcon(Glyph::Waiting);
}

QString operationText(Manifest::Operation operation)
{
    switch (operation) {
    case Manifest::Operation::Reset:
        return Points::tr("reset");
    case Manifest::Operation::Restore:
    case Manifest::Operation::RestoreSessions:
        return Points::tr("restore");
    case Manifest::Operation::Revoke:
        return Points::tr("sessions revoked");
    }
    return {};
}

} // namespace

QString pointStateText(RestorePoint::State state)
{
    switch (state) {
    case RestorePoint::State::Complete:
        return Points::tr("complete");
    case RestorePoint::State::Interrupted:
        return Points::tr("interrupted");
    case RestorePoint::State::UnderWay:
        return Points::tr("under way");
    case RestorePoint::State::Restored:
        return Points::tr("restored");
    case RestorePoint::State::RolledBack:
        return Points::tr("put back");
    case RestorePoint::State::Purging:
        return Points::tr("purging");
    case RestorePoint::State::Unfinished:
        return Points::tr("unfinished");
    case RestorePoint::State::Unreadable:
        return Points::tr("unreadable");
    }
    return {};
}

Points::Points(Session *session, QObject *parent) : QObject(parent), m_session(session)
{
    connect(session, &Session::opened, this, [this] {
        m_points.clear();
        m_left.clear();
        // A look at the root before may never return.
        ++m_generation;
        m_isLoading = false;
        Q_EMIT changed();
        reload();
    });
    connect(session, &Session::refreshed, this, &Points::reload);
    // By another program too, which is given the time to finish.
    m_again.setSingleShot(true);
    m_again.setInterval(afterChange);
    connect(&m_again, &QTimer::timeout, this, &Points::reload);
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
            m_points = points->points;
            m_left = points->left;
            Q_EMIT changed();
            if (points->error)
                Q_EMIT failed(*points->error);
            // The end of a program that is killed changes no file.
            if (points->isUnderWay)
                reloadLater();
        });
}

void Points::reloadLater()
{
    if (!m_again.isActive())
        m_again.start();
}

const FoundPoint *Points::find(const QString &displayId) const
{
    for (const FoundPoint &found : m_points) {
        if (found.point.displayId() == displayId)
            return &found;
    }
    return nullptr;
}

QList<FoundPoint> Points::interrupted() const
{
    QList<FoundPoint> found;
    for (const FoundPoint &each : m_points) {
        if (each.point.state == RestorePoint::State::Interrupted)
            found.append(each);
    }
    return found;
}

QList<CellModel::Column> Points::columns()
{
    return {{tr("User")},       {tr("Made")},  {tr("Operation")}, {tr("Scope")},
            {tr("Size"), true}, {tr("State")}, {tr("By")},        {tr("Id")}};
}

QList<CellModel::Row> Points::rows() const
{
    return rowsOf({});
}

QList<CellModel::Row> Points::rowsOf(const QList<UserFolder> &users) const
{
    QList<CellModel::Row> rows;
    for (const FoundPoint &found : m_points) {
        const RestorePoint &point = found.point;
        const bool isWanted =
            users.isEmpty() || std::any_of(users.begin(), users.end(),
                                           [&point](const auto &user) { return point.isOf(user); });
        if (!isWanted)
            continue;
        const Manifest &manifest = point.manifest;
        const bool isKnown = manifest.made.isValid();
        const QString scope = !isKnown                  ? unknownText()
                              : manifest.keepMediaFiles ? tr("media files kept")
                                                        : tr("complete");
        rows.append(
            {point.displayId(),
             {CellModel::textCell(isKnown ? displayName(manifest.user) : unknownText(),
                                  stateGlyph(point.state)),
              CellModel::timeCell(isKnown ? manifest.made.toMSecsSinceEpoch() : 0),
              CellModel::textCell(isKnown ? operationText(manifest.operation) : unknownText()),
              CellModel::textCell(scope),
              isKnown ? CellModel::bytesCell(point.heldBytes) : CellModel::unknownCell(),
              CellModel::textCell(pointStateText(point.state)),
              CellModel::textCell(isKnown ? displayText(manifest.caller.text()) : unknownText()),
              CellModel::textCell(point.displayId())}});
    }
    return rows;
}

} // namespace SyncAdmin::Desktop
