#pragma once

#include "exitcode.h"
#include "options.h"

#include "volume/dataroot.h"

#include <array>
#include <span>
#include <stop_token>

namespace SyncAdmin::Console {

// One command: what help, man page, completion and the parser know of it. Each lives in a file of
// its own; commandtable.cpp lists them.
struct Command
{
    enum class Effect {
        Reads,
        Adds,    // makes something new, without asking
        Changes, // a dry run unless --confirm or --yes is given
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
    const char *options; // names of its own ones, with a space between; see optiontable.h
    Effect effect;
    bool usesDataRoot;
    std::array<Example, 2> examples;
    const char *seeAlso; // names of commands, with a space between
    Exit (*run)(const Options &options, const std::stop_token &stop);

    bool hasOption(const QByteArray &optionName) const; // its own or a shared one
};

// In the order of the help text.
std::span<const Command *const> commands();
const Command *commandNamed(const QByteArray &name); // nullptr: there is none

// What several commands share.

Result<DataRoot> openDataRoot(const Options &options);
// Prints the error, with near names where a user does not exist.
Exit reportError(const Error &error, const Options &options);
Exit usageError(const QString &text, const QByteArray &command);

} // namespace SyncAdmin::Console
