#pragma once

#include "options.h"
#include "volume/dataroot.h"

#include <stop_token>

namespace SyncAdmin::Console {

// The exit codes, which scripts rely on; README.md lists them.
enum class Exit {
    Done = 0,
    Failed = 1, // something does not exist, or failed with nothing changed
    WrongUsage = 2,
    InUse = 3,
    Incomplete = 4, // failed and could not be put back completely
    Interrupted = 130,
};

// The graver of two outcomes, for commands over several users.
Exit worse(Exit a, Exit b);

struct Command
{
    const char *name;
    const char *arguments;
    const char *help;
    Exit (*run)(const Options &options, const std::stop_token &stop);
};

Exit runAnalyze(const Options &options, const std::stop_token &stop);
Exit runDemo(const Options &options, const std::stop_token &stop);
Exit runList(const Options &options, const std::stop_token &stop);
Exit runHistory(const Options &options, const std::stop_token &stop);
Exit runPurge(const Options &options, const std::stop_token &stop);
Exit runRecover(const Options &options, const std::stop_token &stop);
Exit runReset(const Options &options, const std::stop_token &stop);
Exit runRestore(const Options &options, const std::stop_token &stop);
Exit runRestorePoints(const Options &options, const std::stop_token &stop);
Exit runRoots(const Options &options, const std::stop_token &stop);
Exit runSessions(const Options &options, const std::stop_token &stop);
Exit runVerify(const Options &options, const std::stop_token &stop);

// What several commands share.

Result<DataRoot> openDataRoot(const Options &options);
// Prints the error, with near names where a user is not there.
Exit reportError(const Error &error, const Options &options);
Exit usageError(const QString &text);

} // namespace SyncAdmin::Console
