#include "session/rootfinder.h"

#include "agent/localhost.h"

namespace SyncAdmin::Desktop {

namespace {

constexpr qint64 freshFor = 10'000; // ms

} // namespace

RootFinder::RootFinder(QObject *parent) : QObject(parent), m_jobs(1) {}

void RootFinder::search()
{
    if (m_isSearching || (m_sinceSearch.isValid() && m_sinceSearch.elapsed() < freshFor))
        return;
    m_isSearching = true;
    m_jobs.start<FoundRoots>(
        this, [](const Task &task) { return LocalHost().findRoots(task); },
        [this](const FoundRoots &found) {
            m_isSearching = false;
            m_sinceSearch.start();
            m_found = found;
            Q_EMIT finished();
        });
}

} // namespace SyncAdmin::Desktop
