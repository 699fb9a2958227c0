#pragma once

#include "base/task.h"

#include <QtGlobal>

namespace SyncAdmin {

// How much one reading may still cost. Asked from SQLite's progress handler and from the VFS's
// reads, all on the thread that made it: the limit is that thread's processor time, so that a slow
// disk costs nothing.
class ReadBudget
{
public:
    enum class State { Within, Cancelled, TimeLimit };

    // `limit` in milliseconds of processor time; 0 is none.
    ReadBudget(const Task &task, qint64 limit);

    bool isSpent(); // asks the clock
    State state() const { return m_state; }
    qint64 deadline() const { return m_deadline; } // ns of the thread's time; 0 is none

    // For reports: the bytes that were read so far, of about `expected`.
    void addBytes(qint64 bytes);
    void reportAs(const QString &what, qint64 expected);

private:
    const Task &m_task;
    qint64 m_deadline = 0; // ns of thread time
    State m_state = State::Within;
    QString m_what;
    qint64 m_expected = 0;
    qint64 m_bytes = 0;
    qint64 m_reported = 0;
};

} // namespace SyncAdmin
