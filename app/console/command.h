#pragma once

#include "exitcode.h"
#include "options.h"

#include "agent/host.h"

#include <array>
#include <span>
#include <stop_token>

namespace SyncAdmin::Console {

// What a command works with.
struct Context
{
    Host &host;
    const Options &options;
    const std::stop_token &stop;

    Task task() const { return {{}, stop}; }
};

// One command, as parser, help, man page and completion need it. Each is in a file of its own and
// listed in commandtable.cpp.
struct Command
{
    enum class Effect {
        Reads,
        Adds,    // makes something new, without asking
        Changes, // only with --confirm or --yes; else it is a dry run
    };
    struct Example
    {
        const char *words; // what follows the program's name
        const char *purpose;
    };

    const char *name;
    const char *arguments; // "USER..."
    const char *summary;   // one line, lower case, without a full stop
    const char *paragraph;
    const char *options; // names of its own options, separated by spaces; see optiontable.h
    Effect effect;
    bool usesDataRoot;
    std::array<Example, 2> examples;
    const char *seeAlso; // names of commands, separated by spaces
    Exit (*run)(const Context &context);

    bool hasOption(const QByteArray &optionName) const; // of its own or shared
};

// In the order of the help text.
std::span<const Command *const> commands();
const Command *commandNamed(const QByteArray &name); // nullptr if there is none

// Shared by the commands.

// Opens the data root that the options name.
Result<> openDataRoot(const Context &context);
// Prints the error; of an unknown user also similar names. Returns the exit code for it.
Exit reportError(const Error &error, const Context &context);
Exit usageError(const QString &text, const QByteArray &command);

} // namespace SyncAdmin::Console
