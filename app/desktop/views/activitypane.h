#pragma once

#include "views/pane.h"

namespace SyncAdmin::Desktop {

class Activity;
class Points;
class TablePane;

// The finished operations, also of earlier runs of the program: undo, report, copy, save.
class ActivityPane : public Pane
{
    Q_OBJECT

public:
    // Both outlive the pane.
    ActivityPane(Activity *activity, Points *points, QWidget *parent = nullptr);

    void reload();
    void saveState(Settings &settings) const override;
    void restoreState(const Settings &settings) override;
    TablePane *table() { return m_table; }

Q_SIGNALS:
    void undoRequested(const QByteArray &pointId);
    void reportRequested(const QString &title, const QString &text);
    void saveRequested(const QString &text);

private:
    void showMenu(const QPoint &position);

    Activity *m_activity;
    Points *m_points;
    TablePane *m_table;
};

} // namespace SyncAdmin::Desktop
