#pragma once

#include <QString>

#include <optional>
#include <span>

namespace SyncAdmin::Console {

// The exit codes of the program. A signal other than Ctrl-C ends it with 128 + its number.
enum class Exit {
    Done = 0,
    Failed = 1, // something does not exist, or failed with nothing changed
    WrongUsage = 2,
    InUse = 3,
    Incomplete = 4, // failed and could not be rolled back completely
    Interrupted = 130,
};

// The more serious of two exit codes, for commands that handle several users.
Exit worse(Exit a, Exit b);

struct ExitCode
{
    const char *code; // "0", "128 + n"
    const char *meaning;
    bool onlyOfChanges; // never returned by a command that only reads
};

// All of them, in the order of the help pages.
std::span<const ExitCode> exitCodes();

} // namespace SyncAdmin::Console
