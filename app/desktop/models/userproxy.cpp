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
}

void UserProxy::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    invalidateFilter();
}

void UserProxy::setToggles(Toggles toggles)
{
    if (toggles == m_toggles)
        return;
    m_toggles = toggles;
    invalidateFilter();
}

void UserProxy::resort()
{
    if (m_toggles)
        invalidateFilter();
    sort(sortColumn(), sortOrder());
}

bool UserProxy::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    const UserRow &user = m_users->row(row);
    if (m_toggles.testFlag(Problems) && user.state() != UserRow::State::Warned &&
        user.state() != UserRow::State::Broken)
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
    const bool leftUnknown = m_users->isUnknown(a, column);
    const bool rightUnknown = m_users->isUnknown(b, column);
    // Qt asks with exchanged sides when it sorts downwards.
    if (leftUnknown != rightUnknown)
        return ascending ? rightUnknown : leftUnknown;
    if (!leftUnknown) {
        if (m_users->isLess(a, b, column))
            return true;
        if (m_users->isLess(b, a, column))
            return false;
    }
    // Equal ones stand by name in both directions.
    return ascending ? m_users->isLess(a, b, UserModel::User)
                     : m_users->isLess(b, a, UserModel::User);
}

} // namespace SyncAdmin::Desktop
