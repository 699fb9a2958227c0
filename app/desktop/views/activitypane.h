#pragma once

#include <QWidget>

namespace SyncAdmin::Desktop {

class ResetFlow;
class TablePane;

// What was done, kept over restarts: copy, save, undo.
class ActivityPane : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityPane(ResetFlow *flow, QWidget *parent = nullptr);

    TablePane *table() { return m_table; }

Q_SIGNALS:
    void reportRequested(const QString &title, const QString &text);
    void saveRequested(const QString &text);

private:
    void showMenu(const QPoint &position);
    void reload();

    ResetFlow *m_flow;
    TablePane *m_table;
};

} // namespace SyncAdmin::Desktop
