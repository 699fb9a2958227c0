#pragma once

#include "accounts/sessions.h"
#include "engine/plan.h"
#include "models/userrow.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTabWidget;

namespace SyncAdmin::Desktop {

class OverviewPane;
class Settings;
class TablePane;

// Everything about the selected users, in tabs. Only the tab that is shown is filled.
class DetailsPanel : public QWidget
{
    Q_OBJECT

public:
    enum class Tab { Overview, Files, DryRun, RestorePoints, Problems, Sessions };
    static QStringList tabTitles(); // in the order of Tab

    explicit DetailsPanel(QWidget *parent = nullptr);

    void setRows(const QList<UserRow> &rows);
    const QList<UserRow> &rows() const { return m_rows; }
    // The command line that would perform the reset of a user.
    void setDataRoot(const QByteArray &path) { m_dataRoot = path; }
    void setOptions(const ResetOptions &options);
    void setSessions(const SessionList &sessions, const std::optional<Error> &error);
    void showTab(Tab tab);
    Tab currentTab() const;
    // The pane of restore points is made elsewhere; it stands between Dry run and Problems.
    void setRestorePointsPane(QWidget *pane);

    // What the console would print: the analyses, and the dry run where that is shown.
    QString reportText() const;
    void copyReport() const;
    void saveState(Settings &settings) const;
    void restoreState(const Settings &settings);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fillCurrentTab();
    void fillDryRun();
    void fillSessions();
    void updateHeader();

    QList<UserRow> m_rows;
    QByteArray m_dataRoot;
    ResetOptions m_options;
    SessionList m_sessionList;
    std::optional<Error> m_sessionsError;
    QLabel *m_icon;
    QLabel *m_title;
    QPushButton *m_copy;
    QTabWidget *m_tabs;
    OverviewPane *m_overview;
    TablePane *m_files;
    TablePane *m_dryRun;
    TablePane *m_problems;
    TablePane *m_sessions;
};

} // namespace SyncAdmin::Desktop
