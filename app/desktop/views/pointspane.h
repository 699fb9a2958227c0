#pragma once

#include "session/points.h"

#include <QWidget>

class QPushButton;

namespace SyncAdmin::Desktop {

class ResetFlow;
class Settings;
class TablePane;

// Restore points with what can be done to them: of the whole data root as a page of its own, of the
// selected users as a tab of the details.
class PointsPane : public QWidget
{
    Q_OBJECT

public:
    PointsPane(const QString &id, ResetFlow *flow, QWidget *parent = nullptr);

    // Only the points of these users; none: of all.
    void setUsers(const QList<UserFolder> &users);
    void saveState(Settings &settings) const;
    void restoreState(const Settings &settings);
    TablePane *table() { return m_table; }

private:
    void reload();
    void updateButtons();
    QList<FoundPoint> selected() const;
    void showFolder();

    ResetFlow *m_flow;
    TablePane *m_table;
    QPushButton *m_restore;
    QPushButton *m_putBack;
    QPushButton *m_purge;
    QPushButton *m_folder;
    QList<UserFolder> m_users;
};

} // namespace SyncAdmin::Desktop
