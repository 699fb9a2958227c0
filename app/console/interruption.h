#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace SyncAdmin::Console {

// Turns Ctrl-C, SIGTERM and every other signal that would end the process, except those that report
// a fault of the program, into a stop request. Has to be made before any other thread, because
// threads inherit the blocked signals. A command that only reads ends at once instead, with exit
// code 128 + the signal, even while its threads are blocked.
class Interruption
{
public:
    explicit Interruption(bool onlyReads);
    ~Interruption();
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;

    std::stop_token token() const { return m_source.get_token(); }
    // The first signal that was received; 0 if none was.
    int signal() const { return m_signal; }

private:
    void waitForSignals(bool onlyReads);

    std::stop_source m_source;
    std::atomic<int> m_signal = 0;
    std::atomic<bool> m_isOver = false;
    std::thread m_waiter;
};

} // namespace SyncAdmin::Console
