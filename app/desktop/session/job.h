#pragma once

#include "base/task.h"

#include <QElapsedTimer>
#include <QObject>
#include <QRunnable>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <vector>

namespace SyncAdmin::Desktop {

// Work for a thread pool. Lives on the GUI thread; only run() is called on another one. The work
// owns copies of what it needs, and may outlive the object that started it.
class Job : public QObject, public QRunnable
{
    Q_OBJECT

public:
    using Work = std::function<void(const Task &)>;

    explicit Job(Work work);

    void run() override;
    void requestStop() { m_stop.request_stop(); }
    bool stopRequested() const { return m_stop.stop_requested(); }

Q_SIGNALS:
    void progressed(const SyncAdmin::Progress &value); // at most every 50 ms
    void finished();

private:
    Work m_work;
    std::stop_source m_stop;
    QElapsedTimer m_sinceProgress;
};

// Owns the jobs of one thread pool.
class Jobs : public QObject
{
    Q_OBJECT

public:
    explicit Jobs(int threads, QObject *parent = nullptr);
    ~Jobs() override;

    // Runs `work` on a thread of the pool and then `done` with its result on `receiver`'s thread,
    // unless the receiver is gone by then. The job deletes itself afterwards.
    template <typename T>
    Job *start(QObject *receiver, std::function<T(const Task &)> work, std::function<void(T)> done)
    {
        auto result = std::make_shared<std::unique_ptr<T>>();
        auto *job = new Job([result, work = std::move(work)](const Task &task) {
            *result = std::make_unique<T>(work(task));
        });
        connect(job, &Job::finished, receiver,
                [result, done = std::move(done)] { done(std::move(**result)); });
        launch(job);
        return job;
    }

    int running() const { return static_cast<int>(m_jobs.size()); }
    void requestStop();
    // Stops all jobs and waits for them, for this many milliseconds or, with -1, without a limit.
    // False where some have not returned: their threads are left alone, and the process should exit
    // without joining them.
    bool finish(int milliseconds);

private:
    void launch(Job *job);

    std::unique_ptr<QThreadPool> m_pool;
    std::vector<Job *> m_jobs;
};

} // namespace SyncAdmin::Desktop
