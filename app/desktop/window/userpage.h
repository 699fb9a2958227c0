#pragma once

#include "models/userrow.h"
#include "views/detailspanel.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QSplitter;

namespace SyncAdmin::Desktop {

class Session;
class Settings;
class TableView;
class UserProxy;

// The user table and the details of its selection.
class UserPage : public QWidget
{
    Q_OBJECT

public:
    explicit UserPage(Session *session, QWidget *parent = nullptr);

    TableView *view() { return m_view; }
    UserProxy *proxy() { return m_proxy; }
    DetailsPanel *details() { return m_details; }
    QSplitter *splitter() { return m_splitter; }

    // Copies of the selected rows, in the view's order.
    QList<UserRow> selectedRows() const;
    void select(const QStringList &paths);
    void saveState(Settings &settings) const;
    void restoreState(const Settings &settings);

Q_SIGNALS:
    void selectionChanged();
    void clearFilterRequested();

private:
    void preferVisible();
    void resort();
    void updateDetails();
    void updateFilterNote();

    Session *m_session;
    UserProxy *m_proxy;
    TableView *m_view;
    DetailsPanel *m_details;
    QSplitter *m_splitter;
    QWidget *m_filterNote;
    QLabel *m_filterText;
    QTimer m_detailsTimer;
    QTimer m_visibleTimer;
};

} // namespace SyncAdmin::Desktop
