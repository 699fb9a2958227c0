#include "session/rootfinder.h"

namespace SyncAdmin::Desktop {

namespace {

constexpr qint64 freshFor = 10'000; // ms

} // namespace

RootFinder::RootFinder(QObject *parent) : QObject(parent), m_jobs(1) {}

void RootFinder::look()
{
    if (m_isLooking || (m_sinceLook.isValid() && m_sinceLook.elapsed() < freshFor))
        return;
    m_isLooking = true;
    m_jobs.start<FoundRoots>(
        this, [](const Task &task) { return findRoots(task); },
        [this](const FoundRoots &found) {
            m_isLooking = false;
            m_sinceLook.start();
            m_found = found;
            Q_EMIT finished();
        });
}

} // namespace SyncAdmin::Desktop
