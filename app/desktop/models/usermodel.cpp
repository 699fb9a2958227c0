#include "models/usermodel.h"

#include "base/format.h"
#include "base/icons.h"
#include "models/roles.h"
#include "models/stateicon.h"

#include <algorithm>

namespace SyncAdmin::Desktop {

UserModel::UserModel(QObject *parent) : QAbstractTableModel(parent) {}

int UserModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int UserModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

std::optional<qint64> UserModel::number(const UserRow &row, int column)
{
    const CollectionStats *stats = row.collection();
    switch (column) {
    case Cards:
        return stats ? std::optional(stats->cards) : std::nullopt;
    case Notes:
        return stats ? std::optional(stats->notes) : std::nullopt;
    case Usn:
        return stats ? std::optional(stats->usn) : std::nullopt;
    case LastSync:
        return stats && stats->lastSync > 0 ? std::optional(stats->lastSync) : std::nullopt;
    case Reviews:
        return stats ? std::optional(stats->reviews) : std::nullopt;
    case Decks:
        return stats ? stats->decks : std::nullopt;
    case Media:
        return row.mediaFiles();
    case Size:
        return row.bytes();
    case Status:
        return static_cast<qint64>(row.state());
    case LayoutColumn:
        return row.user.layouts ? static_cast<qint64>(row.user.layouts)
                                : static_cast<qint64>(row.user.layout);
    default:
        return std::nullopt;
    }
}

QVariant UserModel::text(const UserRow &row, int column)
{
    if (column == User)
        return row.shortTitle();
    if (column == Status)
        return statusText(row);
    if (column == LayoutColumn)
        return layoutNames(row.user.layouts ? row.user.layouts : Layouts(row.user.layout));
    const auto value = number(row, column);
    if (!value)
        return unknownText();
    switch (column) {
    case LastSync:
        return timeText(*value);
    case Size:
        return bytesText(*value);
    case Usn:
        return QString::number(*value);
    default:
        return numberText(*value);
    }
}

QString UserModel::statusText(const UserRow &row)
{
    if (!row.interruption.isEmpty())
        return tr("Interrupted");
    if (!row.holder.isEmpty())
        return tr("In use by %1").arg(row.holder);
    if (row.error)
        return errorText(*row.error);
    if (!row.analysis)
        return tr("Waiting…");
    if (row.isChanged)
        return tr("Changed since the analysis");
    const qsizetype problems = row.analysis->problems.size();
    if (problems == 1)
        return tr("1 problem");
    return problems == 0 ? QString() : tr("%Ln problems", nullptr, static_cast<int>(problems));
}

QString stateText(UserRow::State state)
{
    switch (state) {
    case UserRow::State::Waiting:
        return UserModel::tr("not analyzed yet");
    case UserRow::State::Fine:
        return UserModel::tr("no problems");
    case UserRow::State::Noted:
        return UserModel::tr("has notes");
    case UserRow::State::Warned:
        return UserModel::tr("has warnings");
    case UserRow::State::Broken:
        return UserModel::tr("has errors");
    case UserRow::State::InUse:
        return UserModel::tr("in use");
    }
    return {};
}

QString UserModel::accessibleText(const UserRow &row, int column) const
{
    if (column == User)
        return tr("%1, %2").arg(row.title(), stateText(row.state()));
    const auto bytes = row.bytes();
    if (column == Size && bytes && m_biggest > 0) {
        return tr("%1, %2 percent of the biggest user")
            .arg(bytesText(*bytes), numberText(*bytes * 100 / m_biggest));
    }
    if (column != Status && column != LayoutColumn && !number(row, column))
        return tr("unknown");
    return text(row, column).toString();
}

QString UserModel::toolTip(const UserRow &row, int column)
{
    if (column == User)
        return row.title();
    const auto value = number(row, column);
    return column == LastSync && value ? exactTimeText(*value) : text(row, column).toString();
}

QVariant UserModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const UserRow &row = m_rows.at(static_cast<size_t>(index.row()));
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::DecorationRole:
        return column == User ? QVariant(stateIcon(row.state())) : QVariant();
    case Qt::TextAlignmentRole:
        return column == User || column == Status || column == LayoutColumn || column == LastSync
                   ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
                   : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return accessibleText(row, column);
    case Qt::ToolTipRole: // columns may be too narrow
        return column == User || column == Status || column == LastSync
                   ? plainToolTip(toolTip(row, column))
                   : QVariant();
    case SortRole: {
        if (column == User)
            return row.name;
        const auto value = number(row, column);
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
    if (role == Qt::TextAlignmentRole) {
        return section == User || section == Status || section == LayoutColumn ||
                       section == LastSync
                   ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
                   : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case User:
        return tr("User");
    case Cards:
        return tr("Cards");
    case Notes:
        return tr("Notes");
    case Usn:
        return tr("USN");
    case LastSync:
        return tr("Last sync");
    case Media:
        return tr("Media");
    case Size:
        return tr("Size");
    case Status:
        return tr("State");
    case Reviews:
        return tr("Reviews");
    case Decks:
        return tr("Decks");
    case LayoutColumn:
        return tr("Layout");
    default:
        return {};
    }
}

std::optional<qint64> UserModel::value(int row, int column) const
{
    return number(this->row(row), column);
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
