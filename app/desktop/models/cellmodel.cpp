#include "models/cellmodel.h"

#include "base/format.h"
#include "models/roles.h"

#include <QSet>

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

qsizetype CellModel::find(const QString &key, qsizetype from) const
{
    for (qsizetype i = from; i < m_rows.size(); ++i) {
        if (m_rows.at(i).key == key)
            return i;
    }
    return -1;
}

void CellModel::removeMissing(const QList<Row> &rows)
{
    QSet<QString> wanted;
    for (const Row &row : rows)
        wanted.insert(row.key);
    for (qsizetype end = m_rows.size(); end > 0;) {
        qsizetype begin = end;
        while (begin > 0 && !wanted.contains(m_rows.at(begin - 1).key))
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

void CellModel::setRows(const QList<Row> &rows)
{
    removeMissing(rows);
    if (m_rows.isEmpty() && !rows.isEmpty()) {
        beginInsertRows({}, 0, static_cast<int>(rows.size()) - 1);
        m_rows = rows;
        endInsertRows();
        return;
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const qsizetype at = find(rows.at(i).key, i);
        const int row = static_cast<int>(i);
        if (at < 0) {
            beginInsertRows({}, row, row);
            m_rows.insert(i, rows.at(i));
            endInsertRows();
            continue;
        }
        if (at != i) {
            beginMoveRows({}, static_cast<int>(at), static_cast<int>(at), {}, row);
            m_rows.move(at, i);
            endMoveRows();
        }
        m_rows[i] = rows.at(i);
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    }
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
