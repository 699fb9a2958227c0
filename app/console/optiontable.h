#pragma once

#include "options.h"

#include <span>

namespace SyncAdmin::Console {

struct OptionDescription
{
    enum class Scope {
        Command,  // of the commands that list it
        DataRoot, // of every command that works on a data root
        Global,   // of every command
    };

    const char *name;                                         // without dashes
    char letter;                                              // '\0': none
    const char *argument;                                     // nullptr: a switch
    const char *help;                                         // sentences
    bool (*apply)(Options &options, const QByteArray &value); // false: the value is wrong
    Scope scope = Scope::Command;

    bool isShared() const { return scope != Scope::Command; }
};

// Options of single commands first, then the shared ones; in the order of the help text.
std::span<const OptionDescription> optionTable();
// By its whole name. Abbreviations would become ambiguous when options are added.
const OptionDescription *optionNamed(const QByteArray &name);

} // namespace SyncAdmin::Console
