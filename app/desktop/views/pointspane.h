#pragma once

#include "session/points.h"
#include "views/pane.h"

class QPushButton;

namespace SyncAdmin::Desktop {

class Session;
class TablePane;

// Restore points with their operations: those of the whole data root as a page, or those of the
// selected users as a tab of the details.
class PointsPane : public DetailsPane
{
    Q_OBJECT

public:
    // Both outlive the pane.
    PointsPane(const QString &id, Points *points, const Session *session,
               QWidget *parent = nullptr);

    // Only the points of these users; all points where there are none.
    void showUsers(const QList<UserRow> &users) override;
    void saveState(Settings &settings) const override;
    void restoreState(const Settings &settings) override;
    TablePane *table() { return m_table; }

Q_SIGNALS:
    void restoreRequested(const QList<FoundPoint> &points);
    void resumeRequested(const FoundPoint &point);
    void deleteRequested(const QList<FoundPoint> &points);

private:
    void reload();
    void updateButtons();
    QList<FoundPoint> selected() const;
    void showFolder();

    Points *m_points;
    const Session *m_session;
    TablePane *m_table;
    QPushButton *m_restore;
    QPushButton *m_resume;
    QPushButton *m_delete;
    QPushButton *m_folder;
    QList<UserFolder> m_users;
};

} // namespace SyncAdmin::Desktop
