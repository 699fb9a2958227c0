#include "database/readbudget.h"

#include <algorithm>
#include <ctime>

namespace SyncAdmin {

namespace {

constexpr qint64 reportStep = qint64{1024} * 1024;

qint64 threadTime()
{
    timespec now = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<qint64>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

} // namespace

ReadBudget::ReadBudget(const Task &task, qint64 limit)
    : m_task(task), m_deadline(limit > 0 ? threadTime() + limit * 1'000'000 : 0)
{}

bool ReadBudget::isSpent()
{
    if (m_state != State::Within)
        return true;
    if (m_task.stopRequested())
        m_state = State::Cancelled;
    else if (m_deadline > 0 && threadTime() > m_deadline)
        m_state = State::TimeLimit;
    return m_state != State::Within;
}

void ReadBudget::addBytes(qint64 bytes)
{
    m_bytes += bytes;
    if (m_expected > 0 && m_bytes - m_reported >= reportStep) {
        m_reported = m_bytes;
        m_task.report({m_what, std::min(m_bytes, m_expected), m_expected});
    }
}

void ReadBudget::reportAs(const QString &what, qint64 expected)
{
    m_what = what;
    m_expected = expected;
    m_bytes = 0;
    m_reported = 0;
}

} // namespace SyncAdmin
