#pragma once

#include <QByteArray>
#include <QString>

namespace SyncAdmin {

// The form in which a name found on disk is shown, compared with what a person types, and logged.
// Bytes that are no UTF-8 and characters that a reader could not see or that change how others are
// drawn (control, format, bidirectional, zero-width, separators) become visible escapes: \xff, \n,
// \u{202e}; a backslash becomes \\, so that two names never look alike. Thread-safe.
QString displayName(const QByteArray &name);

// The same for text that came out of a database or from another program.
QString displayText(const QString &text);

// Whether the bytes are valid UTF-8 that a QString, and so JSON, holds as it is.
bool isUtf8(const QByteArray &name);

} // namespace SyncAdmin
