#include "interruption.h"

#include "command.h"

#include <csignal>
#include <pthread.h>
#include <unistd.h>

namespace SyncAdmin::Console {

namespace {

sigset_t stopSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGUSR2); // from our own destructor
    return signals;
}

} // namespace

Interruption::Interruption(bool onlyReads)
{
    // Nobody reads the output any more, which is no reason to leave an act half done.
    if (!onlyReads)
        std::signal(SIGPIPE, SIG_IGN);
    const sigset_t signals = stopSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_waiter = std::thread([this, signals, onlyReads] {
        for (;;) {
            int received = 0;
            if (sigwait(&signals, &received) != 0 || received == SIGUSR2)
                return;
            if (onlyReads) {
                [[maybe_unused]] const auto written = ::write(STDERR_FILENO, "\n", 1);
                _exit(static_cast<int>(Exit::Interrupted));
            }
            m_source.request_stop();
        }
    });
}

Interruption::~Interruption()
{
    pthread_kill(m_waiter.native_handle(), SIGUSR2);
    m_waiter.join();
}

} // namespace SyncAdmin::Console
