#include "models/usermodel.h"

#include "base/format.h"
#include "base/icons.h"
#include "models/roles.h"
#include "models/stateicon.h"

#include <algorithm>
#include <utility>

namespace SyncAdmin::Desktop {

namespace {

Qt::Alignment alignment(int column)
{
    const bool isText = column == UserModel::User || column == UserModel::Status ||
                        column == UserModel::LayoutColumn || column == UserModel::LastSync;
    return (isText ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
}

} // namespace

UserModel::UserModel(QObject *parent) : QAbstractTableModel(parent) {}

int UserModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int UserModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString UserModel::accessibleText(const UserRow &row, int column) const
{
    if (column == User)
        return tr("%1, %2").arg(row.title(), stateText(row.state()));
    const auto bytes = row.bytes();
    if (column == Size && bytes && m_biggest > 0) {
        return tr("%1, %2 percent of the largest user")
            .arg(bytesText(*bytes), numberText(*bytes * 100 / m_biggest));
    }
    if (column != Status && column != LayoutColumn && !userNumber(row, column))
        return tr("unknown");
    return userText(row, column);
}

QVariant UserModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const UserRow &row = m_rows.at(static_cast<size_t>(index.row()));
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return userText(row, column);
    case Qt::DecorationRole:
        return column == User ? QVariant(stateIcon(row.state())) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignment(column));
    case Qt::AccessibleTextRole:
        return accessibleText(row, column);
    case Qt::ToolTipRole: // columns may be too narrow
        return column == User || column == Status || column == LastSync
                   ? plainToolTip(userToolTip(row, column))
                   : QVariant();
    case SortRole: {
        if (column == User)
            return row.name;
        const auto value = userNumber(row, column);
        return value ? QVariant(*value) : QVariant();
    }
    case KeyRole:
        return row.key();
    case ShareRole: {
        const auto bytes = row.bytes();
        if (column != Size || !bytes || m_biggest == 0)
            return {};
        return static_cast<double>(*bytes) / static_cast<double>(m_biggest);
    }
    default:
        return {};
    }
}

QVariant UserModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(alignment(section));
    return role == Qt::DisplayRole ? QVariant(userTitle(section)) : QVariant();
}

std::optional<qint64> UserModel::value(int row, int column) const
{
    return userNumber(this->row(row), column);
}

bool UserModel::isNameLess(int left, int right) const
{
    const int order = row(left).sortKey.compare(row(right).sortKey);
    return order != 0 ? order < 0 : left < right;
}

int UserModel::rowOf(const UserFolder &user) const
{
    const auto at = std::lower_bound(m_rows.begin(), m_rows.end(), user,
                                     [](const UserRow &row, const UserFolder &wanted) {
                                         return isOrderedBefore(row.user, wanted);
                                     });
    if (at == m_rows.end() || isOrderedBefore(user, at->user))
        return -1;
    return static_cast<int>(at - m_rows.begin());
}

int UserModel::rowOfKey(const QString &key) const
{
    if (m_rowsByKey.isEmpty()) {
        m_rowsByKey.reserve(rowCount());
        for (int i = 0; i < rowCount(); ++i)
            m_rowsByKey.insert(row(i).key(), i);
    }
    return m_rowsByKey.value(key, -1);
}

void UserModel::updateTotals()
{
    m_totals = {};
    m_biggest = 0;
    for (const UserRow &row : m_rows)
        count(row, 1);
}

void UserModel::count(const UserRow &row, int sign)
{
    const qint64 bytes = row.bytes().value_or(0);
    m_totals.users += sign;
    m_totals.bytes += sign * bytes;
    m_totals.unreadable += row.error || (row.analysis && !row.analysis->wasRead) ? sign : 0;
    m_biggest = std::max(m_biggest, bytes);
}

void UserModel::emitChanged(QList<int> rows)
{
    std::sort(rows.begin(), rows.end());
    for (qsizetype from = 0; from < rows.size();) {
        qsizetype to = from;
        while (to + 1 < rows.size() && rows.at(to + 1) <= rows.at(to) + 1)
            ++to;
        Q_EMIT dataChanged(index(rows.at(from), 0), index(rows.at(to), ColumnCount - 1));
        from = to + 1;
    }
}

// A size bar shows a share of the biggest user, so that a new biggest one changes all bars.
void UserModel::emitSharesChanged(qint64 biggestBefore)
{
    if (m_biggest == biggestBefore || m_rows.empty())
        return;
    Q_EMIT dataChanged(index(0, Size), index(rowCount() - 1, Size),
                       {ShareRole, Qt::AccessibleTextRole});
}

void UserModel::removeRun(size_t begin, size_t end)
{
    beginRemoveRows({}, static_cast<int>(begin), static_cast<int>(end) - 1);
    m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(begin),
                 m_rows.begin() + static_cast<std::ptrdiff_t>(end));
    m_rowsByKey.clear();
    endRemoveRows();
}

void UserModel::insertRun(size_t at, std::span<UserRow> rows)
{
    beginInsertRows({}, static_cast<int>(at), static_cast<int>(at + rows.size()) - 1);
    m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(at),
                  std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    m_rowsByKey.clear();
    endInsertRows();
}

// Returns whether the row shows something else now.
bool UserModel::updateRow(UserRow &row, const UserRow &found)
{
    const bool isReplaced = row.isReplacedBy(found.user);
    if (isReplaced) {
        row.analysis.reset();
        row.error.reset();
    }
    const bool isChanged = isReplaced || row.person != found.person;
    if (isChanged) {
        row.person = found.person;
        row.sortKey = found.sortKey;
    }
    row.user = found.user;
    return isChanged;
}

// Both lists have the same order, so that one pass finds the runs of rows to insert or remove.
QList<UserFolder> UserModel::setUsers(std::vector<UserRow> rows)
{
    const qint64 biggestBefore = m_biggest;
    QList<UserFolder> toAnalyse;
    // At first all users are new, and growing step by step would copy them repeatedly.
    toAnalyse.reserve(m_rows.empty() ? static_cast<qsizetype>(rows.size()) : 0);
    m_rows.reserve(rows.size());
    QList<int> changed;
    size_t have = 0;
    size_t found = 0;
    while (have < m_rows.size() || found < rows.size()) {
        size_t end = have;
        while (end < m_rows.size() &&
               (found == rows.size() || isOrderedBefore(m_rows[end].user, rows[found].user)))
            ++end;
        if (end > have) {
            removeRun(have, end);
            continue;
        }
        end = found;
        while (end < rows.size() &&
               (have == m_rows.size() || isOrderedBefore(rows[end].user, m_rows[have].user)))
            toAnalyse.append(rows[end++].user);
        if (end > found) {
            insertRun(have, std::span(rows).subspan(found, end - found));
            have += end - found;
            found = end;
            continue;
        }
        if (m_rows[have].isReplacedBy(rows[found].user))
            toAnalyse.append(rows[found].user);
        if (updateRow(m_rows[have], rows[found]))
            changed.append(static_cast<int>(have));
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

void UserModel::setOutcomes(const QList<AnalysisOutcome> &outcomes)
{
    const qint64 biggestBefore = m_biggest;
    QList<int> changed;
    bool hasShrunk = false; // the biggest user, so that the next one must be found
    for (const AnalysisOutcome &outcome : outcomes) {
        const int at = rowOf(outcome.user);
        if (at < 0)
            continue;
        UserRow &row = m_rows.at(static_cast<size_t>(at));
        count(row, -1);
        hasShrunk = hasShrunk || row.bytes() == m_biggest;
        row.isChanged = false;
        row.error.reset();
        if (outcome.analysis)
            row.analysis = *outcome.analysis;
        else
            row.error = outcome.analysis.error();
        if (!outcome.analysis)
            row.analysis.reset();
        count(row, 1);
        changed.append(at);
    }
    if (hasShrunk)
        updateTotals();
    emitChanged(std::move(changed));
    emitSharesChanged(biggestBefore);
}

void UserModel::setChanged(const UserFolder &user, bool isChanged)
{
    const int at = rowOf(user);
    if (at < 0 || m_rows.at(static_cast<size_t>(at)).isChanged == isChanged)
        return;
    m_rows.at(static_cast<size_t>(at)).isChanged = isChanged;
    emitChanged({at});
}

void UserModel::setHolders(const QHash<QString, QString> &holderByKey)
{
    QList<int> changed;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        UserRow &row = m_rows.at(i);
        const auto holder = holderByKey.constFind(row.key());
        if (holder == holderByKey.constEnd() || row.holder == *holder)
            continue;
        row.holder = *holder;
        changed.append(static_cast<int>(i));
    }
    const bool isAny = !changed.isEmpty();
    emitChanged(std::move(changed));
    if (isAny)
        Q_EMIT holdersChanged();
}

void UserModel::setInterruptions(const QHash<QString, QString> &pointByKey)
{
    QList<int> changed;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        UserRow &row = m_rows.at(i);
        const QString point = pointByKey.value(row.key());
        if (row.interruption == point)
            continue;
        row.interruption = point;
        changed.append(static_cast<int>(i));
    }
    emitChanged(std::move(changed));
}

} // namespace SyncAdmin::Desktop
