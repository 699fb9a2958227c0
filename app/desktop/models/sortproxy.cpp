#include "models/sortproxy.h"

#include "models/roles.h"

namespace SyncAdmin::Desktop {

SortProxy::SortProxy(QAbstractItemModel *source, QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    setSortLocaleAware(true);
    setSourceModel(source);
}

bool SortProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool leftUnknown = !left.data(SortRole).isValid();
    const bool rightUnknown = !right.data(SortRole).isValid();
    // Qt swaps the arguments when it sorts in descending order.
    if (leftUnknown != rightUnknown)
        return sortOrder() == Qt::AscendingOrder ? rightUnknown : leftUnknown;
    return !leftUnknown && QSortFilterProxyModel::lessThan(left, right);
}

} // namespace SyncAdmin::Desktop
