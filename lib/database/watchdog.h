#pragma once

#include "base/task.h"

#include <QtGlobal>

#include <pthread.h>

#include <condition_variable>
#include <mutex>
#include <thread>

struct sqlite3;

namespace SyncAdmin {

// Interrupts a connection from beside once its thread has used the processor time that it may, or
// the task is to stop: for COUNT(*), which SQLite does in one step that asks nobody. One for each
// thread that reads, since a thread of its own for each database would cost more than the reading.
class Watchdog
{
public:
    // The calling thread's own.
    static Watchdog &ofThisThread();

    ~Watchdog();
    Q_DISABLE_COPY_MOVE(Watchdog)

    // From the connection's thread, one at a time. `deadline` in nanoseconds of its processor time;
    // 0 is none. What was given has to live until release().
    void watch(sqlite3 *connection, const Task &task, qint64 deadline);
    void release();

private:
    Watchdog();
    void run();
    qint64 usedTime() const; // ns

    clockid_t m_clock = {};
    std::mutex m_mutex; // guards all below
    std::condition_variable m_changed;
    bool m_isEnding = false;
    bool m_isAsleep = false; // nothing to watch: only m_changed wakes it
    sqlite3 *m_connection = nullptr;
    const Task *m_task = nullptr;
    qint64 m_deadline = 0;
    std::thread m_thread; // the last member: it uses the others
};

} // namespace SyncAdmin
