#include "interruption.h"

#include <csignal>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

namespace SyncAdmin::Console {

namespace {

constexpr int wakeUp = SIGUSR2; // sent by the destructor; from another process it means stop

sigset_t stopSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM,
                             SIGSTKFLT, SIGXCPU, SIGVTALRM, SIGPROF, SIGPWR})
        sigaddset(&signals, number);
    for (int number = SIGRTMIN; number <= SIGRTMAX; ++number)
        sigaddset(&signals, number);
    return signals;
}

// Ends the line with "^C" on a terminal. Does not wait if standard error cannot be written.
void endLine()
{
    pollfd event{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&event, 1, 0) == 1) [[maybe_unused]]
        const auto written = ::write(STDERR_FILENO, "\n", 1);
}

} // namespace

Interruption::Interruption(bool onlyReads)
{
    const sigset_t signals = stopSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_waiter = std::thread([this, onlyReads] { waitForSignals(onlyReads); });
}

Interruption::~Interruption()
{
    m_isOver = true;
    pthread_kill(m_waiter.native_handle(), wakeUp);
    m_waiter.join();
}

void Interruption::waitForSignals(bool onlyReads)
{
    constexpr int exitBase = 128;
    const sigset_t signals = stopSignals();
    for (;;) {
        int received = 0;
        if (sigwait(&signals, &received) != 0 || m_isOver)
            return;
        if (onlyReads) {
            endLine();
            _exit(exitBase + received);
        }
        int none = 0;
        m_signal.compare_exchange_strong(none, received);
        m_source.request_stop();
    }
}

} // namespace SyncAdmin::Console
