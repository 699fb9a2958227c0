#include "models/usercells.h"

#include "base/format.h"

#include <QCoreApplication>

namespace SyncAdmin::Desktop {

namespace {

struct UserCellsTr
{
    Q_DECLARE_TR_FUNCTIONS(UserModel)
};

QString statusText(const UserRow &row)
{
    if (!row.interruption.isEmpty())
        return UserCellsTr::tr("Interrupted");
    if (!row.holder.isEmpty())
        return UserCellsTr::tr("In use by %1").arg(row.holder);
    if (row.error)
        return errorText(*row.error);
    if (!row.analysis)
        return UserCellsTr::tr("Waiting…");
    if (row.isChanged)
        return UserCellsTr::tr("Changed since the analysis");
    const qsizetype problems = row.analysis->problems.size();
    if (problems == 1)
        return UserCellsTr::tr("1 problem");
    return problems == 0 ? QString()
                         : UserCellsTr::tr("%Ln problems", nullptr, static_cast<int>(problems));
}

} // namespace

QString userTitle(int column)
{
    switch (column) {
    case UserColumns::User:
        return UserCellsTr::tr("User");
    case UserColumns::Cards:
        return UserCellsTr::tr("Cards");
    case UserColumns::Notes:
        return UserCellsTr::tr("Notes");
    case UserColumns::Usn:
        return UserCellsTr::tr("USN");
    case UserColumns::LastSync:
        return UserCellsTr::tr("Last sync");
    case UserColumns::Media:
        return UserCellsTr::tr("Media");
    case UserColumns::Size:
        return UserCellsTr::tr("Size");
    case UserColumns::Status:
        return UserCellsTr::tr("State");
    case UserColumns::Reviews:
        return UserCellsTr::tr("Reviews");
    case UserColumns::Decks:
        return UserCellsTr::tr("Decks");
    case UserColumns::LayoutColumn:
        return UserCellsTr::tr("Layout");
    default:
        return {};
    }
}

std::optional<qint64> userNumber(const UserRow &row, int column)
{
    const CollectionStats *stats = row.collection();
    switch (column) {
    case UserColumns::Cards:
        return stats ? std::optional(stats->cards) : std::nullopt;
    case UserColumns::Notes:
        return stats ? std::optional(stats->notes) : std::nullopt;
    case UserColumns::Usn:
        return stats ? std::optional(stats->usn) : std::nullopt;
    case UserColumns::LastSync:
        return stats && stats->lastSync > 0 ? std::optional(stats->lastSync) : std::nullopt;
    case UserColumns::Reviews:
        return stats ? std::optional(stats->reviews) : std::nullopt;
    case UserColumns::Decks:
        return stats ? stats->decks : std::nullopt;
    case UserColumns::Media:
        return row.mediaFiles();
    case UserColumns::Size:
        return row.bytes();
    case UserColumns::Status:
        return static_cast<qint64>(row.state());
    case UserColumns::LayoutColumn:
        return row.user.layouts ? static_cast<qint64>(row.user.layouts)
                                : static_cast<qint64>(row.user.layout);
    default:
        return std::nullopt;
    }
}

QString userText(const UserRow &row, int column)
{
    if (column == UserColumns::User)
        return row.shortTitle();
    if (column == UserColumns::Status)
        return statusText(row);
    if (column == UserColumns::LayoutColumn)
        return layoutNames(row.user.layouts ? row.user.layouts : Layouts(row.user.layout));
    const auto value = userNumber(row, column);
    if (!value)
        return unknownText();
    switch (column) {
    case UserColumns::LastSync:
        return timeText(*value);
    case UserColumns::Size:
        return bytesText(*value);
    case UserColumns::Usn:
        return QString::number(*value);
    default:
        return numberText(*value);
    }
}

QString userToolTip(const UserRow &row, int column)
{
    if (column == UserColumns::User)
        return row.title();
    const auto value = userNumber(row, column);
    return column == UserColumns::LastSync && value ? exactTimeText(*value) : userText(row, column);
}

QString stateText(UserRow::State state)
{
    switch (state) {
    case UserRow::State::Waiting:
        return UserCellsTr::tr("not analyzed yet");
    case UserRow::State::Fine:
        return UserCellsTr::tr("no problems");
    case UserRow::State::Noted:
        return UserCellsTr::tr("has notices");
    case UserRow::State::Warned:
        return UserCellsTr::tr("has warnings");
    case UserRow::State::Broken:
        return UserCellsTr::tr("has errors");
    case UserRow::State::InUse:
        return UserCellsTr::tr("in use");
    }
    return {};
}

} // namespace SyncAdmin::Desktop
