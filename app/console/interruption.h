#pragma once

#include <stop_token>
#include <thread>

namespace SyncAdmin::Console {

// Turns Ctrl-C and SIGTERM into a stop request. Made before any other thread, for it blocks the
// signals in all that follow. A command that only reads ends at once instead, whatever its threads
// are waiting for.
class Interruption
{
public:
    explicit Interruption(bool onlyReads);
    ~Interruption();
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;

    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::thread m_waiter;
};

} // namespace SyncAdmin::Console
