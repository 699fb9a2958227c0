#pragma once

#include "models/userrow.h"

#include <functional>

class QPaintDevice;

namespace SyncAdmin::Desktop {

// Draws the report on a device with A4 pages at 300 dots per inch, all text as plain text.
// `newPage` starts a new page.
void drawReport(QPaintDevice &device, const std::function<void()> &newPage,
                const QList<UserRow> &rows);

// The users as a printable PDF (A4): a chart of the disk usage, the biggest users, and a table of
// all users. Any thread; needs a QGuiApplication for its fonts.
QByteArray pdfReport(const QList<UserRow> &rows);

} // namespace SyncAdmin::Desktop
