#pragma once

#include <QObject>

namespace SyncAdmin::Desktop {

struct Actions;
class Flows;
class Session;
class UserPage;

// Connects the actions that concern the selected users, and enables those that are possible.
class UserActions : public QObject
{
    Q_OBJECT

public:
    // All of these outlive it.
    UserActions(Session *session, Flows *flows, UserPage *page, Actions *actions);

    // On other pages the selection is not visible, so that nothing there may change its users.
    void setPageShown(bool isShown);

private:
    void connectOperations();
    void update();

    Session *m_session;
    Flows *m_flows;
    UserPage *m_page;
    Actions *m_actions;
    bool m_isPageShown = true;
};

} // namespace SyncAdmin::Desktop
