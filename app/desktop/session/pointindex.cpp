#include "session/pointindex.h"

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

QByteArray userKey(const QByteArray &place, const QByteArray &name)
{
    return place + '/' + name;
}

} // namespace

PointIndex::PointIndex(QList<FoundPoint> points) : m_points(std::move(points))
{
    m_byId.reserve(m_points.size());
    for (qsizetype i = m_points.size(); i > 0; --i)
        m_byId.insert(m_points.at(i - 1).point.displayId(), i - 1);
    for (qsizetype i = 0; i < m_points.size(); ++i) {
        const Manifest &manifest = m_points.at(i).point.manifest;
        m_byUser[userKey(manifest.place, manifest.user)].append(i);
        m_hasInterrupted |= m_points.at(i).point.state == RestorePoint::State::Interrupted;
    }
}

const FoundPoint *PointIndex::find(const QString &displayId) const
{
    const auto found = m_byId.constFind(displayId);
    return found == m_byId.constEnd() ? nullptr : &m_points.at(*found);
}

QList<FoundPoint> PointIndex::interrupted() const
{
    QList<FoundPoint> found;
    for (const FoundPoint &each : m_points) {
        if (each.point.state == RestorePoint::State::Interrupted)
            found.append(each);
    }
    return found;
}

QList<qsizetype> PointIndex::positionsOf(const UserFolder &user) const
{
    QList<qsizetype> positions = m_byUser.value(userKey(user.place, user.name));
    positions.removeIf([this, &user](qsizetype at) { return !m_points.at(at).point.isOf(user); });
    return positions;
}

QList<FoundPoint> PointIndex::of(const QList<UserFolder> &users) const
{
    QList<qsizetype> positions;
    for (const UserFolder &user : users)
        positions += positionsOf(user);
    std::sort(positions.begin(), positions.end());
    QList<FoundPoint> found;
    found.reserve(positions.size());
    for (const qsizetype at : std::as_const(positions))
        found.append(m_points.at(at));
    return found;
}

const FoundPoint *PointIndex::newest(const UserFolder &user, RestorePoint::State state) const
{
    for (const qsizetype at : positionsOf(user)) {
        if (m_points.at(at).point.state == state)
            return &m_points.at(at);
    }
    return nullptr;
}

const FoundPoint *PointIndex::newestRestorable(const UserFolder &user) const
{
    return newest(user, RestorePoint::State::Complete);
}

const FoundPoint *PointIndex::interruptedFor(const UserFolder &user) const
{
    return newest(user, RestorePoint::State::Interrupted);
}

} // namespace SyncAdmin::Desktop
