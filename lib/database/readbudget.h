#pragma once

#include "base/task.h"

#include <QtGlobal>

namespace SyncAdmin {

// The remaining cost that one reading may have. SQLite's progress handler and the VFS check it on
// the thread of the reading. The limit is processor time of that thread, so a slow disk does not
// count.
class ReadBudget
{
public:
    enum class State { Within, Cancelled, TimeLimit };

    // `limit` in milliseconds of processor time; 0 is no limit.
    ReadBudget(const Task &task, qint64 limit);

    bool isSpent(); // reads the clock
    State state() const { return m_state; }
    qint64 deadline() const { return m_deadline; } // ns of the thread's processor time; 0 is none

    // Progress: bytes read so far, of about `expected`.
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
