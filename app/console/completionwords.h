#pragma once

#include "command.h"
#include "optiontable.h"

#include <QString>

namespace SyncAdmin::Console {

// What the completion scripts of all shells need of the command table.

QString commandNames(); // with a space between

// What the arguments of a command are: a kind of printNames(), "folder", the words that they can
// be, or nothing.
QString argumentKind(const Command &command);

// The words that an option's value can be.
QString valuesOf(const OptionDescription &option);

// In single quotes of a shell.
QString quoted(const char *text);

} // namespace SyncAdmin::Console
