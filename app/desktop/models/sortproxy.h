#pragma once

#include <QSortFilterProxyModel>

namespace SyncAdmin::Desktop {

// Sorts any model by its SortRole: by true values, unknown ones last in both directions.
class SortProxy : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit SortProxy(QAbstractItemModel *source, QObject *parent = nullptr);

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
};

} // namespace SyncAdmin::Desktop
