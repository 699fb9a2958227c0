#include "database/watchdog.h"

#include <sqlite3.h>

#include <chrono>
#include <ctime>

namespace SyncAdmin {

Watchdog &Watchdog::ofThisThread()
{
    thread_local Watchdog own;
    return own;
}

Watchdog::Watchdog()
{
    ::pthread_getcpuclockid(::pthread_self(), &m_clock);
    m_thread = std::thread([this] { run(); });
}

Watchdog::~Watchdog()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isEnding = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void Watchdog::watch(sqlite3 *connection, const Task &task, qint64 deadline)
{
    const std::scoped_lock lock(m_mutex);
    m_connection = connection;
    m_task = &task;
    m_deadline = deadline;
    if (m_isAsleep)
        m_changed.notify_one();
}

void Watchdog::release()
{
    const std::scoped_lock lock(m_mutex);
    m_connection = nullptr;
}

void Watchdog::run()
{
    constexpr std::chrono::milliseconds pause(20);
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        if (m_connection == nullptr) {
            m_isAsleep = true;
            m_changed.wait(lock, [this] { return m_isEnding || m_connection != nullptr; });
            m_isAsleep = false;
        }
        // Many short readings can start and end during one pause; the next check is for the current
        // one.
        m_changed.wait_for(lock, pause, [this] { return m_isEnding; });
        if (m_connection != nullptr &&
            (m_task->stopRequested() || (m_deadline > 0 && usedTime() > m_deadline)))
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
