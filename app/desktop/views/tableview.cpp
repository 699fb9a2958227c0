#include "views/tableview.h"

#include "base/settings.h"
#include "models/roles.h"
#include "views/sizebardelegate.h"

#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QProxyStyle>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

// Leaves space between a right-aligned number and a left-aligned text in the next column.
class TableStyle : public QProxyStyle
{
public:
    int pixelMetric(PixelMetric metric, const QStyleOption *option,
                    const QWidget *widget) const override
    {
        const int value = QProxyStyle::pixelMetric(metric, option, widget);
        if (metric == PM_HeaderMargin || metric == PM_FocusFrameHMargin)
            return std::max(value, 5);
        return value;
    }
};

} // namespace

TableView::TableView(const QString &id, const QString &name, QWidget *parent) : QTreeView(parent)
{
    setObjectName(id);
    setAccessibleName(name);
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSortingEnabled(true);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTextElideMode(Qt::ElideRight);
    setItemDelegate(new SizeBarDelegate(this));
    setTabKeyNavigation(false);
    auto *style = new TableStyle;
    style->setParent(this);
    setStyle(style);
    header()->setStyle(style);
    header()->setStretchLastSection(true);
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header(), &QWidget::customContextMenuRequested, this, &TableView::showColumnMenu);
}

void TableView::restoreColumns(const Settings &settings, const QList<int> &hidden)
{
    for (const int column : hidden)
        setColumnHidden(column, true);
    const QByteArray state = settings.viewState(objectName());
    if (!state.isEmpty())
        header()->restoreState(state);
    setColumnHidden(0, false);
}

void TableView::saveColumns(Settings &settings) const
{
    settings.setViewState(objectName(), header()->saveState());
}

void TableView::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    viewport()->update();
}

QModelIndexList TableView::selectedRows() const
{
    // QItemSelectionModel::selectedRows() compares every range of the selection with every other.
    QModelIndexList rows;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom() && range.left() == 0; ++row)
            rows.append(model()->index(row, 0));
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

QStringList TableView::selectedKeys() const
{
    QStringList keys;
    for (const QModelIndex &row : selectedRows())
        keys.append(row.data(KeyRole).toString());
    return keys;
}

void TableView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_placeholder.isEmpty() || (model() != nullptr && model()->rowCount() > 0))
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(viewport()->rect().adjusted(12, 12, -12, -12),
                     Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
}

void TableView::showColumnMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillColumnMenu(menu);
    menu->popup(header()->mapToGlobal(position));
}

void TableView::fillColumnMenu(QMenu *menu)
{
    menu->clear();
    for (int column = 1; column < model()->columnCount(); ++column) {
        QAction *action = menu->addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this,
                [this, column](bool isShown) { setColumnHidden(column, !isShown); });
    }
}

} // namespace SyncAdmin::Desktop
