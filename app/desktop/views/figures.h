#pragma once

#include "models/userrow.h"

#include <QList>
#include <QString>

namespace SyncAdmin::Desktop {

// One line of the overview.
struct Figure
{
    QString label; // empty: begins a new group
    QString value;
};

QList<Figure> figuresOf(const UserRow &row);
// The sums of several users.
QList<Figure> figuresOf(const QList<UserRow> &rows);
DiskUsage usageOf(const QList<UserRow> &rows);

} // namespace SyncAdmin::Desktop
