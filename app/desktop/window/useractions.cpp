#include "window/useractions.h"

#include "flows/flows.h"
#include "session/session.h"
#include "views/tableview.h"
#include "window/actions.h"
#include "window/userpage.h"

#include <QShortcut>

#include <algorithm>
#include <utility>

namespace SyncAdmin::Desktop {

UserActions::UserActions(Session *session, Flows *flows, UserPage *page, Actions *actions)
    : QObject(page), m_session(session), m_flows(flows), m_page(page), m_actions(actions)
{
    connectOperations();
    for (const auto changed : {&Session::opened, &Session::refreshed})
        connect(session, changed, this, &UserActions::update);
    connect(page, &UserPage::selectionChanged, this, &UserActions::update);
    connect(flows->points(), &Points::changed, this, &UserActions::update);
    update();
}

void UserActions::connectOperations()
{
    connect(m_actions->reset, &QAction::triggered, this, [this] {
        const QList<UserRow> rows = m_page->selectedRows();
        if (!rows.isEmpty())
            m_flows->reset()->start(rows);
    });
    connect(m_actions->restore, &QAction::triggered, this, [this] {
        QList<UserFolder> users;
        for (const UserRow &row : m_page->selectedRows())
            users.append(row.user);
        m_flows->restore()->startForUsers(users);
    });
    connect(m_actions->signOut, &QAction::triggered, this, [this] {
        const QList<UserRow> rows = m_page->selectedRows();
        if (rows.size() == 1)
            m_flows->signOut()->start(rows.first().user);
    });
    // Delete resets only where the user table has the focus.
    auto *deleteKey = new QShortcut(QKeySequence::Delete, m_page->view());
    deleteKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(deleteKey, &QShortcut::activated, m_actions->reset, &QAction::trigger);
}

void UserActions::setPageShown(bool isShown)
{
    if (std::exchange(m_isPageShown, isShown) != isShown)
        update();
}

void UserActions::update()
{
    const QList<UserRow> &rows = m_page->details()->rows(); // the selection
    QStringList names;
    names.reserve(rows.size());
    for (const UserRow &row : rows)
        names.append(row.name);
    m_actions->setSubjects(names);
    const OpenedRoot *root = m_session->root();
    const PointIndex &points = m_flows->points()->index();
    const bool canChange = m_session->isWritable() && m_isPageShown;
    const bool canRestore = std::any_of(rows.begin(), rows.end(), [&points](const UserRow &row) {
        return points.newestRestorable(row.user) != nullptr;
    });
    const bool hasSessions = root != nullptr && rows.size() == 1 &&
                             root->sessions.of(rows.first().user.name, {}).has_value();
    m_actions->dryRun->setEnabled(!rows.isEmpty());
    m_actions->reset->setEnabled(!rows.isEmpty() && canChange);
    m_actions->restore->setEnabled(canRestore && canChange);
    m_actions->signOut->setEnabled(hasSessions && canChange);
}

} // namespace SyncAdmin::Desktop
