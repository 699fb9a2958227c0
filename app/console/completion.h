#pragma once

#include "exitcode.h"

#include <QByteArrayList>
#include <QString>

namespace SyncAdmin::Console {

// Completion scripts, made from the command table. The names of users and restore points they get
// from "anki-sync-adminctl __complete KIND [OPTIONS]", which prints one name a line.
QString bashCompletion();
QString zshCompletion();
QString fishCompletion();

inline constexpr const char *completionWord = "__complete";

// `words`: the arguments after completionWord. Prints no errors.
Exit printNames(const QByteArrayList &words);

} // namespace SyncAdmin::Console
