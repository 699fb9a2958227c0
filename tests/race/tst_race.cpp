#include "engine/purge.h"
#include "operations/resetplanner.h"
#include "race/arena.h"
#include "race/naive.h"
#include "support/askeduser.h"

#include <QTest>

#include <filesystem>
#include <random>

#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

namespace fs = std::filesystem;

constexpr int maxRuns = 5000; // of an operation, until the other side has met it

} // namespace

// Acts of root while the folder's owner swaps the user folder, its entries and its media for links,
// hard links, folders and FIFOs. SYNCADMIN_RACE_RUNS tells how often each operation is run.
class RaceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void engine_data();
    void engine();
    void naive_data();
    void naive();

private:
    enum Operation { Reset, Restore, Purge };
    static void addOperations();
    static QString runsText(int runs, const QMap<QString, int> &outcomes);

    // Before the other side begins.
    void prepare(Operation operation);
    // The outcome's name; `wrong` gets what must not be.
    QString run(Operation operation, QString &wrong);
    QString runReset(QString &wrong);
    QString runRestore(QString &wrong);
    QString runPurge(QString &wrong);
    QString check(const ResetReport &report, QSet<quint64> mustBeInStore, bool isRestore) const;
    QString recoverAll() const;
    qint64 countCalls(Operation operation); // of the engine, where nobody disturbs it
    void prepareNaive(Operation operation) const;
    void runNaive(Operation operation) const;
    // Most swaps where the operation looks most.
    static int innerPercent(Operation operation) { return operation == Purge ? 85 : 10; }
    QByteArray savedPath() const { return m_arena->fixture().storePath() + "/saved"; }

    int m_runs = 0;
    std::unique_ptr<Arena> m_arena;
    std::minstd_rand m_random{1};
    QByteArray m_point;
};

void RaceTest::initTestCase()
{
    if (::geteuid() != 0)
        QSKIP("only root can let another uid play against it");
    m_runs = qEnvironmentVariableIntValue("SYNCADMIN_RACE_RUNS");
    if (m_runs <= 0)
        m_runs = 100;
    m_arena = std::make_unique<Arena>();
}

void RaceTest::addOperations()
{
    QTest::addColumn<int>("operation");
    QTest::newRow("reset") << int(Reset);
    QTest::newRow("restore") << int(Restore);
    QTest::newRow("purge") << int(Purge);
}

QString RaceTest::runsText(int runs, const QMap<QString, int> &outcomes)
{
    QStringList parts;
    for (auto i = outcomes.begin(); i != outcomes.end(); ++i)
        parts += QStringLiteral("%1 %2").arg(i.value()).arg(i.key());
    return QStringLiteral("%1 runs: %2").arg(runs).arg(parts.join(QStringLiteral(", ")));
}

void RaceTest::prepare(Operation operation)
{
    m_arena->build();
    m_point.clear();
    if (operation == Reset)
        return;
    const ResetReport report = m_arena->fixture().reset();
    QVERIFY2(report.outcome == ResetReport::Outcome::Done,
             report.error ? qPrintable(report.error->message()) : "");
    m_point = report.restorePoint;
    if (m_random() % 2 == 0)
        m_arena->useAsServer();
}

// What an operation says of itself must be so, whatever was swapped. Entries that the other side
// could not put back are in its traps.
QString RaceTest::check(const ResetReport &report, QSet<quint64> moved, bool isRestore) const
{
    using Outcome = ResetReport::Outcome;
    if (report.outcome == Outcome::FailedIncomplete)
        return {};
    const bool isInStore = (report.outcome == Outcome::Done) != isRestore;
    const QSet<quint64> stored = Arena::inodesIn(m_arena->fixture().storePath());
    if (isInStore && !stored.contains(moved))
        return QStringLiteral("%1 with an entry that is not in the store")
            .arg(outcomeName(report.outcome));
    if (!isInStore && stored.intersects(moved))
        return QStringLiteral("%1 with an entry in the store").arg(outcomeName(report.outcome));
    return {};
}

QString RaceTest::runReset(QString &wrong)
{
    const auto user = m_arena->fixture().root().user(m_arena->fixture().userName());
    const auto analysis = user ? analyse(*user, {}, {}) : tl::unexpected(user.error());
    ResetOptions how;
    how.keepMediaFiles = m_random() % 4 == 0;
    const auto plan = analysis ? planReset(*analysis, how) : tl::unexpected(analysis.error());
    if (!plan || plan->steps.isEmpty())
        return QStringLiteral("not planned");
    if (plan->folder.inode == m_arena->otherUser())
        return QStringLiteral("planned for the other user");
    ExecutionOptions options;
    options.keepRestorePoint = m_random() % 4 != 0;
    QSet<quint64> moved;
    for (const PlanStep &step : plan->steps) {
        if (step.moves())
            moved.insert(step.identity.inode);
    }
    const ResetReport report = execute(*plan, options, {});
    m_arena->end();
    if (options.keepRestorePoint || !report.succeeded())
        wrong = check(report, moved, false);
    return outcomeName(report.outcome);
}

QString RaceTest::runRestore(QString &wrong)
{
    const auto found = findRestorePoint(m_arena->fixture().root(), m_point);
    const auto plan =
        found ? planRestore(found->store, found->point) : tl::unexpected(found.error());
    if (!plan)
        return QStringLiteral("not planned");
    if (plan->folder.inode == m_arena->otherUser())
        return QStringLiteral("planned for the other user");
    QSet<quint64> back;
    for (const PlanStep &step : plan->steps) {
        if (step.isReturned())
            back.insert(step.identity.inode);
    }
    const ResetReport report = execute(*plan, {}, {});
    m_arena->end();
    wrong = check(report, back, true);
    return outcomeName(report.outcome);
}

QString RaceTest::runPurge(QString &wrong)
{
    const auto found = findRestorePoint(m_arena->fixture().root(), m_point);
    if (!found)
        return QStringLiteral("not found");
    const PurgeReport report = purge(found->store, found->point, {}, {});
    m_arena->end();
    const bool isGone = !found->store.find(m_point);
    if ((report.outcome == PurgeReport::Outcome::Done) != isGone)
        wrong = QStringLiteral("%1, but the point is %2")
                    .arg(outcomeName(report.outcome),
                         isGone ? QStringLiteral("gone") : QStringLiteral("there"));
    return outcomeName(report.outcome);
}

QString RaceTest::run(Operation operation, QString &wrong)
{
    if (operation == Reset)
        return runReset(wrong);
    return operation == Restore ? runRestore(wrong) : runPurge(wrong);
}

qint64 RaceTest::countCalls(Operation operation)
{
    prepare(operation);
    m_arena->fixture().calls().forget();
    QString wrong;
    run(operation, wrong);
    return m_arena->fixture().calls().count();
}

// What could not be put back during the race must go back after it, or be said to be missing.
QString RaceTest::recoverAll() const
{
    for (const RestorePoint &point : m_arena->fixture().points()) {
        if (point.state == RestorePoint::State::Interrupted)
            return m_arena->fixture().recoverAll(true) ? QString()
                                                       : QStringLiteral("recover failed");
    }
    return {};
}

void RaceTest::engine_data()
{
    addOperations();
}

void RaceTest::engine()
{
    QFETCH(int, operation);
    QMap<QString, int> outcomes;
    const qint64 calls = countCalls(Operation(operation));
    const qint64 swapsBefore = m_arena->swaps();
    int swapped = 0;
    int met = 0; // runs that did not end as if nobody were there
    int i = 0;
    // How many swaps an operation meets depends on the machine: a slow one gets more runs, until
    // some did.
    for (; i < m_runs || (met == 0 && i < maxRuns); ++i) {
        prepare(Operation(operation));
        if (QTest::currentTestFailed())
            return;
        const unsigned seed = static_cast<unsigned>(m_random());
        const qint64 before = m_arena->swaps();
        // Half of the runs race freely; the others hit one system call each, in order.
        const bool aims = i % 2 != 0;
        if (aims) {
            m_arena->aim(seed, innerPercent(Operation(operation)),
                         1 + (i % m_runs) * calls / m_runs, 1 + qint64(m_random() % 4));
        } else {
            m_arena->race(seed, innerPercent(Operation(operation)));
        }
        QString wrong;
        const QString outcome = run(Operation(operation), wrong);
        m_arena->end();
        swapped += m_arena->swaps() > before ? 1 : 0;
        ++outcomes[outcome];
        met += outcome != QStringLiteral("done") ? 1 : 0;
        const QString what = QStringLiteral("run %1 (%2, seed %3): ").arg(i).arg(outcome).arg(seed);
        QVERIFY2(wrong.isEmpty(), qPrintable(what + wrong));
        const QString notRecovered = recoverAll();
        QVERIFY2(notRecovered.isEmpty(), qPrintable(what + notRecovered));
        const QStringList harm = m_arena->harm();
        QVERIFY2(harm.isEmpty(), qPrintable(what + harm.join(QLatin1Char('\n'))));
    }
    qInfo().noquote() << runsText(i, outcomes) + QStringLiteral("; %1 swaps, in %2 runs; %3 calls")
                                                     .arg(m_arena->swaps() - swapsBefore)
                                                     .arg(swapped)
                                                     .arg(calls);
    // A race that nobody runs shows nothing, nor does one that stops every operation at its door.
    QVERIFY(swapped > i / 2);
    QVERIFY(outcomes.value(QStringLiteral("done")) > i / 10);
    QVERIFY(met > 0);
}

void RaceTest::prepareNaive(Operation operation) const
{
    m_arena->build();
    if (operation == Reset)
        return;
    fs::create_directories(savedPath().toStdString());
    fs::permissions(m_arena->fixture().storePath().toStdString(), fs::perms::owner_all);
    const fs::path user(m_arena->fixture().userPath().toStdString());
    for (const auto &entry : fs::directory_iterator(user))
        fs::rename(entry.path(), fs::path(savedPath().toStdString()) / entry.path().filename());
    if (operation == Restore) {
        fs::create_directory(user / "collection.media");
        m_arena->useAsServer();
    }
}

void RaceTest::runNaive(Operation operation) const
{
    const QByteArray user = m_arena->fixture().userPath();
    if (operation == Reset)
        Naive::reset(user, otherUid);
    else if (operation == Restore)
        Naive::restore(savedPath(), user, otherUid);
    else
        Naive::purge(savedPath());
}

void RaceTest::naive_data()
{
    addOperations();
}

// The harness must catch what it is there for.
void RaceTest::naive()
{
    QFETCH(int, operation);
    constexpr int enough = 3;
    int caught = 0;
    int i = 0;
    QString firstHarm;
    for (; i < maxRuns && (caught < enough || i < m_runs); ++i) {
        prepareNaive(Operation(operation));
        m_arena->race(static_cast<unsigned>(m_random()), innerPercent(Operation(operation)));
        runNaive(Operation(operation));
        m_arena->end();
        const QStringList harm = m_arena->harm();
        if (!harm.isEmpty() && ++caught == 1)
            firstHarm = QStringLiteral("first in run %1: %2").arg(i).arg(harm.first());
    }
    qInfo().noquote()
        << QStringLiteral("caught in %1 of %2 runs, %3").arg(caught).arg(i).arg(firstHarm);
    QVERIFY(caught >= enough);
}

QTEST_GUILESS_MAIN(RaceTest)
#include "tst_race.moc"
