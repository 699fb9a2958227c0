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

// A piece of work, shared by the thread that does it and the thread that waits for it. The last of
// the two deletes it.
struct Run
{
    std::function<void(const Task &)> work;
    std::function<void(const Progress &)> progress;
    std::stop_token stop;
    std::mutex mutex; // guards the rest
    std::condition_variable changed;
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

void perform(const std::shared_ptr<Run> &run)
{
    run->work({[run](const Progress &progress) { report(*run, progress); }, run->stop});
    const std::scoped_lock lock(run->mutex);
    run->isFinished = true;
    run->changed.notify_one();
}

// A thread that does one run after the other: a new thread for each would take longer than the
// analysis of a small user.
class Worker
{
public:
    Worker() : m_thread(&Worker::performAll, m_queue) {} // std::system_error: too many threads
    ~Worker()
    {
        if (m_thread.joinable()) {
            end();
            m_thread.join();
        }
    }
    Q_DISABLE_COPY_MOVE(Worker)

    void begin(const std::shared_ptr<Run> &run)
    {
        const std::scoped_lock lock(m_queue->mutex);
        m_queue->next = run;
        m_queue->changed.notify_one();
    }
    // Abandons the thread, which ends after its run.
    void giveUp()
    {
        end();
        m_thread.detach();
    }
    std::thread &thread() { return m_thread; }

private:
    struct Queue
    {
        std::mutex mutex;
        std::condition_variable changed;
        std::shared_ptr<Run> next;
        bool isOver = false;
    };

    static void performAll(const std::shared_ptr<Queue> &queue)
    {
        for (;;) {
            std::unique_lock lock(queue->mutex);
            queue->changed.wait(lock, [&queue] { return queue->next || queue->isOver; });
            const auto run = std::exchange(queue->next, nullptr);
            lock.unlock();
            if (!run)
                return;
            perform(run);
        }
    }
    void end()
    {
        const std::scoped_lock lock(m_queue->mutex);
        m_queue->isOver = true;
        m_queue->changed.notify_one();
    }

    std::shared_ptr<Queue> m_queue = std::make_shared<Queue>();
    std::thread m_thread;
};

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
    thread_local std::optional<Worker> worker; // of the calling thread
    try {
        if (!worker)
            worker.emplace();
    } catch (const std::system_error &) {
        // No more threads are allowed: the work runs on this one, without a limit on its time.
        work(task);
        return true;
    }
    const auto run = std::make_shared<Run>();
    run->work = work;
    run->progress = task.progress;
    run->stop = task.stop;
    worker->begin(run);
    std::unique_lock lock(run->mutex);
    std::pair<qint64, quint64> seen;
    // Counted in steps, so that a suspension of the whole process does not count as a hang.
    std::chrono::milliseconds idle = 0ms;
    while (!run->changed.wait_for(lock, step, [&run] { return run->isFinished; })) {
        const std::pair now(processorTimeOf(worker->thread()), run->reports);
        idle = std::exchange(seen, now) == now ? idle + step : 0ms;
        if (idle < (task.stopRequested()
                        ? std::min<std::chrono::milliseconds>(patienceOnceStopped, patience)
                        : patience))
            continue;
        run->isGivenUp = true;
        worker->giveUp();
        worker.reset();
        return false;
    }
    return true;
}

bool isMountRoot(const Directory &folder, const QByteArray &name)
{
    const auto status = folder.cachedStatus(name);
    return status && status->isMountRoot;
}

bool answers(const Directory &folder, const QByteArray &name)
{
    constexpr auto patience = 2s;
    if (!isMountRoot(folder, name))
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
