#pragma once

#include "models/userrow.h"

namespace SyncAdmin::Desktop {

// Reports of users as files, the same in every locale. Pure functions; any thread.
QString textReport(const QList<UserRow> &rows); // what the console prints
QString csvReport(const QList<UserRow> &rows);  // RFC 4180, unrounded values
QByteArray jsonReport(const QList<UserRow> &rows);

// A cell of a CSV file: quoted if necessary, and with a leading apostrophe where a spreadsheet
// would read it as a formula.
QString csvCell(const QString &text);

} // namespace SyncAdmin::Desktop
