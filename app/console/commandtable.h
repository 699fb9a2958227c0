#pragma once

#include "command.h"

namespace SyncAdmin::Console {

extern const Command analyzeCommand;
extern const Command deleteCommand;
extern const Command demoCommand;
extern const Command helpCommand;
extern const Command historyCommand;
extern const Command listCommand;
extern const Command pruneCommand;
extern const Command resetCommand;
extern const Command restoreCommand;
extern const Command restorePointsCommand;
extern const Command resumeCommand;
extern const Command rootsCommand;
extern const Command sessionsCommand;
extern const Command signOutCommand;
extern const Command verifyCommand;
extern const Command versionCommand;

// A name that was renamed. It is refused, and the error gives the new name.
struct OldName
{
    const char *command; // "": any
    const char *option;  // "": the command itself
    const char *now;
};

std::span<const OldName> oldNames();

} // namespace SyncAdmin::Console
