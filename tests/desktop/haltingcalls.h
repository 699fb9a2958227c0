#pragma once

#include "base/systemcalls.h"

#include <QByteArray>
#include <QThread>

#include <atomic>

namespace SyncAdmin::Test {

// A reset waits at its first rename of a collection. The first `passing` renames do not wait.
class HaltingCalls : public SystemCalls
{
public:
    explicit HaltingCalls(bool halts = true, int passing = 0) : m_halts(halts), m_passing(passing)
    {}
    int renameat(int from, const char *oldName, int to, const char *newName,
                 unsigned flags) override
    {
        const bool isCollection = QByteArray(oldName) == "collection.anki2";
        if (isCollection && m_passing > 0) {
            --m_passing;
            return SystemCalls::renameat(from, oldName, to, newName, flags);
        }
        while (m_halts && isCollection && m_passing <= 0) {
            m_isHalted = true;
            QThread::msleep(5);
        }
        if (isCollection && m_halts)
            --m_passing;
        return SystemCalls::renameat(from, oldName, to, newName, flags);
    }
    std::atomic<bool> m_halts;
    std::atomic<int> m_passing; // how many more do not wait
    std::atomic<bool> m_isHalted = false;
};

} // namespace SyncAdmin::Test
