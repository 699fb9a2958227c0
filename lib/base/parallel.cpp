#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace SyncAdmin {

void forEachInParallel(qsizetype count, int threads, const std::function<bool()> &stopped,
                       const std::function<void(qsizetype)> &work)
{
    std::atomic<qsizetype> next = 0;
    const auto takeShare = [&] {
        for (qsizetype i = next++; i < count && !stopped(); i = next++)
            work(i);
    };
    const auto others = std::clamp<qsizetype>(count - 1, 0, threads - 1);
    std::vector<std::jthread> workers;
    workers.reserve(static_cast<size_t>(others));
    try {
        for (qsizetype i = 0; i < others; ++i)
            workers.emplace_back(takeShare);
    } catch (const std::system_error &) {
        // No more threads are allowed: the present ones do all of the work.
    }
    takeShare();
}

} // namespace SyncAdmin
