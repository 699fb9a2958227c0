#include "models/usermodel.h"

#include <algorithm>

namespace SyncAdmin::Desktop {

// Both lists have the same order, so that one pass finds the runs of rows to insert or remove.
QList<UserFolder> UserModel::setUsers(std::vector<UserRow> rows)
{
    const qint64 biggestBefore = m_biggest;
    m_rowsByKey.clear();
    QList<UserFolder> toAnalyse;
    // At first all users are new, and growing step by step would copy them repeatedly.
    toAnalyse.reserve(m_rows.empty() ? static_cast<qsizetype>(rows.size()) : 0);
    QList<int> changed;
    size_t have = 0;
    size_t found = 0;
    while (have < m_rows.size() || found < rows.size()) {
        size_t runEnd = have;
        while (runEnd < m_rows.size() &&
               (found == rows.size() || isOrderedBefore(m_rows[runEnd].user, rows[found].user)))
            ++runEnd;
        if (runEnd > have) {
            beginRemoveRows({}, static_cast<int>(have), static_cast<int>(runEnd) - 1);
            m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(have),
                         m_rows.begin() + static_cast<std::ptrdiff_t>(runEnd));
            endRemoveRows();
            continue;
        }
        runEnd = found;
        while (runEnd < rows.size() &&
               (have == m_rows.size() || isOrderedBefore(rows[runEnd].user, m_rows[have].user)))
            ++runEnd;
        if (runEnd > found) {
            const size_t count = runEnd - found;
            beginInsertRows({}, static_cast<int>(have), static_cast<int>(have + count) - 1);
            for (size_t i = found; i < runEnd; ++i)
                toAnalyse.append(rows[i].user);
            if (m_rows.empty() && count == rows.size()) {
                m_rows.swap(rows); // instead of moving thousands of rows one by one
                endInsertRows();
                break;
            }
            m_rows.insert(
                m_rows.begin() + static_cast<std::ptrdiff_t>(have),
                std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(found)),
                std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(runEnd)));
            endInsertRows();
            have += count;
            found = runEnd;
            continue;
        }
        UserRow &row = m_rows[have];
        if (row.isReplacedBy(rows[found].user)) {
            toAnalyse.append(rows[found].user);
            row.analysis.reset();
            row.error.reset();
        }
        if (row.isReplacedBy(rows[found].user) || row.person != rows[found].person) {
            row.person = rows[found].person;
            row.sortKey = rows[found].sortKey;
            changed.append(static_cast<int>(have));
        }
        row.user = rows[found].user;
        ++have;
        ++found;
    }
    updateTotals();
    emitChanged(std::move(changed));
    emitSharesChanged(biggestBefore);
    return toAnalyse;
}

void UserModel::clear()
{
    if (m_rows.empty())
        return;
    beginResetModel();
    m_rows.clear();
    m_rowsByKey.clear();
    endResetModel();
    updateTotals();
}

} // namespace SyncAdmin::Desktop
