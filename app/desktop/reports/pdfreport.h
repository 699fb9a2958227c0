#pragma once

#include "models/userrow.h"

namespace SyncAdmin::Desktop {

// The users as a printable PDF (A4): a chart of what their data take, the biggest users, and a
// table of all. Any thread; needs a QGuiApplication for its fonts.
QByteArray pdfReport(const QList<UserRow> &rows);

} // namespace SyncAdmin::Desktop
