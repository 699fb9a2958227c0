#include "models/cellmodel.h"

#include "base/format.h"
#include "models/roles.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace SyncAdmin::Desktop {

CellModel::CellModel(QList<Column> columns, QObject *parent)
    : QAbstractTableModel(parent), m_columns(std::move(columns))
{}

int CellModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CellModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant CellModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    if (role == KeyRole)
        return row.key;
    const Cell cell = row.cells.value(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::DecorationRole:
        return cell.icon.isNull() ? QVariant() : QVariant(cell.icon);
    case Qt::AccessibleTextRole:
        return cell.accessible.isEmpty() ? cell.text : cell.accessible;
    case Qt::ToolTipRole:
        return plainToolTip(cell.toolTip.isEmpty() ? cell.text : cell.toolTip);
    case Qt::TextAlignmentRole:
        return m_columns.at(index.column()).isNumber ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                     : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::CheckStateRole:
        if (index.column() != 0 || row.check == Check::None)
            return {};
        return row.check == Check::On ? Qt::Checked : Qt::Unchecked;
    case SortRole:
        return cell.value;
    case ShareRole:
        return cell.share;
    default:
        return {};
    }
}

bool CellModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || (flags(index) & Qt::ItemIsUserCheckable) == 0)
        return false;
    const bool isOn = value.value<Qt::CheckState>() == Qt::Checked;
    Row &row = m_rows[index.row()];
    row.check = isOn ? Check::On : Check::Off;
    Q_EMIT dataChanged(index, index, {role});
    Q_EMIT checkToggled(QString(row.key), isOn);
    return true;
}

Qt::ItemFlags CellModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    const Row &row = m_rows.at(index.row());
    if (index.column() == 0 && row.check != Check::None && row.isEnabled)
        flags |= Qt::ItemIsUserCheckable;
    return flags | Qt::ItemNeverHasChildren;
}

QVariant CellModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_columns.at(section).title;
    if (role == Qt::TextAlignmentRole) {
        return m_columns.at(section).isNumber ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                              : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    return {};
}

// The present row number of each of these, by key; -1 for a new one. Keys may occur twice.
QList<qsizetype> CellModel::oldRowsOf(const QList<Row> &rows) const
{
    QHash<QString, QList<qsizetype>> present;
    for (qsizetype i = m_rows.size(); i > 0; --i)
        present[m_rows.at(i - 1).key].append(i - 1);
    QList<qsizetype> oldRows;
    oldRows.reserve(rows.size());
    for (const Row &row : rows) {
        const auto found = present.find(row.key);
        const bool isNew = found == present.end() || found->isEmpty();
        oldRows.append(isNew ? -1 : found->takeLast());
    }
    return oldRows;
}

void CellModel::removeOthers(const QList<qsizetype> &keptRows)
{
    const QSet<qsizetype> kept(keptRows.begin(), keptRows.end());
    for (qsizetype end = m_rows.size(); end > 0;) {
        qsizetype begin = end;
        while (begin > 0 && !kept.contains(begin - 1))
            --begin;
        if (begin == end) {
            --end;
            continue;
        }
        beginRemoveRows({}, static_cast<int>(begin), static_cast<int>(end) - 1);
        m_rows.remove(begin, end - begin);
        endRemoveRows();
        end = begin;
    }
}

// `oldRows` has the present rows in their new order, with their numbers before others were removed.
void CellModel::reorder(const QList<qsizetype> &oldRows)
{
    if (std::is_sorted(oldRows.begin(), oldRows.end()))
        return;
    QList<qsizetype> sorted = oldRows;
    std::sort(sorted.begin(), sorted.end());
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    QList<Row> rows;
    QList<int> newRows(oldRows.size());
    rows.reserve(oldRows.size());
    for (const qsizetype old : oldRows) {
        const auto present = std::lower_bound(sorted.begin(), sorted.end(), old) - sorted.begin();
        newRows[present] = static_cast<int>(rows.size());
        rows.append(m_rows.at(present));
    }
    m_rows = rows;
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex &each : before)
        after.append(index(newRows.at(each.row()), each.column()));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void CellModel::insertNew(const QList<Row> &rows, const QList<qsizetype> &oldRows)
{
    for (qsizetype begin = 0; begin < rows.size();) {
        qsizetype end = begin;
        while (end < rows.size() && oldRows.at(end) < 0)
            ++end;
        if (end == begin) {
            ++begin;
            continue;
        }
        beginInsertRows({}, static_cast<int>(begin), static_cast<int>(end) - 1);
        m_rows.insert(begin, end - begin, Row());
        std::copy(rows.begin() + begin, rows.begin() + end, m_rows.begin() + begin);
        endInsertRows();
        begin = end;
    }
}

void CellModel::setRows(const QList<Row> &rows)
{
    const QList<qsizetype> oldRows = oldRowsOf(rows);
    QList<qsizetype> kept = oldRows;
    kept.removeAll(-1);
    removeOthers(kept);
    reorder(kept);
    insertNew(rows, oldRows);
    if (kept.isEmpty())
        return;
    m_rows = rows;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

CellModel::Cell CellModel::textCell(const QString &text, const QIcon &icon)
{
    return {text, text, icon, {}, {}, {}};
}

CellModel::Cell CellModel::numberCell(qint64 number)
{
    return {numberText(number), number, {}, {}, {}, {}};
}

CellModel::Cell CellModel::bytesCell(qint64 bytes)
{
    return {bytesText(bytes), bytes, {}, {}, {}, {}};
}

CellModel::Cell CellModel::timeCell(qint64 milliseconds)
{
    if (milliseconds <= 0)
        return unknownCell();
    return {timeText(milliseconds), milliseconds, {}, exactTimeText(milliseconds), {}, {}};
}

CellModel::Cell CellModel::unknownCell()
{
    return {unknownText(), {}, {}, {}, {}, tr("unknown")};
}

} // namespace SyncAdmin::Desktop
