#include "session/job.h"

#include <QPointer>
#include <QTest>

#include <atomic>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;

class TestJobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endOfAnEarlierJob();
};

// The finished() signal of a deleted job is still queued. It must not end a later job at the same
// address.
void TestJobs::endOfAnEarlierJob()
{
    Jobs jobs(1);
    std::atomic<bool> isReleased = false;
    const auto wait = [&isReleased](const Task &) {
        while (!isReleased)
            QThread::msleep(1);
        return true;
    };
    const Job *first = jobs.start<bool>(
        this, [](const Task &) { return true; }, [](bool) {});
    QVERIFY(jobs.finish(-1));
    const QPointer<Job> second = jobs.start<bool>(this, wait, [](bool) {});
    const bool isReused = second.data() == first;
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    const bool isThere = second && jobs.running() == 1;
    isReleased = true;
    QVERIFY(isThere);
    QVERIFY(jobs.finish(-1));
    if (!isReused)
        QSKIP("the allocator gave the second job another address");
}

QTEST_GUILESS_MAIN(TestJobs)

#include "tst_jobs.moc"
