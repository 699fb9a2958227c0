#include "models/userproxy.h"

#include "models/roles.h"
#include "models/usermodel.h"

namespace SyncAdmin::Desktop {

UserProxy::UserProxy(UserModel *source, QObject *parent)
    : QSortFilterProxyModel(parent), m_users(source)
{
    setDynamicSortFilter(false);
    setSortRole(SortRole);
    setSourceModel(source);
    sort(UserModel::User);
    connect(source, &UserModel::holdersChanged, this, [this] {
        if (m_toggles.testFlag(InUse))
            changeFilter([] {});
    });
}

// Qt 6.10 deprecates invalidateFilter().
void UserProxy::changeFilter(const std::function<void()> &change)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 10, 0)
    beginFilterChange();
    change();
    endFilterChange(Direction::Rows);
#else
    change();
    invalidateFilter();
#endif
}

void UserProxy::setText(const QString &text)
{
    if (text == m_text)
        return;
    changeFilter([this, &text] { m_text = text; });
}

void UserProxy::setToggles(Toggles toggles)
{
    if (toggles == m_toggles)
        return;
    changeFilter([this, toggles] { m_toggles = toggles; });
}

void UserProxy::resort()
{
    if (m_toggles)
        changeFilter([] {});
    sort(sortColumn(), sortOrder());
}

bool UserProxy::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    const UserRow &user = m_users->row(row);
    if (m_toggles.testFlag(Problems) && !user.needsAttention())
        return false;
    if (m_toggles.testFlag(InUse) && user.holder.isEmpty())
        return false;
    if (m_toggles.testFlag(TestUsers) && !user.looksLikeTest())
        return false;
    return m_text.isEmpty() || user.name.contains(m_text, Qt::CaseInsensitive) ||
           user.person.contains(m_text, Qt::CaseInsensitive);
}

bool UserProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const int a = left.row();
    const int b = right.row();
    const int column = left.column();
    const bool ascending = sortOrder() == Qt::AscendingOrder;
    if (column == UserModel::User)
        return m_users->isNameLess(a, b); // no two are equal
    const std::optional<qint64> leftValue = m_users->value(a, column);
    const std::optional<qint64> rightValue = m_users->value(b, column);
    // Qt swaps the arguments when it sorts in descending order.
    if (leftValue.has_value() != rightValue.has_value())
        return ascending ? leftValue.has_value() : rightValue.has_value();
    if (leftValue != rightValue)
        return leftValue < rightValue;
    // Equal values are sorted by name, ascending in both directions.
    return ascending ? m_users->isNameLess(a, b) : m_users->isNameLess(b, a);
}

} // namespace SyncAdmin::Desktop
