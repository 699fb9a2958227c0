#include "base/answering.h"
#include "base/directory.h"
#include "support/deadmount.h"
#include "support/files.h"
#include "support/temporaryroot.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <thread>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace std::chrono_literals;

class TestAnswering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resultComesBack();
    void givesUpWhatWaits();
    void lateReportsReachNobody();
    void progressIsPatience_data();
    void progressIsPatience();
    void stopRequestShortensTheWait();
    void deadMount();
};

void TestAnswering::resultComesBack()
{
    const auto sum =
        whileAnswering<int>(QStringLiteral("/x"), {}, [](const Task &) { return Result<int>(42); });
    QCOMPARE(*sum, 42);
    const auto failed =
        whileAnswering<int>(QStringLiteral("/x"), {}, [](const Task &) -> Result<int> {
            return failure(Error::Code::Damaged, QStringLiteral("/y"));
        });
    QCOMPARE(failed.error().code, Error::Code::Damaged);
}

void TestAnswering::givesUpWhatWaits()
{
    QElapsedTimer time;
    time.start();
    const auto given = whileAnswering<int>(
        QStringLiteral("/x"), {},
        [](const Task &) {
            std::this_thread::sleep_for(3s);
            return Result<int>(1);
        },
        500ms);
    QVERIFY2(time.elapsed() >= 450 && time.elapsed() < 2500, QByteArray::number(time.elapsed()));
    QCOMPARE(given.error().code, Error::Code::NoAnswer);
    QCOMPARE(given.error().path, QStringLiteral("/x"));
}

void TestAnswering::lateReportsReachNobody()
{
    const auto isOver = std::make_shared<std::atomic<bool>>(false);
    {
        int reports = 0;
        const Task task{[&reports](const Progress &) { ++reports; }, {}};
        const auto work = [isOver](const Task &inner) {
            std::this_thread::sleep_for(1s);
            inner.report({});
            *isOver = true;
        };
        QVERIFY(!runWhileAnswering(work, task, 200ms));
        QCOMPARE(reports, 0);
    }
    QTRY_VERIFY(isOver->load()); // with what the report was for gone
}

void TestAnswering::progressIsPatience_data()
{
    QTest::addColumn<bool>("reports");
    QTest::newRow("processor time") << false;
    QTest::newRow("reports") << true;
}

void TestAnswering::progressIsPatience()
{
    QFETCH(bool, reports);
    const auto work = [reports](const Task &task) {
        const auto until = std::chrono::steady_clock::now() + 2500ms;
        // As one that waits for its own threads, which report.
        std::jthread other([&task, until] {
            for (; std::chrono::steady_clock::now() < until; std::this_thread::sleep_for(50ms))
                task.report({});
        });
        while (!reports && std::chrono::steady_clock::now() < until) {
        }
    };
    // On a busy machine a thread may well not run for half a second.
    QVERIFY(runWhileAnswering(work, {}, 1000ms));
}

void TestAnswering::stopRequestShortensTheWait()
{
    std::stop_source stop;
    std::jthread other([&stop] {
        std::this_thread::sleep_for(300ms);
        stop.request_stop();
    });
    QElapsedTimer time;
    time.start();
    const auto given =
        whileAnswering<int>(QStringLiteral("/x"), {{}, stop.get_token()}, [](const Task &) {
            std::this_thread::sleep_for(5s);
            return Result<int>(1);
        });
    QCOMPARE(given.error().code, Error::Code::Cancelled);
    QVERIFY2(time.elapsed() < 4000, QByteArray::number(time.elapsed()));
}

void TestAnswering::deadMount()
{
    const TemporaryRoot root;
    QVERIFY(makePath(root / QStringLiteral("dead")) && makePath(root / QStringLiteral("alive")));
    const auto folder = Directory::open(root.bytes());
    QVERIFY(answers(*folder, "alive") && answers(*folder, "missing"));
    QVERIFY(answers(*folder, "dead"));
    const DeadMount dead(root / "dead");
    if (!dead.isMounted())
        QSKIP("a FUSE file system cannot be mounted here");
    QVERIFY(!answers(*folder, "dead"));
    QVERIFY(answers(*folder, "alive"));
}

QTEST_GUILESS_MAIN(TestAnswering)
#include "tst_answering.moc"
