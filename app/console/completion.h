#pragma once

#include "exitcode.h"

#include <QByteArrayList>
#include <QString>

namespace SyncAdmin::Console {

// Completion scripts, made from the command table. What is below a data root they ask the program
// for: "anki-sync-adminctl __complete KIND [OPTIONS]" prints names, a line for each.
QString bashCompletion();
QString zshCompletion();
QString fishCompletion();

inline constexpr const char *completionWord = "__complete";

// `words`: what follows completionWord. Prints nothing but names.
Exit printNames(const QByteArrayList &words);

} // namespace SyncAdmin::Console
