#include "support/enginefixture.h"
#include "support/files.h"
#include "support/holderprocess.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

using Outcome = ResetReport::Outcome;

constexpr int maxRenames = 40; // of an operation on the fixture's user

} // namespace

// An operation was interrupted, a server has run on what it left, and only then somebody recovers:
// what the server has written is neither lost nor mixed with what was moved away.
class TestRecoverUsed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture.build(); }
    void databaseUsedSinceItsSidecarWent_data();
    void databaseUsedSinceItsSidecarWent();
    void restoredDatabaseUsedSince_data();
    void restoredDatabaseUsedSince();
    void sidecarThatAServerTookIsNoConflict();
    void refusedWhileAServerIsAtIt();
    void madeFolderUsedSince();
    void madeFolderUsedDuringTheRestore();
    void goneUserFolder_data();
    void goneUserFolder();

private:
    QString file(const QByteArray &name) const
    {
        return QFile::decodeName(m_fixture.userPath() + '/' + name);
    }
    QString inPoint(const QByteArray &id, const QByteArray &name) const
    {
        return QFile::decodeName(m_fixture.storePath() + "/restore-points/" + id + '/' + name);
    }
    // A real collection with `mode` of the holder as its last use.
    void makeCollection(const QString &mode) const;
    void runServer(const QString &mode) const;
    // Stops the operation for good before its Nth rename; false if it has no such one.
    bool interruptReset(int rename) const;
    bool interruptRestore(const QByteArray &id, int rename) const;
    ResetReport recoverFirst(bool setAside, bool looks = false) const;

    EngineFixture m_fixture;
};

void TestRecoverUsed::makeCollection(const QString &mode) const
{
    for (const char *name : {"collection.anki2", "collection.anki2-wal", "collection.anki2-shm",
                             "collection.anki2-journal"})
        QFile::remove(file(name));
    QVERIFY(writeBytes(file("collection.anki2"), {}));
    for (const QString &step : {QStringLiteral("wal-rows"), QStringLiteral("idle"), mode})
        runServer(step);
}

void TestRecoverUsed::runServer(const QString &mode) const
{
    HolderProcess server(mode, file("collection.anki2"));
    QVERIFY2(server.isReady(), server.errorText().constData());
}

bool TestRecoverUsed::interruptReset(int rename) const
{
    return m_fixture.interrupt(m_fixture.plan(), rename).has_value();
}

bool TestRecoverUsed::interruptRestore(const QByteArray &id, int rename) const
{
    const auto plan = m_fixture.restorePlan(id);
    return plan && m_fixture.interrupt(*plan, rename);
}

ResetReport TestRecoverUsed::recoverFirst(bool setAside, bool looks) const
{
    const auto store = m_fixture.store();
    const auto points = interruptedPoints(store);
    if (!points || points->isEmpty())
        return {};
    const auto plan = planRecovery(store, points->first());
    if (!plan)
        return ResetReport::notBegun({}, plan.error());
    RecoveryOptions options;
    options.setAside = setAside;
    if (!looks)
        options.probe = EngineFixture::options().probe;
    return recover(*plan, options, {});
}

void TestRecoverUsed::databaseUsedSinceItsSidecarWent_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QByteArray>("sidecar");
    QTest::newRow("rows in the WAL")
        << QStringLiteral("crash-wal") << QByteArray("collection.anki2-wal");
    QTest::newRow("hot journal") << QStringLiteral("crash-journal")
                                 << QByteArray("collection.anki2-journal");
}

// The sidecar that was moved away belongs to another state of the database now: beside it, SQLite
// would replay it.
void TestRecoverUsed::databaseUsedSinceItsSidecarWent()
{
    QFETCH(QString, mode);
    QFETCH(QByteArray, sidecar);
    QByteArray id;
    for (int rename = 1; rename < maxRenames && id.isEmpty(); ++rename) {
        m_fixture.build();
        makeCollection(mode);
        QVERIFY(interruptReset(rename));
        const auto points = m_fixture.points();
        if (points.size() == 1 && QFile::exists(file("collection.anki2")) &&
            QFile::exists(inPoint(points.first().id, "items/" + sidecar)))
            id = points.first().id;
    }
    QVERIFY2(!id.isEmpty(), "no rename lies between the two");
    runServer(QStringLiteral("wal-rows")); // which ends in order, and leaves no sidecar
    QVERIFY(!QFile::exists(file(sidecar)));
    const QByteArray written = readBytes(file("collection.anki2"));
    const TreeSnapshot used = m_fixture.snapshot();

    const ResetReport refused = recoverFirst(false);
    QCOMPARE(refused.outcome, Outcome::Refused);
    QCOMPARE(refused.error->code, Error::Code::Conflict);
    QVERIFY2(refused.error->message().contains(QStringLiteral("has been written to since")),
             qPrintable(refused.error->message()));
    QCOMPARE(TreeSnapshot::differences(used, m_fixture.snapshot()), QStringList());

    const ResetReport done = recoverFirst(true);
    QVERIFY2(done.outcome == Outcome::Done, textOf(done).constData());
    QVERIFY(!done.warnings.isEmpty());
    QCOMPARE(readBytes(file("collection.anki2")), written);
    QVERIFY(!QFile::exists(file(sidecar)));
    QVERIFY(QFile::exists(inPoint(id, "items/" + sidecar)));
    QCOMPARE(m_fixture.points().first().state, RestorePoint::State::RolledBack);
    QVERIFY(QFile::exists(file("collection.media"))); // the rest is back
    QCOMPARE(askSql(file("collection.anki2"), "PRAGMA integrity_check"), QStringLiteral("ok"));
}

void TestRecoverUsed::restoredDatabaseUsedSince_data()
{
    QTest::addColumn<QString>("server");
    QTest::newRow("ended in order") << QStringLiteral("wal-rows");
    QTest::newRow("killed, its rows in the WAL") << QStringLiteral("crash-wal");
    QTest::newRow("killed, with a hot journal") << QStringLiteral("crash-journal");
}

// The collection that has come back is written by a server: it and its sidecars are one thing, kept
// together in the point.
void TestRecoverUsed::restoredDatabaseUsedSince()
{
    QFETCH(QString, server);
    makeCollection(QStringLiteral("wal-rows"));
    const ResetReport reset = m_fixture.reset();
    QCOMPARE(reset.outcome, Outcome::Done);
    const TreeSnapshot empty = m_fixture.snapshot();
    QByteArray id;
    for (int rename = 1; rename < maxRenames && id.isEmpty(); ++rename) {
        if (!interruptRestore(reset.restorePoint, rename))
            break;
        if (QFile::exists(file("collection.anki2")))
            id = m_fixture.points().first().id;
        else
            QVERIFY(m_fixture.recoverAll());
    }
    QVERIFY(!id.isEmpty());
    runServer(server);
    QByteArrayList family;
    for (const char *name :
         {"collection.anki2", "collection.anki2-wal", "collection.anki2-journal"}) {
        if (QFile::exists(file(name)))
            family.append(name);
    }
    QMap<QByteArray, QByteArray> written;
    for (const QByteArray &name : std::as_const(family))
        written.insert(name, readBytes(file(name)));

    const ResetReport refused = recoverFirst(false);
    QCOMPARE(refused.outcome, Outcome::Refused);
    QCOMPARE(refused.error->code, Error::Code::Conflict);
    const ResetReport done = recoverFirst(true);
    QVERIFY2(done.outcome == Outcome::Done, textOf(done).constData());
    QCOMPARE(TreeSnapshot::differences(empty, m_fixture.snapshot()), QStringList());
    for (const QByteArray &name : std::as_const(family))
        QCOMPARE(readBytes(inPoint(id, "newer/" + name)), written.value(name));
    QCOMPARE(askSql(inPoint(id, "newer/collection.anki2"), "PRAGMA integrity_check"),
             QStringLiteral("ok"));
}

// It stood beside its database when the operation was interrupted, and went as sidecars do.
void TestRecoverUsed::sidecarThatAServerTookIsNoConflict()
{
    for (int rename = 1; rename < maxRenames; ++rename) {
        m_fixture.build();
        makeCollection(QStringLiteral("crash-wal"));
        QVERIFY(interruptReset(rename));
        if (!QFile::exists(file("collection.media.server.db")))
            break;
        QVERIFY(m_fixture.recoverAll());
    }
    QVERIFY(QFile::exists(file("collection.anki2-wal")));
    runServer(QStringLiteral("wal-rows"));
    QVERIFY(!QFile::exists(file("collection.anki2-wal")));
    const QByteArray written = readBytes(file("collection.anki2"));
    const ResetReport done = recoverFirst(false);
    QVERIFY2(done.outcome == Outcome::Done, textOf(done).constData());
    QVERIFY(!done.isIncomplete);
    QCOMPARE(readBytes(file("collection.anki2")), written);
    QVERIFY(QFile::exists(file("collection.media.server.db")));
}

// Nothing moves under a server that is there, and none comes in between.
void TestRecoverUsed::refusedWhileAServerIsAtIt()
{
    for (int rename = 4; rename < maxRenames; ++rename) {
        m_fixture.build();
        makeCollection(QStringLiteral("crash-wal"));
        QVERIFY(interruptReset(rename));
        if (!m_fixture.points().isEmpty() && !QFile::exists(file("collection.anki2-wal")))
            break;
    }
    QVERIFY(QFile::exists(file("collection.anki2")));
    const TreeSnapshot before = m_fixture.snapshot();
    HolderProcess server(QStringLiteral("open"), file("collection.anki2"));
    QVERIFY(server.isReady());
    for (const bool setAside : {false, true}) {
        const ResetReport refused = recoverFirst(setAside, true);
        QCOMPARE(refused.outcome, Outcome::Refused);
        QVERIFY2(refused.error->code == Error::Code::InUse, textOf(refused).constData());
        QVERIFY(refused.inUse && refused.inUse->state == InUse::State::Busy);
    }
    QVERIFY(server.letGo());
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    const ResetReport done = recoverFirst(false, true);
    QVERIFY2(done.outcome == Outcome::Done, textOf(done).constData());
    QVERIFY(QFile::exists(file("collection.anki2-wal")));
}

// A user folder that a restore has made again is a server's as soon as that has written into it.
void TestRecoverUsed::madeFolderUsedSince()
{
    const ResetReport again = m_fixture.reset();
    QCOMPARE(again.outcome, Outcome::Done);
    const QString folder = QFile::decodeName(m_fixture.userPath());
    QVERIFY(QDir(folder).removeRecursively());
    int rename = 1;
    for (; rename < maxRenames; ++rename) {
        QVERIFY(interruptRestore(again.restorePoint, rename));
        if (QFile::exists(folder))
            break;
        QVERIFY(m_fixture.recoverAll());
    }
    QVERIFY(QFile::exists(folder));
    m_fixture.write("new-upload.tmp", "a server's");
    const QByteArray id = m_fixture.points().first().id;

    const ResetReport refused = recoverFirst(false);
    QCOMPARE(refused.outcome, Outcome::Refused);
    QCOMPARE(refused.error->code, Error::Code::Conflict);
    QVERIFY(QFile::exists(file("new-upload.tmp")));
    const ResetReport done = recoverFirst(true);
    QVERIFY2(done.outcome == Outcome::Done, textOf(done).constData());
    QCOMPARE(readBytes(inPoint(id, "newer/new-upload.tmp")), QByteArray("a server's"));
    QVERIFY(!QFile::exists(QFile::decodeName(m_fixture.userPath())));
    QCOMPARE(m_fixture.restore(again.restorePoint).outcome, Outcome::Done);
}

// The same while the restore is at work: what cannot be undone is said, and asked about.
void TestRecoverUsed::madeFolderUsedDuringTheRestore()
{
    const ResetReport reset = m_fixture.reset();
    QVERIFY(QDir(QFile::decodeName(m_fixture.userPath())).removeRecursively());
    const auto plan = m_fixture.restorePlan(reset.restorePoint);
    QVERIFY(plan);
    bool isWritten = false;
    int renames = 0;
    m_fixture.calls().forget();
    for (int rename = 5; rename < maxRenames && renames == 0; ++rename) {
        m_fixture.calls().runBefore(
            rename,
            [this, &isWritten] {
                if (QFile::exists(QFile::decodeName(m_fixture.userPath()))) {
                    m_fixture.write("new-upload.tmp", "a server's");
                    isWritten = true;
                }
            },
            FailingCalls::Kind::Rename);
        const ResetReport report = execute(*plan, EngineFixture::options(), {});
        m_fixture.calls().disarm();
        if (!isWritten) {
            QVERIFY(m_fixture.recoverAll());
            break;
        }
        QCOMPARE(report.outcome, Outcome::FailedIncomplete);
        QCOMPARE(m_fixture.points().first().state, RestorePoint::State::Interrupted);
        QCOMPARE(readBytes(file("new-upload.tmp")), QByteArray("a server's"));
        renames = rename;
    }
    QVERIFY(renames > 0);
    QVERIFY(m_fixture.recoverAll(true));
    QCOMPARE(m_fixture.restore(reset.restorePoint).outcome, Outcome::Done);
}

void TestRecoverUsed::goneUserFolder_data()
{
    QTest::addColumn<bool>("restores");
    QTest::newRow("reset") << false;
    QTest::newRow("restore") << true;
}

// Somebody has removed the user folder of an interrupted operation, at whatever rename that was:
// what lies in a point can be restored, and nothing else is promised.
void TestRecoverUsed::goneUserFolder()
{
    QFETCH(bool, restores);
    int runs = 0;
    for (int rename = 1; rename < maxRenames; ++rename) {
        QDir(QFile::decodeName(m_fixture.storePath())).removeRecursively();
        m_fixture.build();
        QByteArray source;
        if (restores) {
            source = m_fixture.reset().restorePoint;
            m_fixture.useAsServer();
        }
        if (!(restores ? interruptRestore(source, rename) : interruptReset(rename)))
            break;
        if (interruptedPoints(m_fixture.store())->isEmpty())
            continue; // it came to nothing
        ++runs;
        const auto isStillWhole = [this, &source] {
            return m_fixture.restorePlan(source).has_value();
        };
        const bool wasWhole = restores && isStillWhole();
        QVERIFY(QDir(QFile::decodeName(m_fixture.userPath())).removeRecursively());
        const QByteArray id = interruptedPoints(m_fixture.store())->first().id;
        const QStringList moved =
            QDir(inPoint(id, "items"))
                .entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System);
        QVERIFY2(m_fixture.recoverAll(true), QByteArray::number(rename).constData());
        QVERIFY(interruptedPoints(m_fixture.store())->isEmpty());
        QCOMPARE(!restores || isStillWhole(), !restores || wasWhole);
        const auto kept = findRestorePoint(m_fixture.root(), id);
        QCOMPARE(kept.has_value(), !moved.isEmpty());
        if (!kept)
            continue;
        QCOMPARE(kept->point.state, RestorePoint::State::Complete);
        const ResetReport back = m_fixture.restore(id);
        QVERIFY2(back.outcome == Outcome::Done, textOf(back).constData());
        for (const QString &name : moved) {
            // A sidecar without its database, or without content, stays in the point.
            const bool isSidecar = !artefactFor(name.toUtf8()).database.isEmpty();
            QVERIFY(isSidecar || m_fixture.has(name.toUtf8()));
        }
    }
    QVERIFY2(runs > 5, QByteArray::number(runs).constData());
}

QTEST_GUILESS_MAIN(TestRecoverUsed)
#include "tst_recoverused.moc"
