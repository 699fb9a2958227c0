#pragma once

#include "models/userrow.h"

#include <functional>

class QPaintDevice;

namespace SyncAdmin::Desktop {

// Draws the report on a device of A4 pages at 300 dots an inch; all text goes through it as plain
// text. `newPage` turns the page.
void drawReport(QPaintDevice &device, const std::function<void()> &newPage,
                const QList<UserRow> &rows);

// The users as a printable PDF (A4): a chart of what their data take, the biggest users, and a
// table of all. Any thread; needs a QGuiApplication for its fonts.
QByteArray pdfReport(const QList<UserRow> &rows);

} // namespace SyncAdmin::Desktop
