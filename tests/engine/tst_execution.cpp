#include "engine/purge.h"
#include "holders/proclocks.h"
#include "operations/resetplanner.h"
#include "store/auditlog.h"
#include "support/enginefixture.h"
#include "support/holderprocess.h"

#include <QTest>

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

namespace fs = std::filesystem;
using Outcome = ResetReport::Outcome;

InUse answer(InUse::State state)
{
    InUse inUse;
    inUse.state = state;
    inUse.reason = QStringLiteral("a test says so");
    inUse.holders.append({811, QStringLiteral("ankisyncd"), {}, {}, {}, false});
    return inUse;
}

struct stat statOf(const QByteArray &path)
{
    struct stat status = {};
    ::lstat(path.constData(), &status);
    return status;
}

} // namespace

class TestExecution : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture.build(); }
    void resetsAndRestores_data();
    void resetsAndRestores();
    void fixturesGoRound_data();
    void fixturesGoRound();
    void keepsMediaFiles();
    void freshFolderIsLikeTheOldOne();
    void officialLayoutGetsItsFolder();
    void withoutRestorePointNothingIsLeft();
    void deletionThatFails_data();
    void deletionThatFails();
    void copiesAreNeverMoved();
    void refusesAStalePlan_data();
    void refusesAStalePlan();
    void refusesWhileInUse_data();
    void refusesWhileInUse();
    void otherOperationIsNamed_data();
    void otherOperationIsNamed();
    void refusesEveryLockedByte();
    void secondLookPutsBack();
    void filesOfANewServerAreNotTouched();
    void refusesAfterAnInterruption();
    void cancelPutsBack();
    void renamesInASafeOrder();
    void nothingToDo();
    void longCommandIsCut();
    void manifestThatCannotBeReadIsRefused();

private:
    EngineFixture m_fixture;
};

void TestExecution::resetsAndRestores_data()
{
    QTest::addColumn<bool>("keepMediaFiles");
    QTest::newRow("complete") << false;
    QTest::newRow("keep media files") << true;
}

void TestExecution::resetsAndRestores()
{
    QFETCH(bool, keepMediaFiles);
    const TreeSnapshot before = m_fixture.snapshot();
    const ResetPlan plan = m_fixture.plan(keepMediaFiles);
    const ResetReport report = execute(plan, EngineFixture::options(), {});
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY(report.warnings.isEmpty());
    QCOMPARE(report.steps.size(), plan.steps.size());
    for (qsizetype i = 0; i < plan.steps.size(); ++i) {
        QCOMPARE(report.steps.at(i).state, StepResult::State::Done);
        QCOMPARE(report.steps.at(i).step.done(), plan.steps.at(i).done());
    }
    QVERIFY(!m_fixture.has("collection.anki2"));
    QVERIFY(!m_fixture.has("collection.media.db2"));
    QVERIFY(!m_fixture.has("collection.anki2.tmp"));
    QVERIFY(m_fixture.has("notes.txt"));
    QCOMPARE(m_fixture.has("collection.media/one.jpg"), keepMediaFiles);

    const ResetReport undo = m_fixture.restore(report.restorePoint);
    QCOMPARE(undo.outcome, Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
}

void TestExecution::fixturesGoRound_data()
{
    QTest::addColumn<QString>("archive");
    QTest::newRow("at rest") << QStringLiteral("community-at-rest.tar.gz");
    QTest::newRow("with a WAL") << QStringLiteral("community-wal-in-use.tar.gz");
}

void TestExecution::fixturesGoRound()
{
    QFETCH(QString, archive);
    const TemporaryRoot folder;
    QVERIFY(folder.unpack(archive));
    const auto root = DataRoot::open(folder.bytes());
    QVERIFY(root);
    const auto users = root->users();
    QVERIFY(users);
    for (const UserFolder &user : *users) {
        const QByteArray path = user.parent->path().toLocal8Bit() + '/' + user.name;
        const auto snapshot = [&path] {
            return TreeSnapshot::of(path, TreeSnapshot::WithoutIdentity, {QByteArray()});
        };
        const TreeSnapshot before = snapshot();
        const auto analysis = analyse(user, {}, {});
        QVERIFY(analysis);
        const auto plan = planReset(*analysis, {});
        QVERIFY(plan);
        // With the real look at who is there.
        const ResetReport report = execute(*plan, ExecutionOptions(), {});
        QVERIFY2(report.outcome == Outcome::Done,
                 report.error ? qPrintable(report.error->message()) : "");
        const auto found = findRestorePoint(*root, report.restorePoint);
        QVERIFY(found);
        const auto back = planRestore(found->store, found->point);
        QVERIFY(back);
        const ResetReport undo = execute(*back, ExecutionOptions(), {});
        QVERIFY2(undo.outcome == Outcome::Done,
                 undo.error ? qPrintable(undo.error->message()) : "");
        // What had a sidecar comes back as one file with the same content.
        QByteArrayList folded;
        for (const QByteArray &name :
             {QByteArray("collection.anki2"), analysis->mediaDatabases.first().name}) {
            for (const QByteArray &sidecar : sidecarNames(name)) {
                if (const UserEntry *entry = analysis->entry(sidecar)) {
                    folded += {name, sidecar};
                    QVERIFY(entry->status.size > 0 || sidecar.endsWith("-shm"));
                    QVERIFY(!fs::exists(QByteArray(path + '/' + sidecar).toStdString()));
                }
            }
        }
        QCOMPARE(TreeSnapshot::differences(before.without(folded), snapshot().without(folded)),
                 QStringList());
        const auto again = analyse(user, {}, {});
        QVERIFY(again && again->collection->stats && again->mediaDatabase()->stats);
        QCOMPARE(again->collection->stats->cards, analysis->collection->stats->cards);
        QCOMPARE(again->collection->stats->usn, analysis->collection->stats->usn);
        QCOMPARE(again->mediaDatabase()->stats->entries, analysis->mediaDatabase()->stats->entries);
    }
}

void TestExecution::keepsMediaFiles()
{
    const QByteArray media = m_fixture.userPath() + "/collection.media";
    const ino_t inode = statOf(media).st_ino;
    QCOMPARE(m_fixture.reset(true).outcome, Outcome::Done);
    QCOMPARE(statOf(media).st_ino, inode);
    QVERIFY(!m_fixture.has("collection.media.server.db"));
}

void TestExecution::freshFolderIsLikeTheOldOne()
{
    const QByteArray media = m_fixture.userPath() + "/collection.media";
    if (::geteuid() == 0)
        QCOMPARE(::chown(media.constData(), 1001, 65533), 0);
    QCOMPARE(::chmod(media.constData(), 02775), 0);
    const bool hasAttributes = ::setxattr(media.constData(), "user.note", "kept", 4, 0) == 0;
    const struct stat before = statOf(media);
    QCOMPARE(m_fixture.reset().outcome, Outcome::Done);
    const struct stat after = statOf(media);
    QVERIFY(before.st_ino != after.st_ino);
    QCOMPARE(after.st_mode, before.st_mode);
    QCOMPARE(after.st_uid, before.st_uid);
    QCOMPARE(after.st_gid, before.st_gid);
    QVERIFY(fs::is_empty(media.toStdString()));
    QByteArray value(4, ' ');
    if (hasAttributes) {
        QCOMPARE(::getxattr(media.constData(), "user.note", value.data(), 4), 4);
        QCOMPARE(value, QByteArray("kept"));
    }
}

void TestExecution::officialLayoutGetsItsFolder()
{
    const TemporaryRoot folder;
    fs::create_directories((folder / QStringLiteral("ann")).toStdString());
    const QByteArray user = folder.bytes() + "/ann";
    QFile collection(QFile::decodeName(user + "/collection.anki2"));
    QFile media(QFile::decodeName(user + "/media.db"));
    QVERIFY(collection.open(QIODevice::WriteOnly) && media.open(QIODevice::WriteOnly));
    collection.close();
    media.close();
    QCOMPARE(::chmod(QByteArray(user + "/media.db").constData(), 0644), 0);
    QCOMPARE(::chmod(user.constData(), 0710), 0);
    const auto root = DataRoot::open(folder.bytes());
    const auto found = root->user("ann");
    QVERIFY(found);
    const auto analysis = analyse(*found, {}, {});
    const auto plan = planReset(*analysis, {});
    const ResetReport report = execute(*plan, EngineFixture::options(), {});
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(statOf(user + "/media").st_mode, static_cast<mode_t>(S_IFDIR | 0710));
    // The server that makes its own would count from 0.
    const struct stat made = statOf(user + "/media.db");
    QCOMPARE(made.st_mode, static_cast<mode_t>(S_IFREG | 0644));
    QVERIFY(made.st_size > 0);
}

void TestExecution::withoutRestorePointNothingIsLeft()
{
    ExecutionOptions options = EngineFixture::options();
    options.keepRestorePoint = false;
    const ResetReport report = execute(m_fixture.plan(), options, {});
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY(report.restorePoint.isEmpty());
    QVERIFY(m_fixture.points().isEmpty());
    QVERIFY(!m_fixture.has("collection.anki2"));
}

void TestExecution::deletionThatFails_data()
{
    QTest::addColumn<int>("unlink");
    QTest::newRow("at its first file") << 2;
    QTest::newRow("half-way") << 4;
}

// No undo is promised that would be refused.
void TestExecution::deletionThatFails()
{
    QFETCH(int, unlink);
    ExecutionOptions options = EngineFixture::options();
    options.keepRestorePoint = false;
    // Before the deletion only the commit unlinks a name, once.
    options.probeAgain = [this, unlink](const DatabaseLocks &, const QList<FilesIn> &) {
        m_fixture.calls().failAt(unlink, EIO, FailingCalls::Kind::Unlink, true);
        return answer(InUse::State::Free);
    };
    const ResetReport report = execute(m_fixture.plan(), options, {});
    m_fixture.calls().disarm();
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY(report.restorePoint.isEmpty());
    QVERIFY(!report.undeleted.isEmpty());
    QCOMPARE(report.warnings.size(), 1);
    QVERIFY(report.warnings.first().contains(QStringLiteral("delete ")));
    QVERIFY(!m_fixture.has("collection.anki2"));
    QCOMPARE(m_fixture.points().size(), 1);
    const RestorePoint point = m_fixture.points().first();
    QCOMPARE(point.id, report.undeleted);
    QVERIFY(!m_fixture.restorePlan(point.id));
    QCOMPARE(purge(m_fixture.store(), point, {}, {}).outcome, PurgeReport::Outcome::Done);
    QVERIFY(m_fixture.points().isEmpty());
}

// Somebody's copies, which may be the only ones.
void TestExecution::copiesAreNeverMoved()
{
    const QByteArrayList copies{"collection.anki2.bak", "collection.anki2~", "decks.backup",
                                "old.tmp"};
    for (const QByteArray &name : copies)
        m_fixture.write(name, name);
    ExecutionOptions options = EngineFixture::options();
    options.keepRestorePoint = false;
    QCOMPARE(execute(m_fixture.plan(), options, {}).outcome, Outcome::Done);
    for (const QByteArray &name : copies)
        QVERIFY2(m_fixture.has(name), name.constData());
    m_fixture.useAsServer();
    const ResetReport report = m_fixture.reset();
    m_fixture.useAsServer();
    QCOMPARE(m_fixture.restore(report.restorePoint).outcome, Outcome::Done);
    for (const QByteArray &name : copies)
        QVERIFY2(m_fixture.has(name), name.constData());
}

void TestExecution::refusesAStalePlan_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::newRow("a new name") << QByteArray("collection.anki2-journal");
    QTest::newRow("a changed file") << QByteArray("collection.anki2");
    QTest::newRow("a changed media folder") << QByteArray("collection.media/four.jpg");
}

void TestExecution::refusesAStalePlan()
{
    QFETCH(QByteArray, written);
    const ResetPlan plan = m_fixture.plan();
    QTest::qSleep(20); // so that a file system with coarse times tells the difference
    m_fixture.write(written, "something else");
    const TreeSnapshot before = m_fixture.snapshot();
    const ResetReport report = execute(plan, EngineFixture::options(), {});
    QCOMPARE(report.outcome, Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::Changed);
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    QVERIFY(!fs::exists(m_fixture.storePath().toStdString()));
}

void TestExecution::refusesWhileInUse_data()
{
    QTest::addColumn<InUse::State>("state");
    QTest::addColumn<bool>("serverStopped");
    QTest::addColumn<Outcome>("outcome");
    QTest::newRow("busy") << InUse::State::Busy << false << Outcome::Refused;
    QTest::newRow("busy, stopped they say") << InUse::State::Busy << true << Outcome::Refused;
    QTest::newRow("unknown") << InUse::State::Unknown << false << Outcome::Refused;
    QTest::newRow("unknown, stopped they say") << InUse::State::Unknown << true << Outcome::Done;
}

void TestExecution::refusesWhileInUse()
{
    QFETCH(InUse::State, state);
    QFETCH(bool, serverStopped);
    QFETCH(Outcome, outcome);
    ExecutionOptions options = EngineFixture::options();
    options.serverStopped = serverStopped;
    options.probe = [state](const Directory &, const QByteArrayList &) { return answer(state); };
    const ResetReport report = execute(m_fixture.plan(), options, {});
    QCOMPARE(report.outcome, outcome);
    QVERIFY(report.inUse);
    QCOMPARE(report.inUse->state, state);
    QCOMPARE(report.serverStoppedAsserted, outcome == Outcome::Done);
    QCOMPARE(fs::exists(m_fixture.storePath().toStdString()), outcome == Outcome::Done);
}

// Also where the looks see nobody: the lock itself is in the way.
void TestExecution::refusesEveryLockedByte()
{
    HolderProcess server(QStringLiteral("write-lock"),
                         QFile::decodeName(m_fixture.userPath() + "/collection.anki2"));
    QVERIFY2(server.isReady(), server.errorText().constData());
    const TreeSnapshot before = m_fixture.snapshot();
    QList<quint64> missed;
    for (quint64 byte = sqliteFirstByte; byte <= sqliteLastByte; ++byte) {
        QVERIFY2(server.order(QByteArray::number(byte)), server.errorText().constData());
        const ResetReport report = m_fixture.reset();
        if (!report.error || report.error->code != Error::Code::InUse)
            missed.append(byte);
    }
    QCOMPARE(missed, QList<quint64>());
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
}

void TestExecution::secondLookPutsBack()
{
    const TreeSnapshot before = m_fixture.snapshot();
    ExecutionOptions options = EngineFixture::options();
    options.probeAgain = [](const DatabaseLocks &, const QList<FilesIn> &) {
        return answer(InUse::State::Busy);
    };
    const ResetReport report = execute(m_fixture.plan(), options, {});
    QCOMPARE(report.outcome, Outcome::FailedRolledBack);
    QCOMPARE(report.error->code, Error::Code::InUse);
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    QVERIFY(m_fixture.points().isEmpty());
}

void TestExecution::filesOfANewServerAreNotTouched()
{
    ExecutionOptions options = EngineFixture::options();
    options.probeAgain = [this](const DatabaseLocks &, const QList<FilesIn> &) {
        m_fixture.write("collection.anki2", "a server's new one");
        return answer(InUse::State::Busy);
    };
    const ResetReport report = execute(m_fixture.plan(), options, {});
    QCOMPARE(report.outcome, Outcome::FailedIncomplete);
    QVERIFY(!report.leftBehind.isEmpty());
    QFile file(QFile::decodeName(m_fixture.userPath() + "/collection.anki2"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("a server's new one"));
    QCOMPARE(m_fixture.points().first().state, RestorePoint::State::Interrupted);
}

void TestExecution::refusesAfterAnInterruption()
{
    QCOMPARE(m_fixture.interrupt(m_fixture.plan(), 5)->outcome, Outcome::FailedIncomplete);
    const ResetReport report = m_fixture.reset();
    QCOMPARE(report.outcome, Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::Interrupted);
    QVERIFY(m_fixture.recoverAll());
    QCOMPARE(m_fixture.reset().outcome, Outcome::Done);
}

void TestExecution::cancelPutsBack()
{
    const TreeSnapshot before = m_fixture.snapshot();
    const ResetPlan plan = m_fixture.plan();
    for (int steps = 0; steps <= plan.steps.size(); ++steps) {
        std::stop_source stop;
        int seen = 0;
        const Task task{[&](const Progress &) {
                            if (++seen == steps)
                                stop.request_stop();
                        },
                        stop.get_token()};
        if (steps == 0)
            stop.request_stop();
        const ResetReport report = execute(m_fixture.plan(), EngineFixture::options(), task);
        QCOMPARE(report.outcome, Outcome::Cancelled);
        QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    }
}

void TestExecution::renamesInASafeOrder()
{
    const ResetPlan plan = m_fixture.plan();
    m_fixture.calls().forget();
    QCOMPARE(execute(plan, EngineFixture::options(), {}).outcome, Outcome::Done);
    QByteArrayList order;
    for (const auto &call : m_fixture.calls().calls()) {
        if (call.kind == FailingCalls::Kind::Rename && call.name == call.newName)
            order.append(call.name);
    }
    QCOMPARE(order, QByteArrayList({"collection.media.server.db-wal", "collection.media.db2",
                                    "collection.media.server.db", "collection.anki2-wal",
                                    "collection.anki2", "collection.anki2.tmp", "collection.media",
                                    "collection.media"}));
}

void TestExecution::nothingToDo()
{
    QCOMPARE(m_fixture.reset().outcome, Outcome::Done);
    QCOMPARE(m_fixture.reset().outcome, Outcome::NothingToDo);
    QCOMPARE(m_fixture.points().size(), 1);
}

// A shell's pattern may name ten thousand users.
void TestExecution::longCommandIsCut()
{
    const TreeSnapshot before = m_fixture.snapshot();
    ExecutionOptions options = EngineFixture::options();
    options.commandLine = QString(200'000, QLatin1Char('x'));
    const ResetReport report = execute(m_fixture.plan(), options, {});
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(m_fixture.points().size(), 1);
    QCOMPARE(m_fixture.points().first().state, RestorePoint::State::Complete);
    QVERIFY(m_fixture.points().first().manifest.command.startsWith(QStringLiteral("xxx")));
    const auto history = AuditLog::read(m_fixture.store().directory());
    QCOMPARE(history->unreadableLines, 0);
    QCOMPARE(history->entries.size(), 2);
    QCOMPARE(m_fixture.restore(report.restorePoint).outcome, Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
}

// A point whose manifest nobody can read could not be restored.
void TestExecution::manifestThatCannotBeReadIsRefused()
{
    constexpr int tooMany = 8000; // of the longest names that there are
    QByteArrayList names;
    for (int i = 0; i < tooMany; ++i) {
        names.append(QByteArray::number(i).rightJustified(255, '-'));
        m_fixture.write(names.last(), {});
    }
    ResetPlan plan = m_fixture.plan();
    const auto folder = m_fixture.user().open();
    QVERIFY(folder);
    for (const QByteArray &name : std::as_const(names)) {
        plan.steps.append({PlanStep::Kind::TemporaryFile, name, 1, 0,
                           Identity::of(*folder->status(name)), QByteArray()});
    }
    plan.kept.clear();
    const ResetReport report = execute(plan, EngineFixture::options(), {});
    QCOMPARE(report.outcome, Outcome::FailedRolledBack);
    QCOMPARE(report.error->code, Error::Code::BadManifest);
    QVERIFY(m_fixture.has("collection.anki2"));
    QVERIFY(m_fixture.points().isEmpty());
}

// Another operation moves the files and holds them: what it does to them is no reason to refuse
// this one for, since it ends soon.
void TestExecution::otherOperationIsNamed_data()
{
    QTest::addColumn<QString>("found");
    for (const char *found : {"unknown", "changed", "gone"})
        QTest::newRow(found) << QString::fromLatin1(found);
}

void TestExecution::otherOperationIsNamed()
{
    QFETCH(QString, found);
    auto store = RestorePointStore::make(m_fixture.user());
    QVERIFY(store && store->lock());
    const ResetPlan plan = m_fixture.plan();
    ExecutionOptions options = EngineFixture::options();
    if (found == QStringLiteral("unknown")) {
        options.probe = [](const Directory &, const QByteArrayList &) {
            return answer(InUse::State::Unknown);
        };
    } else if (found == QStringLiteral("changed")) {
        m_fixture.write("collection.anki2", "written since");
    } else {
        QVERIFY(QFile::remove(QFile::decodeName(m_fixture.userPath() + "/collection.anki2")));
    }
    const ResetReport report = execute(plan, options, {});
    QCOMPARE(report.outcome, Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::Busy);
}

QTEST_GUILESS_MAIN(TestExecution)
#include "tst_execution.moc"
