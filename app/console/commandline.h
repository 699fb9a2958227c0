#pragma once

#include "command.h"

#include <QStringList>

#include <tl/expected.hpp>

namespace SyncAdmin::Console {

struct CommandLine
{
    const Command *command = nullptr; // only if the options are --help or --version
    Options options;
};

// The error of a command line, with suggestions.
struct WrongCommandLine
{
    QString text;
    QStringList hints;
    QByteArray command; // empty: none was recognized
};

// Parses argv without the program's name: options and arguments in any order, "--" ends the
// options, names are never abbreviated, and user names are raw bytes. Each command checks its
// arguments itself.
tl::expected<CommandLine, WrongCommandLine> parseCommandLine(const QByteArrayList &words);

// Whether the command line has --json, even if it is wrong.
bool asksForJson(const QByteArrayList &words);

} // namespace SyncAdmin::Console
