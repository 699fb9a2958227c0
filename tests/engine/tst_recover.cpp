#include "engine/moves.h"
#include "engine/verify.h"
#include "report/operationtext.h"
#include "support/enginefixture.h"
#include "support/files.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

using Outcome = ResetReport::Outcome;

// Before those of the entries: of the scratch files, and of the manifest.
constexpr int earlierRenames = 3;

} // namespace

class TestRecover : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture.build(); }
    void putsBackAtEveryRename();
    void fileUnderBothNames();
    void analysisNamesIt();
    void newFilesAreLeftUntilSomebodyDecides_data();
    void newFilesAreLeftUntilSomebodyDecides();
    void goneUserFolderLeavesARestorePoint();
    void failureNamesWhatLiesWhere();
    void entriesOfOneNameAreToldApart();
    void goneUserFolderIsSaidToBeMissing();
    void copiedPointIsRefused();
    void copiedInterruptionIsRefused_data();
    void copiedInterruptionIsRefused();
    void recordStaysWithTheFiles();

private:
    void interrupt(int rename) const;
    bool copyVolume() const;

    EngineFixture m_fixture;
};

void TestRecover::interrupt(int rename) const
{
    const auto report = m_fixture.interrupt(m_fixture.plan(), rename);
    QVERIFY(report);
    QVERIFY(report->outcome != Outcome::Done);
}

// Every file becomes another one with the same content, owner and times.
bool TestRecover::copyVolume() const
{
    const QString root = QFile::decodeName(m_fixture.rootPath());
    return QProcess::execute(QStringLiteral("cp"),
                             {QStringLiteral("-a"), root, root + QStringLiteral(".copy")}) == 0 &&
           QDir(root).removeRecursively() && QDir().rename(root + QStringLiteral(".copy"), root);
}

void TestRecover::putsBackAtEveryRename()
{
    const TreeSnapshot before = m_fixture.snapshot();
    constexpr int renames = earlierRenames + 8 + 1;
    for (int i = 1; i <= renames; ++i) {
        interrupt(i);
        QVERIFY(m_fixture.recoverAll());
        QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
        QVERIFY(m_fixture.points().isEmpty());
        QVERIFY(m_fixture.recoverAll()); // nothing to do
    }
}

// As btrfs has it after a power cut between the syncs of the two folders.
void TestRecover::fileUnderBothNames()
{
    const TreeSnapshot before = m_fixture.snapshot();
    interrupt(earlierRenames + 8 + 1);
    const QByteArray items =
        m_fixture.storePath() + "/restore-points/" + m_fixture.points().first().id + "/items/";
    for (const QByteArray name : {"collection.anki2", "collection.anki2-wal"}) {
        std::filesystem::create_hard_link(
            QByteArray(items + name).toStdString(),
            QByteArray(m_fixture.userPath() + '/' + name).toStdString());
    }
    QVERIFY(m_fixture.recoverAll());
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    QVERIFY(m_fixture.points().isEmpty());
}

// Who looks into such a user is told that this is not all of it.
void TestRecover::analysisNamesIt()
{
    const auto problems = [this] {
        auto analysis = analyse(m_fixture.user(), {}, {});
        addInterrupted(interruptedPoints(m_fixture.root()), analysis.value());
        QStringList texts;
        for (const Problem &problem : std::as_const(analysis->problems)) {
            if (problem.code == Problem::Code::Interrupted)
                texts += problem.text();
        }
        return texts;
    };
    QCOMPARE(problems(), QStringList());
    interrupt(earlierRenames + 3);
    const QString id = QString::fromLatin1(m_fixture.points().first().id);
    QCOMPARE(problems(),
             QStringList(QStringLiteral("An operation was interrupted: %1. Undo it with "
                                        "anki-sync-adminctl resume.")
                             .arg(id)));
    QVERIFY(m_fixture.recoverAll());
    QCOMPARE(problems(), QStringList());
}

void TestRecover::newFilesAreLeftUntilSomebodyDecides_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("database") << QByteArray("collection.anki2");
    QTest::newRow("foreign sidecar") << QByteArray("collection.anki2-journal");
    QTest::newRow("media in the fresh folder") << QByteArray("collection.media/new.jpg");
}

void TestRecover::newFilesAreLeftUntilSomebodyDecides()
{
    QFETCH(QByteArray, name);
    const TreeSnapshot before = m_fixture.snapshot();
    interrupt(earlierRenames + 8 + 1); // only the commit record is missing
    m_fixture.write(name, "a server's");
    const TreeSnapshot interrupted = m_fixture.snapshot();
    const auto store = m_fixture.store();
    const auto points = interruptedPoints(store);
    QVERIFY(points && points->size() == 1);
    const auto plan = planRecovery(store, points->first());
    QVERIFY(plan);
    QVERIFY(plan->needsDecision());
    RecoveryOptions options;
    options.probe = EngineFixture::options().probe;
    const ResetReport refused = recover(*plan, options, {});
    QCOMPARE(refused.outcome, Outcome::Refused);
    QCOMPARE(refused.error->code, Error::Code::Conflict);
    QCOMPARE(TreeSnapshot::differences(interrupted, m_fixture.snapshot()), QStringList());

    QVERIFY(m_fixture.recoverAll(true));
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    QCOMPARE(m_fixture.points().first().state, RestorePoint::State::RolledBack);
    const std::string kept = m_fixture.storePath().toStdString() + "/restore-points/" +
                             m_fixture.points().first().id.toStdString() + "/newer/" +
                             name.toStdString();
    QVERIFY(std::filesystem::exists(kept));
    QCOMPARE(m_fixture.reset().outcome, Outcome::Done);
}

void TestRecover::goneUserFolderLeavesARestorePoint()
{
    const TreeSnapshot before = m_fixture.snapshot();
    std::filesystem::remove(QByteArray(m_fixture.userPath() + "/notes.txt").constData());
    const TreeSnapshot expected = m_fixture.snapshot();
    interrupt(earlierRenames + 8 + 1);
    std::filesystem::remove_all(m_fixture.userPath().toStdString());
    QVERIFY(m_fixture.recoverAll(true));
    const auto points = m_fixture.points();
    QCOMPARE(points.size(), 1);
    QCOMPARE(points.first().state, RestorePoint::State::Complete);
    QCOMPARE(m_fixture.restore(points.first().id).outcome, Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(expected, m_fixture.snapshot()), QStringList());
    QVERIFY(!TreeSnapshot::differences(before, m_fixture.snapshot()).isEmpty());
}

void TestRecover::failureNamesWhatLiesWhere()
{
    interrupt(8);
    const auto plan = planRecovery(m_fixture.store(), m_fixture.points().first());
    QVERIFY(plan && plan->steps.size() > 1);
    // Scratch files are renamed before the first entry.
    m_fixture.calls().failAt(4, EIO, FailingCalls::Kind::Rename, true);
    RecoveryOptions options;
    options.probe = EngineFixture::options().probe;
    const ResetReport report = recover(*plan, options, {});
    QVERIFY(m_fixture.calls().hasFired());
    m_fixture.calls().disarm();
    QCOMPARE(report.outcome, Outcome::FailedIncomplete);
    const auto isDone = [](const StepResult &step) {
        return step.state == StepResult::State::Done;
    };
    const auto done = std::count_if(report.steps.begin(), report.steps.end(), isDone);
    QVERIFY(done > 0 && done < report.steps.size());
    QCOMPARE(report.leftBehind.size(), report.steps.size() - done + 1); // and the error
    QVERIFY(report.leftBehind.first().contains(QStringLiteral(" is at ")));
    QVERIFY(m_fixture.recoverAll());
}

// An interrupted restore has two entries of a name that go back, one out of the user folder and one
// into it.
void TestRecover::entriesOfOneNameAreToldApart()
{
    const QByteArray point = m_fixture.reset().restorePoint;
    const QByteArray old = readBytes(QFile::decodeName(m_fixture.storePath() + "/restore-points/" +
                                                       point + "/items/collection.anki2"));
    m_fixture.useAsServer();
    m_fixture.write("collection.anki2", QByteArray(old.size(), 'n'));
    const auto restore = m_fixture.restorePlan(point);
    QVERIFY(restore);
    const int moves = static_cast<int>(restore->steps.size());
    // It dies at its commit, when every entry has been moved.
    QVERIFY(m_fixture.interrupt(*restore, earlierRenames + moves + 1));
    const auto plan = planRecovery(m_fixture.store(), m_fixture.points().first());
    QVERIFY(plan);
    const auto isCollection = [](const PlanStep &step) { return step.name == "collection.anki2"; };
    QCOMPARE(std::count_if(plan->steps.begin(), plan->steps.end(), isCollection), 2);
    RecoveryOptions options;
    options.probe = EngineFixture::options().probe;
    for (int rename = 4;; ++rename) {
        m_fixture.calls().failAt(rename, EIO, FailingCalls::Kind::Rename, true);
        const auto now = planRecovery(m_fixture.store(), m_fixture.points().first());
        QVERIFY(now);
        const ResetReport report = recover(*now, options, {});
        const bool fired = m_fixture.calls().hasFired();
        m_fixture.calls().disarm();
        if (!fired)
            break;
        const auto done =
            std::count_if(report.steps.begin(), report.steps.end(), [](const StepResult &step) {
                return step.state == StepResult::State::Done;
            });
        QCOMPARE(report.leftBehind.size(), report.steps.size() - done + 1); // and the error
    }
}

void TestRecover::goneUserFolderIsSaidToBeMissing()
{
    interrupt(earlierRenames + 8 + 1);
    std::filesystem::remove_all(m_fixture.userPath().toStdString());
    const auto plan = planRecovery(m_fixture.store(), m_fixture.points().first());
    QVERIFY(plan && plan->isUserGone && plan->needsDecision());
    const QString text = recoveryPlanText(*plan);
    QVERIFY2(text.contains(QStringLiteral("The folder of user 'john.doe' is missing")),
             qPrintable(text));
    QVERIFY2(!text.contains(QStringLiteral("in the way")), qPrintable(text));
    RecoveryOptions options;
    options.probe = EngineFixture::options().probe;
    const ResetReport refused = recover(*plan, options, {});
    QCOMPARE(refused.outcome, Outcome::Refused);
    const QString message = refused.error->message();
    QVERIFY2(message.contains(QStringLiteral("it is missing")) &&
                 !message.contains(QStringLiteral("new files")),
             qPrintable(message));
    options.setAside = true;
    const ResetReport kept = recover(*plan, options, {});
    const QString end = recoveryText(kept, *plan);
    QVERIFY2(
        end.contains(
            QStringLiteral("Restore point %1 contains these files").arg(plan->point.displayId())),
        qPrintable(end));
}

void TestRecover::copiedPointIsRefused()
{
    const QByteArray id = m_fixture.reset().restorePoint;
    m_fixture.useAsServer();
    QVERIFY(copyVolume());
    const TreeSnapshot before = TreeSnapshot::of(m_fixture.rootPath());
    const auto plan = m_fixture.restorePlan(id);
    QVERIFY(!plan);
    QCOMPARE(plan.error().code, Error::Code::StoreCopied);
    const QString text = plan.error().message();
    QVERIFY2(text.contains(QFile::decodeName(m_fixture.userPath())) &&
                 text.contains(QFile::decodeName(id)),
             qPrintable(text));
    const auto verified = verify(m_fixture.store(), m_fixture.points().first(), {});
    QVERIFY(!verified);
    QCOMPARE(verified.error().code, Error::Code::StoreCopied);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_fixture.rootPath())),
             QStringList());
    // Resets go on there.
    const QByteArray next = m_fixture.reset().restorePoint;
    QVERIFY(!next.isEmpty());
    QCOMPARE(m_fixture.restore(next).outcome, Outcome::Done);
}

void TestRecover::copiedInterruptionIsRefused_data()
{
    QTest::addColumn<bool>("restores");
    QTest::newRow("reset") << false;
    QTest::newRow("restore") << true;
}

// Wherever it was interrupted: the record is kept, and nothing is touched.
void TestRecover::copiedInterruptionIsRefused()
{
    QFETCH(bool, restores);
    int refused = 0;
    for (int rename = 1;; ++rename) {
        m_fixture.build();
        QByteArray id;
        if (restores) {
            // What is no database can come back only without a write-ahead log.
            for (const char *name : {"collection.anki2-wal", "collection.media.server.db-wal"})
                QVERIFY(QFile::remove(QFile::decodeName(m_fixture.userPath() + '/' + name)));
            id = m_fixture.reset().restorePoint;
        }
        const auto plan = restores ? m_fixture.restorePlan(id) : m_fixture.plan();
        QVERIFY(plan);
        if (!m_fixture.interrupt(*plan, rename))
            break;
        if (m_fixture.points().isEmpty() ||
            m_fixture.points().first().state != RestorePoint::State::Interrupted)
            continue;
        QVERIFY(copyVolume());
        const TreeSnapshot before = TreeSnapshot::of(m_fixture.rootPath());
        const auto recovery = planRecovery(m_fixture.store(), m_fixture.points().first());
        QVERIFY(!recovery);
        QCOMPARE(recovery.error().code, Error::Code::StoreCopied);
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_fixture.rootPath())),
                 QStringList());
        ++refused;
    }
    QVERIFY(refused > 4);
}

// Something else in the point: it is kept, and says of what it was the point.
void TestRecover::recordStaysWithTheFiles()
{
    const TreeSnapshot before = m_fixture.snapshot();
    interrupt(earlierRenames + 4);
    const QByteArray point =
        m_fixture.storePath() + "/restore-points/" + m_fixture.points().first().id;
    std::ofstream(QByteArray(point + "/items/stranger").toStdString()) << "x";
    QVERIFY(m_fixture.recoverAll());
    QCOMPARE(TreeSnapshot::differences(before, m_fixture.snapshot()), QStringList());
    QVERIFY(std::filesystem::exists(QByteArray(point + "/manifest.json").toStdString()));
    QCOMPARE(m_fixture.points().first().state, RestorePoint::State::RolledBack);
    const auto refused =
        discardPoint(m_fixture.store().pointsFolder(), m_fixture.points().first().id);
    QVERIFY(!refused);
    QVERIFY(std::filesystem::exists(QByteArray(point + "/manifest.json").toStdString()));
}

QTEST_GUILESS_MAIN(TestRecover)
#include "tst_recover.moc"
