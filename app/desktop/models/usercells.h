#pragma once

#include "models/userrow.h"

namespace SyncAdmin::Desktop {

// The columns of the user table.
struct UserColumns
{
    enum Column {
        User,
        Cards,
        Notes,
        Usn,
        LastSync,
        Media,
        Size,
        Status,
        Reviews,
        Decks,
        LayoutColumn,
        ColumnCount
    };
};

// What the user table shows of a user in a column.

QString userTitle(int column);
// The value of a column with numbers, times or states; nothing where it is unknown.
std::optional<qint64> userNumber(const UserRow &row, int column);
QString userText(const UserRow &row, int column);
QString userToolTip(const UserRow &row, int column);

// "has warnings", "in use"
QString stateText(UserRow::State state);

} // namespace SyncAdmin::Desktop
