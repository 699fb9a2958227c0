#pragma once

#include <QByteArrayList>
#include <QString>

namespace SyncAdmin {

// A word as every POSIX shell takes it. What cannot be shown as it is (displayName) is written as
// octal numbers that printf(1) turns into bytes, but for line feeds at its end.
QString shellWord(const QByteArray &word);

// The words of a command line for a person to run.
QString shellCommand(const QByteArrayList &words);

} // namespace SyncAdmin
