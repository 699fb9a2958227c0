#include "views/activitypane.h"

#include "session/activity.h"
#include "session/points.h"
#include "views/tablepane.h"
#include "views/tableview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

ActivityPane::ActivityPane(Activity *activity, Points *points, QWidget *parent)
    : Pane(parent), m_activity(activity), m_points(points),
      m_table(new TablePane(QStringLiteral("activity"), tr("Activity"), Activity::columns(), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    m_table->setPlaceholder(tr("Activity: no operation has run yet."));
    m_table->view()->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->view()->sortByColumn(0, Qt::DescendingOrder);
    m_table->view()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table->view(), &QWidget::customContextMenuRequested, this, &ActivityPane::showMenu);
    connect(m_table->view(), &QAbstractItemView::activated, this, [this] {
        const QStringList keys = m_table->view()->selectedKeys();
        const ActivityEntry *entry = keys.isEmpty() ? nullptr : m_activity->find(keys.first());
        if (entry != nullptr)
            Q_EMIT reportRequested(tr("Report"), entry->report);
    });
    reload();
}

void ActivityPane::reload()
{
    m_table->setRows(m_activity->rows());
}

void ActivityPane::saveState(Settings &settings) const
{
    m_table->saveColumns(settings);
}

void ActivityPane::restoreState(const Settings &settings)
{
    m_table->restoreColumns(settings);
}

void ActivityPane::showMenu(const QPoint &position)
{
    const QStringList keys = m_table->view()->selectedKeys();
    const ActivityEntry *found = keys.isEmpty() ? nullptr : m_activity->find(keys.first());
    const ActivityEntry entry = found != nullptr ? *found : ActivityEntry();
    const FoundPoint *point = entry.point.isEmpty() ? nullptr : m_points->index().find(entry.point);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *undo = menu->addAction(tr("&Undo…"));
    undo->setEnabled(point != nullptr && point->point.state == RestorePoint::State::Complete);
    auto *report = menu->addAction(tr("Show &report"));
    report->setEnabled(found != nullptr);
    menu->addSeparator();
    auto *copy = menu->addAction(tr("&Copy the list"));
    auto *save = menu->addAction(tr("&Save the list…"));
    connect(undo, &QAction::triggered, this,
            [this, id = point != nullptr ? point->point.id : QByteArray()] {
                Q_EMIT undoRequested(id);
            });
    connect(report, &QAction::triggered, this,
            [this, entry] { Q_EMIT reportRequested(tr("Report"), entry.report); });
    connect(copy, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(m_activity->text()); });
    connect(save, &QAction::triggered, this, [this] { Q_EMIT saveRequested(m_activity->text()); });
    menu->popup(m_table->view()->viewport()->mapToGlobal(position));
}

} // namespace SyncAdmin::Desktop
