#pragma once

#include "base/systemcalls.h"

#include <QByteArray>
#include <QThread>

#include <atomic>

namespace SyncAdmin::Test {

// A reset comes as far as its first rename of a collection and waits there.
class HaltingCalls : public SystemCalls
{
public:
    explicit HaltingCalls(bool halts = true) : m_halts(halts) {}
    int renameat(int from, const char *oldName, int to, const char *newName,
                 unsigned flags) override
    {
        while (m_halts && QByteArray(oldName) == "collection.anki2") {
            m_isHalted = true;
            QThread::msleep(5);
        }
        return SystemCalls::renameat(from, oldName, to, newName, flags);
    }
    std::atomic<bool> m_halts;
    std::atomic<bool> m_isHalted = false;
};

} // namespace SyncAdmin::Test
