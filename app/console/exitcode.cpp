#include "exitcode.h"

#include <array>

namespace SyncAdmin::Console {

namespace {

constexpr auto allCodes = std::to_array<ExitCode>({
    {"0",
     "Success. Also when the operation was cancelled at the prompt, or there was nothing to do.",
     false},
    {"1",
     "A user, restore point or data root does not exist or cannot be read, or the operation failed "
     "and everything was rolled back. Also when standard output could not be written.",
     false},
    {"2", "The command line was wrong. Nothing was done.", false},
    {"3", "Refused: the files are in use, or a server changed them during the operation.", true},
    {"4",
     "Failed, and not everything could be rolled back or deleted, or a server that was stopped "
     "does not run. The message says what to do.",
     true},
    {"130", "Stopped by Ctrl-C. The operation on the current user was rolled back.", false},
    {"128 + n", "Stopped by signal n in the same way.", false},
});

int gravity(Exit code)
{
    switch (code) {
    case Exit::Done:
        return 0;
    case Exit::WrongUsage:
    case Exit::Failed:
        return 1;
    case Exit::InUse:
        return 2;
    case Exit::Interrupted: // nothing is left half done
        return 3;
    case Exit::Incomplete:
        return 4;
    }
    return 4;
}

} // namespace

Exit worse(Exit a, Exit b)
{
    return gravity(a) >= gravity(b) ? a : b;
}

std::span<const ExitCode> exitCodes()
{
    return allCodes;
}

} // namespace SyncAdmin::Console
