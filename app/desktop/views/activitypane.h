#pragma once

#include <QWidget>

namespace SyncAdmin::Desktop {

class Activity;
class Points;
class TablePane;

// What was done, kept over restarts: copy, save, undo.
class ActivityPane : public QWidget
{
    Q_OBJECT

public:
    // Both outlive the pane.
    ActivityPane(Activity *activity, Points *points, QWidget *parent = nullptr);

    void reload();
    TablePane *table() { return m_table; }

Q_SIGNALS:
    void undoRequested(const QString &pointId);
    void reportRequested(const QString &title, const QString &text);
    void saveRequested(const QString &text);

private:
    void showMenu(const QPoint &position);

    Activity *m_activity;
    Points *m_points;
    TablePane *m_table;
};

} // namespace SyncAdmin::Desktop
