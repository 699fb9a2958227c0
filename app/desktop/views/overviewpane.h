#pragma once

#include "models/userrow.h"
#include "views/figures.h"

#include <QScrollArea>

class QGridLayout;
class QLabel;

namespace SyncAdmin::Desktop {

class UsageBar;

// Usage bar and figures of the selection.
class OverviewPane : public QScrollArea
{
    Q_OBJECT

public:
    explicit OverviewPane(QWidget *parent = nullptr);

    void setRows(const QList<UserRow> &rows);

private:
    void setFigures(const QList<Figure> &figures);

    UsageBar *m_usage;
    QGridLayout *m_grid;
    QList<QLabel *> m_labels;
    QList<QLabel *> m_values;
};

} // namespace SyncAdmin::Desktop
