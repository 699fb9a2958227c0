#pragma once

#include "models/cellmodel.h"
#include "operations/serverrecovery.h"
#include "session/job.h"

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
    const QList<FoundPoint> &all() const { return m_points; }
    const FoundPoint *find(const QString &displayId) const;
    QList<FoundPoint> interrupted() const;
    // The servers that an interrupted operation has left stopped.
    const QList<ServerRecovery> &leftServers() const { return m_left; }
    // The table's columns and rows; of these users only, if there are any.
    static QList<CellModel::Column> columns();
    QList<CellModel::Row> rows() const;
    QList<CellModel::Row> rowsOf(const QList<UserFolder> &users) const;

Q_SIGNALS:
    void changed();
    void failed(const SyncAdmin::Error &error);

private:
    void reloadLater();

    Session *m_session;
    QList<FoundPoint> m_points;
    QList<ServerRecovery> m_left;
    QTimer m_again;
    quint64 m_generation = 0; // counts roots
    bool m_isLoading = false;
    bool m_isStale = false;
};

QString pointStateText(RestorePoint::State state);

} // namespace SyncAdmin::Desktop
