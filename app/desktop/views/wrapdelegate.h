#pragma once

#include <QStyledItemDelegate>

class QTreeView;

namespace SyncAdmin::Desktop {

// Makes rows as high as their wrapped texts.
class WrapDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit WrapDelegate(QTreeView *view);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    QTreeView *m_view;
};

} // namespace SyncAdmin::Desktop
