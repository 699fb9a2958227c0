#include "base/answering.h"

#include "base/directory.h"

#include <condition_variable>
#include <ctime>
#include <mutex>
#include <system_error>
#include <thread>

#include <pthread.h>

namespace SyncAdmin {

namespace {

using namespace std::chrono_literals;

// The data that a thread shares with its waiter; the last of the two deletes it.
struct Run
{
    std::mutex mutex;
    std::condition_variable changed;
    std::function<void(const Progress &)> progress;
    quint64 reports = 0;
    bool isFinished = false;
    bool isGivenUp = false;
};

void report(Run &run, const Progress &progress)
{
    const std::scoped_lock lock(run.mutex);
    ++run.reports;
    if (!run.isGivenUp && run.progress)
        run.progress(progress);
}

// ns; 0 if unknown
qint64 processorTimeOf(std::thread &thread)
{
    clockid_t clock = 0;
    timespec time = {};
    if (::pthread_getcpuclockid(thread.native_handle(), &clock) != 0 ||
        ::clock_gettime(clock, &time) != 0)
        return 0;
    return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

} // namespace

bool runWhileAnswering(const std::function<void(const Task &)> &work, const Task &task,
                       std::chrono::milliseconds patience)
{
    constexpr auto patienceOnceStopped = 1s;
    constexpr auto step = 50ms;
    const auto run = std::make_shared<Run>();
    run->progress = task.progress;
    std::thread thread;
    const auto runWork = [run, work, stop = task.stop] {
        work({[run](const Progress &progress) { report(*run, progress); }, stop});
        const std::scoped_lock lock(run->mutex);
        run->isFinished = true;
        run->changed.notify_one();
    };
    try {
        thread = std::thread(runWork);
    } catch (const std::system_error &) {
        // No more threads are allowed. Waiting here is better than not to do it.
        work(task);
        return true;
    }
    std::unique_lock lock(run->mutex);
    std::pair<qint64, quint64> seen;
    // Counted in steps, so that a suspension of the whole process does not count as a hang.
    std::chrono::milliseconds idle = 0ms;
    while (!run->changed.wait_for(lock, step, [&run] { return run->isFinished; })) {
        const std::pair now(processorTimeOf(thread), run->reports);
        idle = std::exchange(seen, now) == now ? idle + step : 0ms;
        if (idle < (task.stopRequested()
                        ? std::min<std::chrono::milliseconds>(patienceOnceStopped, patience)
                        : patience))
            continue;
        run->isGivenUp = true;
        thread.detach();
        return false;
    }
    lock.unlock();
    thread.join();
    return true;
}

bool answers(const Directory &folder, const QByteArray &name)
{
    constexpr auto patience = 2s;
    const auto status = folder.cachedStatus(name);
    if (!status || !status->isMountRoot)
        return true;
    // Duplicates the descriptor, because the folder may be closed before the thread returns.
    const auto listing = folder.reopened();
    if (!listing)
        return true;
    const auto shared = std::make_shared<const Directory>(*listing);
    const auto look = [shared, name](const Task &) {
        if (const auto opened = shared->openFolder(name))
            Q_UNUSED(opened->forEachEntry([](const DirectoryEntry &) { return false; }));
    };
    return runWhileAnswering(look, {}, patience);
}

} // namespace SyncAdmin
