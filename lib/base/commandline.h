#pragma once

#include <QByteArrayList>
#include <QString>

namespace SyncAdmin {

// A word as a POSIX shell takes it; bytes that cannot be shown as they are go into $'...'.
QString shellWord(const QByteArray &word);

// The words of a command line for a person to run.
QString shellCommand(const QByteArrayList &words);

} // namespace SyncAdmin
