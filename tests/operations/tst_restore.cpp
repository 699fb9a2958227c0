#include "support/enginefixture.h"
#include "support/files.h"
#include "support/holderprocess.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

#include <filesystem>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

using Outcome = ResetReport::Outcome;
using Kind = PlanStep::Kind;

} // namespace

class TestRestore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture.build(); }
    void newerStateIsSetAside();
    void undoOfTheUndo();
    void missingUserFolderIsMadeAgain();
    void secondRestoreIsRefused();
    void changedPointIsRefused();
    void keptMediaStay();
    void databaseComesBeforeItsSidecars();
    void strangersEntryIsNotRolledBack();
    void adviceAfterUseNamesTheRoot();
    void damagedDatabaseComesBackFolded();
    void fileInThePlaceOfTheMediaFolder();

private:
    Result<ResetPlan> planFor(const QByteArray &id) const
    {
        const auto found = findRestorePoint(m_fixture.root(), id);
        return found ? planRestore(found->store, found->point) : tl::unexpected(found.error());
    }

    EngineFixture m_fixture;
};

void TestRestore::newerStateIsSetAside()
{
    const TreeSnapshot before = m_fixture.snapshot();
    const QByteArray point = m_fixture.reset().restorePoint;
    m_fixture.useAsServer();
    const auto plan = planFor(point);
    QVERIFY(plan);
    QByteArrayList newer;
    for (const PlanStep &step : plan->steps) {
        if (step.kind == Kind::NewerFile || step.kind == Kind::NewerMediaFolder)
            newer.append(step.name);
    }
    QCOMPARE(newer, QByteArrayList({"collection.anki2", "collection.anki2-shm", "collection.media",
                                    "collection.media.server.db"}));
    const ResetReport report = execute(*plan, EngineFixture::options(), {});
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    // Not one sidecar of the newer database beside the old one.
    QVERIFY(!m_fixture.has("collection.anki2-shm"));
}

void TestRestore::undoOfTheUndo()
{
    const TreeSnapshot old = m_fixture.snapshot();
    QByteArray point = m_fixture.reset().restorePoint;
    m_fixture.useAsServer();
    // Shared memory is no data, and is left in the restore point.
    const TreeSnapshot newer = m_fixture.snapshot().without({"collection.anki2-shm"});
    for (int i = 0; i < 3; ++i) {
        ResetReport report = m_fixture.restore(point);
        QCOMPARE(report.outcome, Outcome::Done);
        QCOMPARE(TreeSnapshot::differences(old, m_fixture.snapshot()), QStringList());
        report = m_fixture.restore(report.restorePoint);
        QCOMPARE(report.outcome, Outcome::Done);
        QCOMPARE(TreeSnapshot::differences(newer, m_fixture.snapshot()), QStringList());
        point = report.restorePoint;
    }
}

void TestRestore::missingUserFolderIsMadeAgain()
{
    const TreeSnapshot before = m_fixture.snapshot();
    std::filesystem::remove(QByteArray(m_fixture.userPath() + "/notes.txt").constData());
    std::filesystem::permissions(m_fixture.userPath().toStdString(), std::filesystem::perms(02770));
    const TreeSnapshot folder = m_fixture.snapshot();
    const QByteArray point = m_fixture.reset().restorePoint;
    std::filesystem::remove_all(m_fixture.userPath().toStdString());
    const auto plan = planFor(point);
    QVERIFY(plan);
    QVERIFY(plan->makesUserFolder());
    const ResetReport report = execute(*plan, EngineFixture::options(), {});
    QVERIFY2(report.outcome == Outcome::Done,
             report.error ? qPrintable(report.error->message()) : "");
    QCOMPARE(TreeSnapshot::differences(folder, m_fixture.snapshot()), QStringList());
    QVERIFY(!TreeSnapshot::differences(before, m_fixture.snapshot()).isEmpty());
}

void TestRestore::secondRestoreIsRefused()
{
    const QByteArray point = m_fixture.reset().restorePoint;
    const ResetReport report = m_fixture.restore(point);
    const auto again = planFor(point);
    QVERIFY(!again);
    QCOMPARE(again.error().code, Error::Code::AlreadyRestored);
    QCOMPARE(again.error().detail, QString::fromLatin1(report.restorePoint));
}

void TestRestore::changedPointIsRefused()
{
    const QByteArray point = m_fixture.reset().restorePoint;
    const QByteArray items = m_fixture.storePath() + "/restore-points/" + point + "/items/";
    QVERIFY(std::filesystem::remove(QByteArray(items + "collection.anki2-wal").constData()));
    const auto plan = planFor(point);
    QVERIFY(!plan);
    QCOMPARE(plan.error().code, Error::Code::Changed);
}

void TestRestore::keptMediaStay()
{
    const QByteArray point = m_fixture.reset(true).restorePoint;
    m_fixture.write("collection.media/three.jpg", "new");
    QCOMPARE(m_fixture.restore(point).outcome, Outcome::Done);
    QVERIFY(m_fixture.has("collection.media/three.jpg"));
    QVERIFY(m_fixture.has("collection.media/one.jpg"));
    QVERIFY(m_fixture.has("collection.media.server.db-wal"));
}

void TestRestore::databaseComesBeforeItsSidecars()
{
    const QByteArray point = m_fixture.reset().restorePoint;
    const auto plan = planFor(point);
    m_fixture.calls().forget();
    QCOMPARE(execute(*plan, EngineFixture::options(), {}).outcome, Outcome::Done);
    QByteArrayList order;
    for (const auto &call : m_fixture.calls().calls()) {
        if (call.kind == FailingCalls::Kind::Rename && call.name == call.newName)
            order.append(call.name);
    }
    QCOMPARE(order.first(), QByteArray("collection.media")); // the fresh one goes
    QVERIFY(order.indexOf("collection.anki2") < order.indexOf("collection.anki2-wal"));
    QVERIFY(order.indexOf("collection.media", 1) < order.indexOf("collection.media.server.db"));
    QCOMPARE(order.last(), QByteArray("collection.media.server.db-wal"));
}

// While the entries go back to the point, somebody puts another file in the place of one.
void TestRestore::strangersEntryIsNotRolledBack()
{
    const QByteArray point = m_fixture.reset().restorePoint;
    const TreeSnapshot before = m_fixture.snapshot();
    const auto plan = planFor(point);
    QVERIFY(plan);
    namespace fs = std::filesystem;
    const fs::path folder(m_fixture.userPath().toStdString());
    const fs::path entry = folder / "collection.media.server.db-wal"; // the first to go back
    ExecutionOptions options = EngineFixture::options();
    options.probeAgain = [&](const DatabaseLocks &, const QList<FilesIn> &) {
        m_fixture.calls().runBefore(
            1,
            [&] {
                fs::rename(entry, folder / "theirs");
                m_fixture.write("collection.media.server.db-wal", "a stranger's");
            },
            FailingCalls::Kind::Rename);
        InUse inUse;
        inUse.state = InUse::State::Busy;
        return inUse;
    };
    const ResetReport report = execute(*plan, options, {});
    QVERIFY(m_fixture.calls().hasFired());
    m_fixture.calls().disarm();
    QCOMPARE(report.outcome, Outcome::FailedIncomplete);
    QVERIFY(m_fixture.has("collection.media.server.db-wal")); // the stranger's, where it was put

    fs::rename(folder / "theirs", entry);
    QVERIFY(m_fixture.recoverAll());
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    QCOMPARE(m_fixture.restore(point).outcome, Outcome::Done);
}

// The restore point may have been written to while its files were in the user's folder.
void TestRestore::adviceAfterUseNamesTheRoot()
{
    const QByteArray point = m_fixture.reset().restorePoint;
    const auto plan = planFor(point);
    QVERIFY(plan);
    ExecutionOptions options = EngineFixture::options();
    options.probeAgain = [](const DatabaseLocks &, const QList<FilesIn> &) {
        InUse inUse;
        inUse.state = InUse::State::Busy;
        return inUse;
    };
    const ResetReport report = execute(*plan, options, {});
    QCOMPARE(report.outcome, Outcome::FailedRolledBack);
    QCOMPARE(report.warnings.size(), 1);
    QVERIFY2(report.warnings.first().contains(
                 QStringLiteral("anki-sync-adminctl verify %1 --data-root %2")
                     .arg(QString::fromUtf8(point), QFile::decodeName(m_fixture.rootPath()))),
             qPrintable(report.warnings.first()));
}

// It comes back as damaged as it was, with what its write-ahead log holds.
void TestRestore::damagedDatabaseComesBackFolded()
{
    const QString collection = QFile::decodeName(m_fixture.userPath() + "/collection.anki2");
    for (const char *suffix : {"-wal", "-shm", "-journal"})
        QFile::remove(collection + QLatin1String(suffix));
    QVERIFY(writeBytes(collection, {}));
    QVERIFY(HolderProcess(QStringLiteral("wal-rows"), collection).isReady());
    runSql(collection, "CREATE TABLE more (id INTEGER PRIMARY KEY, text); "
                       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500) "
                       "INSERT INTO more SELECT i, zeroblob(500) FROM n");
    QVERIFY(HolderProcess(QStringLiteral("crash-wal"), collection).isReady());
    QVERIFY(QFile(collection + QStringLiteral("-wal")).size() > 0);
    constexpr qsizetype pageSize = 4096;
    QByteArray damaged = readBytes(collection);
    damaged.replace(damaged.size() - pageSize, pageSize, QByteArray(pageSize, '\xff'));
    QVERIFY(writeBytes(collection, damaged));
    const QByteArray point = m_fixture.reset().restorePoint;

    // What SQLite finds in a copy.
    const QString items =
        QFile::decodeName(m_fixture.storePath() + "/restore-points/" + point + "/items/");
    const TemporaryRoot copies;
    const QString copy = copies.path() + QStringLiteral("/copy");
    for (const char *suffix : {"", "-wal"})
        QVERIFY(QFile::copy(items + QStringLiteral("collection.anki2") + QLatin1String(suffix),
                            copy + QLatin1String(suffix)));
    const QByteArray rows = "SELECT COUNT(*) FROM held";
    const QByteArray check = "PRAGMA integrity_check";
    const QString wanted = askRows(copy, rows);
    const QString damage = askRows(copy, check);
    QVERIFY2(wanted.toInt() > 0, qPrintable(wanted));
    QVERIFY2(damage != QStringLiteral("ok"), qPrintable(damage));

    const ResetReport report = m_fixture.restore(point);
    QVERIFY2(report.outcome == Outcome::Done, textOf(report).constData());
    QVERIFY(!m_fixture.has("collection.anki2-wal"));
    QCOMPARE(askRows(collection, rows), wanted);
    QCOMPARE(askRows(collection, check), damage);
}

// A server's own user can put one there.
void TestRestore::fileInThePlaceOfTheMediaFolder()
{
    const QString media = QFile::decodeName(m_fixture.userPath() + "/collection.media");
    QVERIFY(QDir(media).removeRecursively());
    QVERIFY(writeBytes(media, "no folder"));
    const QByteArray point = m_fixture.reset().restorePoint;
    QVERIFY(!point.isEmpty());
    const ResetReport report = m_fixture.restore(point);
    QVERIFY2(report.outcome == Outcome::Done, textOf(report).constData());
    QCOMPARE(readBytes(media), QByteArray("no folder"));
    // And the other way round: the folder that it made room for comes back.
    QCOMPARE(m_fixture.restore(report.restorePoint).outcome, Outcome::Done);
    QVERIFY(QFileInfo(media).isDir());
}

QTEST_GUILESS_MAIN(TestRestore)
#include "tst_restore.moc"
