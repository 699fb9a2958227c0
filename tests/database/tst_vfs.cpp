#include "database/vfs.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QTest>

#include <atomic>

using namespace SyncAdmin;

namespace {

std::atomic<int> cleanUps = 0;

}

// Replaces Qt's function: counts the routines that run at exit.
void qAddPostRoutine(QtCleanUpFunction /*routine*/)
{
    ++cleanUps;
}

class TestVfs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void qtIsReadyBeforeTheThreads();
};

// If two threads use Qt's drivers first, both register the cleanup, and a process that cleans up
// twice hangs. So it must be registered before any thread reads.
void TestVfs::qtIsReadyBeforeTheThreads()
{
    const int before = cleanUps;
    prepareSqlite();
    QCOMPARE(cleanUps, before + 1);
    QVERIFY(QSqlDatabase::isDriverAvailable(QStringLiteral("QSQLITE")));
    QCOMPARE(cleanUps, before + 1);
}

QTEST_GUILESS_MAIN(TestVfs)

#include "tst_vfs.moc"
