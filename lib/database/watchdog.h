#pragma once

#include "base/task.h"

#include <QtGlobal>

#include <pthread.h>

#include <condition_variable>
#include <mutex>
#include <thread>

struct sqlite3;

namespace SyncAdmin {

// Interrupts a connection from beside once the thread that made this object has used its processor
// time or the task is to stop: for COUNT(*), which SQLite does in one step that asks nobody.
class Watchdog
{
public:
    // `limit` in milliseconds of processor time; 0 is none. Ends before the connection is closed.
    Watchdog(sqlite3 *connection, const Task &task, qint64 limit);
    Q_DISABLE_COPY_MOVE(Watchdog)

private:
    void watch(const std::stop_token &end);
    qint64 usedTime() const; // ns

    sqlite3 *m_connection;
    const Task &m_task;
    clockid_t m_clock = {};
    qint64 m_deadline = 0;
    std::mutex m_mutex;
    std::condition_variable_any m_ended;
    std::jthread m_thread; // the last member: it ends before the others do
};

} // namespace SyncAdmin
