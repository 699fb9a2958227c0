#pragma once

#include "views/detailspanel.h"

#include <QTimer>

class QLabel;
class QSplitter;

namespace SyncAdmin::Desktop {

class ActivityPane;
class Flows;
class Session;
class TableView;
class UserProxy;

// The user table with the details of the selected users, and the activity below.
class UserPage : public Pane
{
    Q_OBJECT

public:
    // Both outlive the page.
    UserPage(Session *session, Flows *flows, QWidget *parent = nullptr);

    TableView *view() { return m_view; }
    UserProxy *proxy() { return m_proxy; }
    DetailsPanel *details() { return m_details; }
    ActivityPane *activity() { return m_activity; }
    QSplitter *splitter() { return m_splitter; }

    // Copies of the selected rows, in the view's order.
    QList<UserRow> selectedRows() const;
    void select(const QStringList &paths);
    void saveState(Settings &settings) const override;
    void restoreState(const Settings &settings) override;

Q_SIGNALS:
    void selectionChanged();
    void clearFilterRequested();

private:
    void makeLayout();
    void connectTable();
    void connectFlows(Flows *flows);
    void preferVisible();
    void resort();
    void updateDetails();
    void updateFilterNote();

    Session *m_session;
    UserProxy *m_proxy;
    TableView *m_view;
    DetailsPanel *m_details;
    ActivityPane *m_activity;
    QSplitter *m_splitter; // of table and details
    QSplitter *m_rows;     // of these and the activity
    QWidget *m_filterNote;
    QLabel *m_filterText;
    QTimer m_detailsTimer;
    QTimer m_visibleTimer;
};

} // namespace SyncAdmin::Desktop
