#pragma once

#include <QByteArrayList>
#include <QString>

namespace SyncAdmin {

// Quotes a word for any POSIX shell. A word that displayName() would escape is written as octal
// numbers, which printf(1) turns back into bytes.
QString shellWord(const QByteArray &word);

// A command line that a user can paste into a shell.
QString shellCommand(const QByteArrayList &words);

} // namespace SyncAdmin
