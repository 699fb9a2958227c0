#pragma once

#include "agent/host.h"

#include <QHash>

namespace SyncAdmin::Desktop {

// The restore points of a data root, the newest first, found by id and by user without a search.
class PointIndex
{
public:
    PointIndex() = default;
    explicit PointIndex(QList<FoundPoint> points);

    const QList<FoundPoint> &all() const { return m_points; }
    const FoundPoint *find(const QString &displayId) const;
    QList<FoundPoint> interrupted() const;
    bool hasInterrupted() const { return m_hasInterrupted; }
    // The points that hold files of these users.
    QList<FoundPoint> of(const QList<UserFolder> &users) const;
    // The newest point that the user can be restored from; null where there is none.
    const FoundPoint *newestRestorable(const UserFolder &user) const;
    // The point of an interrupted operation on the user; null where there is none.
    const FoundPoint *interruptedFor(const UserFolder &user) const;

private:
    QList<qsizetype> positionsOf(const UserFolder &user) const;
    const FoundPoint *newest(const UserFolder &user, RestorePoint::State state) const;

    QList<FoundPoint> m_points;
    bool m_hasInterrupted = false;
    QHash<QString, qsizetype> m_byId;
    QHash<QByteArray, QList<qsizetype>> m_byUser; // by the folder below the data root
};

} // namespace SyncAdmin::Desktop
