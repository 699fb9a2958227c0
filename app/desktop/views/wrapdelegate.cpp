#include "views/wrapdelegate.h"

#include <QHeaderView>
#include <QTimer>
#include <QTreeView>

#include <algorithm>

namespace SyncAdmin::Desktop {

WrapDelegate::WrapDelegate(QTreeView *view) : QStyledItemDelegate(view), m_view(view)
{
    view->setWordWrap(true);
    view->setUniformRowHeights(false);
    connect(view->header(), &QHeaderView::sectionResized, this,
            [view] { QTimer::singleShot(0, view, &QTreeView::doItemsLayout); });
}

QSize WrapDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize plain = QStyledItemDelegate::sizeHint(option, index);
    if (index.data(Qt::DecorationRole).isValid())
        return plain;
    constexpr int margins = 10;
    const int width = m_view->header()->sectionSize(index.column()) - margins;
    const QRect text = option.fontMetrics.boundingRect(QRect(0, 0, std::max(40, width), 10000),
                                                       Qt::TextWordWrap, index.data().toString());
    return {plain.width(), std::max(plain.height(), text.height() + 6)};
}

} // namespace SyncAdmin::Desktop
