#pragma once

#include "views/figures.h"
#include "views/pane.h"

class QGridLayout;
class QLabel;

namespace SyncAdmin::Desktop {

class UsageBar;

// The disk usage and the figures of the selected users.
class OverviewPane : public DetailsPane
{
    Q_OBJECT

public:
    explicit OverviewPane(QWidget *parent = nullptr);

    void showUsers(const QList<UserRow> &users) override;
    void saveState(Settings &) const override {}
    void restoreState(const Settings &) override {}

private:
    void setFigures(const QList<Figure> &figures);

    UsageBar *m_usage;
    QGridLayout *m_grid;
    QList<QLabel *> m_labels;
    QList<QLabel *> m_values;
};

} // namespace SyncAdmin::Desktop
