#include "session/job.h"

#include <QPointer>

namespace SyncAdmin::Desktop {

namespace {

constexpr qint64 progressInterval = 50; // ms

} // namespace

Job::Job(Work work) : m_work(std::move(work))
{
    setAutoDelete(false);
}

void Job::run()
{
    const auto progress = [this](const Progress &value) {
        if (m_sinceProgress.isValid() && m_sinceProgress.elapsed() < progressInterval &&
            value.done != value.total) {
            return;
        }
        m_sinceProgress.start();
        Q_EMIT progressed(value);
    };
    m_work(Task{progress, m_stop.get_token()});
    Q_EMIT finished();
}

Jobs::Jobs(int threads, QObject *parent) : QObject(parent), m_pool(std::make_unique<QThreadPool>())
{
    m_pool->setMaxThreadCount(threads);
}

Jobs::~Jobs()
{
    finish(-1);
}

void Jobs::launch(Job *job)
{
    if (!m_pool) { // finish() has given up, because the program ends
        job->deleteLater();
        return;
    }
    m_jobs.push_back(job);
    // Its signal can still be queued when finish() has deleted it, and another job may have the
    // same address by then.
    connect(job, &Job::finished, this, [this, ended = QPointer<Job>(job)] {
        if (ended && std::erase(m_jobs, ended.data()) > 0)
            ended->deleteLater();
    });
    m_pool->start(job);
}

void Jobs::requestStop()
{
    for (Job *job : m_jobs)
        job->requestStop();
}

bool Jobs::finish(int milliseconds)
{
    if (!m_pool)
        return false;
    requestStop();
    if (m_pool->waitForDone(milliseconds)) {
        for (Job *job : m_jobs)
            delete job;
        m_jobs.clear();
        return true;
    }
    // Deleting the pool would wait for its threads, and a thread may still use its job.
    (void)m_pool.release();
    return false;
}

} // namespace SyncAdmin::Desktop
