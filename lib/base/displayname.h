#pragma once

#include <QByteArray>
#include <QString>

namespace SyncAdmin {

// The form of a file name for display, for comparison with typed names, and for logs. Bytes that
// are not UTF-8, and characters that are invisible or change how others are drawn (control, format,
// bidirectional, zero-width, separators), become visible escapes: \xff, \n, \u{202e}. A backslash
// becomes \\, so two different names never look alike. Thread-safe.
QString displayName(const QByteArray &name);

// The same form for text from a database or from another program.
QString displayText(const QString &text);

// Whether the bytes are UTF-8 that a QString, and so JSON, represents exactly.
bool isUtf8(const QByteArray &name);

} // namespace SyncAdmin
