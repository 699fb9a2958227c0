#pragma once

#include "command.h"

#include <QStringList>

#include <tl/expected.hpp>

namespace SyncAdmin::Console {

struct CommandLine
{
    const Command *command = nullptr; // only where options ask for help or the version
    Options options;
};

// What is wrong with a command line, and what may have been meant.
struct WrongCommandLine
{
    QString text;
    QStringList hints;
    QByteArray command; // empty: none was recognized
};

// Reads argv without the program's name: options and arguments in any order, "--" ends the options,
// names are never abbreviated and user names are raw bytes. Checks what can be checked without
// knowing the command's own rules.
tl::expected<CommandLine, WrongCommandLine> parseCommandLine(const QByteArrayList &words);

// Whether a command line asks for JSON, also one that is wrong.
bool asksForJson(const QByteArrayList &words);

} // namespace SyncAdmin::Console
