#pragma once

#include "base/task.h"

#include <QtGlobal>

#include <pthread.h>

#include <condition_variable>
#include <mutex>
#include <thread>

struct sqlite3;

namespace SyncAdmin {

// Interrupts a connection when its thread has used its processor time, or when the task is
// cancelled. Needed for COUNT(*), a single step during which SQLite calls no progress handler. One
// watchdog for each reading thread, because a new thread for each database would take longer than
// the reading.
class Watchdog
{
public:
    // The watchdog of the calling thread.
    static Watchdog &ofThisThread();

    ~Watchdog();
    Q_DISABLE_COPY_MOVE(Watchdog)

    // To be called on the connection's thread, for one connection at a time. `deadline` in
    // nanoseconds of that thread's processor time; 0 is none. The arguments must live until
    // release().
    void watch(sqlite3 *connection, const Task &task, qint64 deadline);
    void release();

private:
    Watchdog();
    void run();
    qint64 usedTime() const; // ns

    clockid_t m_clock = {};
    std::mutex m_mutex; // guards the members below
    std::condition_variable m_changed;
    bool m_isEnding = false;
    bool m_isAsleep = false; // waits for m_changed, because there is nothing to watch
    sqlite3 *m_connection = nullptr;
    const Task *m_task = nullptr;
    qint64 m_deadline = 0;
    std::thread m_thread; // the last member, because it uses the others
};

} // namespace SyncAdmin
