#include "database/watchdog.h"

#include <sqlite3.h>

#include <chrono>
#include <ctime>

namespace SyncAdmin {

Watchdog::Watchdog(sqlite3 *connection, const Task &task, qint64 limit)
    : m_connection(connection), m_task(task)
{
    if (::pthread_getcpuclockid(::pthread_self(), &m_clock) == 0 && limit > 0)
        m_deadline = usedTime() + limit * 1'000'000;
    m_thread = std::jthread([this](const std::stop_token &end) { watch(end); });
}

void Watchdog::watch(const std::stop_token &end)
{
    constexpr std::chrono::milliseconds pause(20);
    std::unique_lock lock(m_mutex);
    while (!end.stop_requested()) {
        m_ended.wait_for(lock, end, pause, [] { return false; });
        if (m_task.stopRequested() || (m_deadline > 0 && usedTime() > m_deadline))
            ::sqlite3_interrupt(m_connection);
    }
}

qint64 Watchdog::usedTime() const
{
    timespec used = {};
    ::clock_gettime(m_clock, &used);
    return static_cast<qint64>(used.tv_sec) * 1'000'000'000 + used.tv_nsec;
}

} // namespace SyncAdmin
