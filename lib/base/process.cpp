#include "base/process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

namespace SyncAdmin {

namespace {

struct rlimit coreLimit = {};
bool isPrepared = false;

} // namespace

void prepareProcess()
{
    // open() returns the lowest number that is free. The wrong direction makes each use fail.
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
        if (::fcntl(descriptor, F_GETFD) == -1)
            ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY); // NOLINT
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGCHLD, SIG_DFL); // ignored, it would lose the exit codes of children
    if (::getrlimit(RLIMIT_CORE, &coreLimit) == 0) {
        const struct rlimit none = {0, coreLimit.rlim_max};
        isPrepared = ::setrlimit(RLIMIT_CORE, &none) == 0;
    }
}

void restoreProcess()
{
    std::signal(SIGPIPE, SIG_DFL);
    std::signal(SIGXFSZ, SIG_DFL);
    if (isPrepared)
        ::setrlimit(RLIMIT_CORE, &coreLimit);
}

} // namespace SyncAdmin
