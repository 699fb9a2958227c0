#include "database/vfs.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QTest>

#include <atomic>

using namespace SyncAdmin;

namespace {

std::atomic<int> cleanUps = 0;

}

// In Qt's place: counts what is to run at exit.
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

// Where two threads came to Qt's drivers first, both asked for the clean-up, and a process that
// cleans up twice never ends. So it has to be asked for before any thread reads.
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
