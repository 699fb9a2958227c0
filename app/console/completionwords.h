#pragma once

#include "command.h"
#include "optiontable.h"

#include <QString>

namespace SyncAdmin::Console {

// Parts of the command table for the completion scripts of all shells.

QString commandNames(); // separated by spaces

// What completes the arguments of a command: a kind of printNames(), "folder", a list of words, or
// nothing.
QString argumentKind(const Command &command);

// The possible values of an option, or nothing.
QString valuesOf(const OptionDescription &option);

// Escaped for single quotes of a shell.
QString quoted(const char *text);

} // namespace SyncAdmin::Console
