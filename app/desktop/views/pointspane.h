#pragma once

#include "session/points.h"

#include <QWidget>

class QPushButton;

namespace SyncAdmin::Desktop {

class Session;
class Settings;
class TablePane;

// Restore points with what can be done to them: of the whole data root as a page of its own, of the
// selected users as a tab of the details.
class PointsPane : public QWidget
{
    Q_OBJECT

public:
    // Both outlive the pane.
    PointsPane(const QString &id, Points *points, const Session *session,
               QWidget *parent = nullptr);

    // Only the points of these users; none: of all.
    void setUsers(const QList<UserFolder> &users);
    void saveState(Settings &settings) const;
    void restoreState(const Settings &settings);
    TablePane *table() { return m_table; }

Q_SIGNALS:
    void restoreRequested(const QList<FoundPoint> &points);
    void recoverRequested(const FoundPoint &point);
    void purgeRequested(const QList<FoundPoint> &points);

private:
    void reload();
    void updateButtons();
    QList<FoundPoint> selected() const;
    void showFolder();

    Points *m_points;
    const Session *m_session;
    TablePane *m_table;
    QPushButton *m_restore;
    QPushButton *m_putBack;
    QPushButton *m_purge;
    QPushButton *m_folder;
    QList<UserFolder> m_users;
};

} // namespace SyncAdmin::Desktop
