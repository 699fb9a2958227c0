#pragma once

#include "views/pane.h"

class QLabel;
class QPushButton;
class QTabWidget;

namespace SyncAdmin::Desktop {

class DryRunPane;
class Points;
class PointsPane;
class Session;

// Everything about the selected users, in tabs.
class DetailsPanel : public Pane
{
    Q_OBJECT

public:
    enum class Tab { Overview, Files, DryRun, RestorePoints, Problems, Sessions };
    static QStringList tabTitles(); // in the order of Tab

    // Both outlive the panel.
    DetailsPanel(Session *session, Points *points, QWidget *parent = nullptr);

    void setRows(const QList<UserRow> &rows);
    const QList<UserRow> &rows() const { return m_rows; }
    void showTab(Tab tab);
    Tab currentTab() const;
    PointsPane *pointsPane() { return m_points; }

    // Copies what the console prints: the analyses, and the dry runs where that tab is shown.
    void copyReport() const;
    void saveState(Settings &settings) const override;
    void restoreState(const Settings &settings) override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void fillCurrentTab();
    void updateHeader();

    QList<UserRow> m_rows;
    QLabel *m_icon;
    QLabel *m_title;
    QPushButton *m_copy;
    QTabWidget *m_tabs;
    DryRunPane *m_dryRun;
    PointsPane *m_points;
    QList<DetailsPane *> m_panes; // in the order of Tab
};

} // namespace SyncAdmin::Desktop
