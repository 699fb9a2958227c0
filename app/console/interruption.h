#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace SyncAdmin::Console {

// Turns Ctrl-C, SIGTERM and every other signal that would end the process, but for those of a
// fault, into a stop request. Made before any other thread, because it blocks the signals in all
// that follow. A command that only reads ends at once instead, with 128 + the signal, whatever its
// threads wait for.
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
