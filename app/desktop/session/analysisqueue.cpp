#include "session/analysisqueue.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace SyncAdmin::Desktop {

void AnalysisQueue::add(QList<Item> items)
{
    const std::scoped_lock lock(m_mutex);
    m_waiting.append(std::move(items)); // moves the whole list where nothing waits
}

void AnalysisQueue::prefer(const QStringList &paths)
{
    const QSet<QString> wanted(paths.begin(), paths.end());
    const std::scoped_lock lock(m_mutex);
    std::stable_partition(m_waiting.begin(), m_waiting.end(), [&wanted](const Item &item) {
        return wanted.contains(item.user.path());
    });
}

qsizetype AnalysisQueue::clear()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_waiting, {}).size();
}

std::optional<AnalysisQueue::Item> AnalysisQueue::take()
{
    const std::scoped_lock lock(m_mutex);
    if (m_waiting.isEmpty() || m_isPaused)
        return std::nullopt;
    Item item = m_waiting.takeFirst();
    m_running.append(item.user.displayName());
    return item;
}

void AnalysisQueue::setPaused(bool isPaused)
{
    const std::scoped_lock lock(m_mutex);
    m_isPaused = isPaused;
}

void AnalysisQueue::deliver(AnalysisOutcome outcome)
{
    const std::scoped_lock lock(m_mutex);
    m_running.removeOne(outcome.user.displayName());
    m_delivery.outcomes.append(std::move(outcome));
    ++m_delivery.finished;
}

void AnalysisQueue::deliverUnchanged(const UserFolder &user)
{
    const std::scoped_lock lock(m_mutex);
    m_running.removeOne(user.displayName());
    m_delivery.unchanged.append(user);
    ++m_delivery.finished;
}

AnalysisQueue::Delivery AnalysisQueue::collect()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_delivery, {});
}

QStringList AnalysisQueue::running()
{
    const std::scoped_lock lock(m_mutex);
    return m_running;
}

} // namespace SyncAdmin::Desktop
