#pragma once

#include "agent/host.h"
#include "session/job.h"
#include "session/pointindex.h"

#include <QObject>
#include <QTimer>

namespace SyncAdmin::Desktop {

class Session;

// The restore points of the open data root, read in the background.
class Points : public QObject
{
    Q_OBJECT

public:
    explicit Points(Session *session, QObject *parent = nullptr);

    void reload();
    const PointIndex &index() const { return m_index; }
    const QList<FoundPoint> &all() const { return m_index.all(); }
    // The servers that an interrupted operation has left stopped.
    const QList<ServerRecovery> &leftServers() const { return m_left; }

Q_SIGNALS:
    void changed();
    void failed(const SyncAdmin::Error &error);

private:
    void reloadLater();

    Session *m_session;
    PointIndex m_index;
    QList<ServerRecovery> m_left;
    QTimer m_reloadTimer;
    quint64 m_generation = 0; // counts the roots that were opened
    bool m_isLoading = false;
    bool m_isStale = false;
};

} // namespace SyncAdmin::Desktop
