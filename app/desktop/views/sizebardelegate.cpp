#include "views/sizebardelegate.h"

#include "models/roles.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace SyncAdmin::Desktop {

QSize SizeBarDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // The same for rows with and without icons.
    const QSize plain = QStyledItemDelegate::sizeHint(option, index);
    return {plain.width(), std::max(plain.height(), option.fontMetrics.height() + 5)};
}

void SizeBarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const QVariant share = index.data(ShareRole);
    if (!share.isValid()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle *style = cell.widget != nullptr ? cell.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    const bool isSelected = (cell.state & QStyle::State_Selected) != 0;
    QRectF bar = QRectF(cell.rect).adjusted(2, 2, -2, -2);
    // Grows towards the text, from the right.
    bar.setLeft(bar.right() - std::max(2.0, bar.width() * std::min(1.0, share.toDouble())));
    QColor color = cell.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Highlight);
    color.setAlphaF(0.28F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawRoundedRect(bar, 2, 2);
    painter->restore();
    cell.backgroundBrush = Qt::NoBrush;
    const QPalette::ColorGroup group =
        (cell.state & QStyle::State_Enabled) != 0 ? QPalette::Normal : QPalette::Disabled;
    painter->save();
    painter->setPen(
        cell.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(cell.rect.adjusted(6, 0, -6, 0), static_cast<int>(cell.displayAlignment),
                      cell.text);
    painter->restore();
}

} // namespace SyncAdmin::Desktop
