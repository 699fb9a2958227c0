#include "base/process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace SyncAdmin {

namespace {

constexpr std::array ignored{SIGPIPE, SIGXFSZ, SIGIO};
struct rlimit coreLimit = {};
bool isPrepared = false;

} // namespace

void prepareProcess()
{
    // open() returns the lowest free number. The wrong access mode makes every use fail.
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
        if (::fcntl(descriptor, F_GETFD) == -1)
            ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY); // NOLINT
    }
    for (const int number : ignored)
        std::signal(number, SIG_IGN);
    std::signal(SIGCHLD, SIG_DFL); // if ignored, exit codes of children are lost
    if (::getrlimit(RLIMIT_CORE, &coreLimit) == 0) {
        const struct rlimit none = {0, coreLimit.rlim_max};
        isPrepared = ::setrlimit(RLIMIT_CORE, &none) == 0;
    }
}

void restoreProcess()
{
    for (const int number : ignored)
        std::signal(number, SIG_DFL);
    if (isPrepared)
        ::setrlimit(RLIMIT_CORE, &coreLimit);
}

} // namespace SyncAdmin
