#pragma once

#include "agent/host.h"
#include "dialogs/confirmdialog.h"
#include "session/resetcheck.h"

class QCheckBox;
class QRadioButton;

namespace SyncAdmin::Desktop {

class Session;
class Settings;
class TablePane;

// The confirmation of a reset of one or several users. While it is open, its plan follows the
// users' files.
class ResetDialog : public ConfirmDialog
{
    Q_OBJECT

public:
    ResetDialog(Session *session, Settings *settings,
                const QList<std::shared_ptr<const UserAnalysis>> &users, QWidget *parent = nullptr);

    // What was confirmed, and how it is to be run.
    QList<Operation> operations() const;
    RunOptions runOptions() const;

    QCheckBox *restorePointBox() { return m_restorePoint; }
    QCheckBox *serverStoppedBox() { return m_serverStopped; }
    QCheckBox *stopServerBox() { return m_stopServer; }
    QRadioButton *keepMediaButton() { return m_keepMedia; }
    TablePane *plan() { return m_plan; }

private:
    void makeOptions();
    void optionsChanged();
    void update();
    void updateSingle(const CheckedUser &user);
    void updateSeveral();
    void updateWord();
    void setUserChosen(const QString &key, bool isOn);
    bool isSeveral() const { return m_check->users().size() > 1; }
    void updateServers();
    QList<ServerHandle> servers() const; // to be stopped for the reset
    bool stopsServer() const;
    bool isChosen(const CheckedUser &user) const;
    QList<CheckedUser> chosen() const;
    QString notesText(const QList<ResetPlan> &plans) const;
    void showConsequences(const QList<ResetPlan> &plans);

    Settings *m_settings;
    ResetCheck *m_check;
    TablePane *m_plan;
    QRadioButton *m_complete;
    QRadioButton *m_keepMedia;
    QCheckBox *m_restorePoint;
    QCheckBox *m_serverStopped;
    QCheckBox *m_stopServer;
    QLabel *m_holders;
    QLabel *m_changed;
    QSet<QString> m_deselected; // paths of users that the admin has unchecked
};

} // namespace SyncAdmin::Desktop
