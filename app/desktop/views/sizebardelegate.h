#pragma once

#include <QStyledItemDelegate>

namespace SyncAdmin::Desktop {

// Draws a bar behind the text of cells that have a ShareRole.
class SizeBarDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace SyncAdmin::Desktop
