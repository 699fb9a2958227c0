#pragma once

#include "command.h"

#include <QString>

namespace SyncAdmin::Console {

// The help page of a command, in the form of a manual page.
QString helpText(const Command &command);
// The summary of all commands.
QString helpText();

// To standard output, as text or JSON.
void printHelp(const Command *command, const Options &options); // nullptr: the summary
void printVersion(const Options &options);

// "--match PATTERN", "-v, --verbose"
QString optionUsage(const QByteArray &name);
// "anki-sync-adminctl reset USER... [OPTIONS]"
QString synopsis(const Command &command);

} // namespace SyncAdmin::Console
