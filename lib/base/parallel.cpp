#include "base/parallel.h"

#include <QThreadPool>

#include <algorithm>
#include <atomic>

namespace SyncAdmin {

void forEachInParallel(qsizetype count, int threads, const std::function<bool()> &stopped,
                       const std::function<void(qsizetype)> &work)
{
    std::atomic<qsizetype> next = 0;
    const auto takeShare = [&] {
        for (qsizetype i = next++; i < count && !stopped(); i = next++)
            work(i);
    };
    const auto others = static_cast<int>(std::clamp<qsizetype>(count - 1, 0, threads - 1));
    QThreadPool pool;
    pool.setMaxThreadCount(std::max(1, others));
    for (int i = 0; i < others; ++i)
        pool.start(takeShare);
    takeShare();
    pool.waitForDone();
}

} // namespace SyncAdmin
