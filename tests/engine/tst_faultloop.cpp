#include "engine/purge.h"
#include "support/enginefixture.h"
#include "support/runinmemory.h"

#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

// Every system call of every operation fails once with every error, and is once the last that is
// done. Whatever happens, the user's tree is as before, or the operation was committed and said so,
// or recover() brings the tree back byte for byte.
class TestFaultLoop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void operationsAreAllOrNothing_data();
    void operationsAreAllOrNothing();

private:
    enum Operation { Reset, KeepMedia, NoRestorePoint, Restore, RestoreMissing, Recover, Purge };
    static constexpr int crash = -1; // in place of an errno

    void prepare(Operation operation);
    // Runs the operation with the Nth call failing; empty if the outcome is right.
    QString runOnce(Operation operation, qint64 n, int error, bool &fired);
    QString runReset(Operation operation);
    QString runRestore();
    QString runRestoreMissing();
    QString runRecover();
    QString runPurge();
    QString checkTree(const TreeSnapshot &expected, const QString &what) const;
    void arm(qint64 n, int error);
    // With the chosen call failing.
    ResetReport runArmed(const ResetPlan &plan, const ExecutionOptions &options);

    EngineFixture m_fixture;
    EngineFixture m_reference; // as m_fixture is before an operation
    QByteArray m_point;        // that the operation is about
};

void TestFaultLoop::operationsAreAllOrNothing_data()
{
    QTest::addColumn<int>("operation");
    QTest::addColumn<QList<int>>("errors");
    const QList<std::pair<const char *, int>> errors{
        {"ENOSPC", ENOSPC}, {"EIO", EIO},       {"EACCES", EACCES}, {"EROFS", EROFS},
        {"EPERM", EPERM},   {"EDQUOT", EDQUOT}, {"EINTR", EINTR},   {"EXDEV", EXDEV},
        {"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}, {"crash", crash}};
    const QList<std::pair<const char *, Operation>> operations{
        {"reset", Reset},
        {"keep media files", KeepMedia},
        {"no restore point", NoRestorePoint},
        {"restore", Restore},
        {"restore of a missing user", RestoreMissing},
        {"recover", Recover},
        {"purge", Purge}};
    for (const auto &[operationName, operation] : operations) {
        for (const auto &[errorName, error] : errors)
            QTest::addRow("%s, %s", operationName, errorName)
                << int(operation) << QList<int>{error};
    }
}

void TestFaultLoop::arm(qint64 n, int error)
{
    m_fixture.calls().failAt(n, error == crash ? EIO : error, {}, error == crash);
}

ResetReport TestFaultLoop::runArmed(const ResetPlan &plan, const ExecutionOptions &options)
{
    m_fixture.calls().forget();
    arm(property("n").toLongLong(), property("error").toInt());
    ResetReport report = execute(plan, options, {});
    setProperty("fired", m_fixture.calls().hasFired());
    m_fixture.calls().disarm();
    return report;
}

void TestFaultLoop::prepare(Operation operation)
{
    m_fixture.calls().disarm();
    m_fixture.build();
    m_point.clear();
    if (operation == Restore || operation == RestoreMissing || operation == Purge) {
        m_point = m_fixture.reset().restorePoint;
        m_fixture.useAsServer();
    }
    if (operation == RestoreMissing)
        std::filesystem::remove_all(m_fixture.userPath().toStdString());
    if (operation == Recover) {
        // Died in the middle of its renames.
        m_point = m_fixture.interrupt(m_fixture.plan(), 6)->restorePoint;
    }
}

QString TestFaultLoop::checkTree(const TreeSnapshot &expected, const QString &what) const
{
    // Shared memory is no data, and does not come back.
    const QByteArrayList ignored{"collection.anki2-shm"};
    const QStringList differences =
        TreeSnapshot::differences(expected.without(ignored), m_fixture.snapshot().without(ignored));
    return differences.isEmpty() ? QString()
                                 : what + QLatin1Char('\n') + differences.join(QLatin1Char('\n'));
}

QString TestFaultLoop::runReset(Operation operation)
{
    const TreeSnapshot before = m_fixture.snapshot();
    const ResetPlan plan = m_fixture.plan(operation == KeepMedia);
    ExecutionOptions options = EngineFixture::options();
    options.keepRestorePoint = operation != NoRestorePoint;
    const ResetReport report = runArmed(plan, options);
    if (report.outcome == ResetReport::Outcome::Done) {
        if (m_fixture.has("collection.anki2") || m_fixture.has("collection.media.server.db"))
            return QStringLiteral("success with the files still there");
        if (operation == NoRestorePoint) {
            // What could not be deleted after the commit is named, and goes with another try.
            for (const RestorePoint &left : m_fixture.points()) {
                if (!report.warnings.join(QLatin1Char('|')).contains(QString::fromLatin1(left.id)))
                    return QStringLiteral("a restore point is left that nobody tells of");
                if (purge(m_fixture.store(), left, {}, {}).outcome != PurgeReport::Outcome::Done)
                    return QStringLiteral("the purge of what was left failed");
            }
            return {};
        }
        const auto points = m_fixture.points();
        if (points.size() != 1 || points.first().state != RestorePoint::State::Complete)
            return QStringLiteral("success without a commit");
        if (m_fixture.restore(points.first().id).outcome != ResetReport::Outcome::Done)
            return QStringLiteral("the restore failed");
        return checkTree(before, QStringLiteral("after the restore:"));
    }
    if (!report.error)
        return QStringLiteral("a failure without an error");
    if (report.outcome != ResetReport::Outcome::FailedIncomplete) {
        const QString wrong = checkTree(before, QStringLiteral("reported as put back:"));
        if (!wrong.isEmpty())
            return wrong;
    }
    if (!m_fixture.recoverAll())
        return QStringLiteral("recover failed");
    const auto points = m_fixture.points();
    for (const RestorePoint &point : points) {
        // Died after the commit and before it could be said: it counts.
        if (point.state == RestorePoint::State::Complete &&
            m_fixture.restore(point.id).outcome != ResetReport::Outcome::Done)
            return QStringLiteral("the restore failed");
    }
    return checkTree(before, QStringLiteral("after recover:"));
}

QString TestFaultLoop::runRestore()
{
    const TreeSnapshot before = m_fixture.snapshot();
    const ResetReport report = runArmed(*m_fixture.restorePlan(m_point), EngineFixture::options());
    if (report.outcome != ResetReport::Outcome::Done &&
        report.outcome != ResetReport::Outcome::FailedIncomplete) {
        const QString wrong = checkTree(before, QStringLiteral("reported as put back:"));
        if (!wrong.isEmpty())
            return wrong;
    }
    if (!m_fixture.recoverAll())
        return QStringLiteral("recover failed");
    // The point of a restore that counts undoes it.
    for (const RestorePoint &point : m_fixture.points()) {
        if (point.manifest.operation == Manifest::Operation::Restore &&
            point.state == RestorePoint::State::Complete) {
            if (m_fixture.has("collection.anki2-shm") || !m_fixture.has("collection.anki2-wal"))
                return QStringLiteral("committed without the old files");
            if (m_fixture.restore(point.id).outcome != ResetReport::Outcome::Done)
                return QStringLiteral("the undo failed");
            return checkTree(before, QStringLiteral("after the undo:"));
        }
    }
    if (report.outcome == ResetReport::Outcome::Done)
        return QStringLiteral("success without a commit");
    return checkTree(before, QStringLiteral("after recover:"));
}

// The user folder is made again, or is as little there as before.
QString TestFaultLoop::runRestoreMissing()
{
    const auto isThere = [this] {
        return std::filesystem::exists(m_fixture.userPath().toStdString());
    };
    const ResetReport report = runArmed(*m_fixture.restorePlan(m_point), EngineFixture::options());
    const bool saidDone = report.outcome == ResetReport::Outcome::Done;
    if (!saidDone && report.outcome != ResetReport::Outcome::FailedIncomplete && isThere())
        return QStringLiteral("reported as put back, and the folder is there");
    if (!m_fixture.recoverAll())
        return QStringLiteral("recover failed");
    const auto restored = m_fixture.store().find(m_point);
    const bool isRestored = restored && restored->state == RestorePoint::State::Restored;
    if (saidDone && !isRestored)
        return QStringLiteral("success without a commit");
    if (isThere() != isRestored)
        return QStringLiteral("the folder and the commit do not say the same");
    if (!isRestored)
        return m_fixture.restore(m_point).outcome == ResetReport::Outcome::Done
                   ? QString()
                   : QStringLiteral("a restore afterwards failed");
    return m_fixture.has("collection.anki2") && m_fixture.has("collection.anki2-wal") &&
                   m_fixture.has("collection.media")
               ? QString()
               : QStringLiteral("committed without the old files");
}

QString TestFaultLoop::runRecover()
{
    const auto store = m_fixture.store();
    const auto point = store.find(m_point);
    const auto plan = planRecovery(store, *point);
    RecoveryOptions options;
    options.probe = EngineFixture::options().probe;
    m_fixture.calls().forget();
    arm(property("n").toLongLong(), property("error").toInt());
    const ResetReport report = recover(*plan, options, {});
    setProperty("fired", m_fixture.calls().hasFired());
    m_fixture.calls().disarm();
    const bool saidDone = report.outcome == ResetReport::Outcome::Done;
    if (!saidDone && !m_fixture.recoverAll())
        return QStringLiteral("the second recover failed");
    for (const RestorePoint &left : m_fixture.points()) {
        if (left.state != RestorePoint::State::Unfinished)
            return QStringLiteral("a restore point is left: ") + stateName(left.state);
    }
    const QStringList differences = TreeSnapshot::differences(
        TreeSnapshot::of(m_reference.userPath(),
                         TreeSnapshot::WithoutIdentity | TreeSnapshot::WithoutModified),
        TreeSnapshot::of(m_fixture.userPath(),
                         TreeSnapshot::WithoutIdentity | TreeSnapshot::WithoutModified));
    return differences.join(QLatin1Char('\n'));
}

QString TestFaultLoop::runPurge()
{
    const TreeSnapshot before = m_fixture.snapshot();
    const auto store = m_fixture.store();
    const auto point = store.find(m_point);
    m_fixture.calls().forget();
    arm(property("n").toLongLong(), property("error").toInt());
    const PurgeReport report = purge(store, *point, {}, {});
    setProperty("fired", m_fixture.calls().hasFired());
    m_fixture.calls().disarm();
    if (report.outcome == PurgeReport::Outcome::Done) {
        if (!m_fixture.points().isEmpty())
            return QStringLiteral("success with the point still there");
    } else {
        for (const RestorePoint &left : m_fixture.points()) {
            const PurgeReport again = purge(m_fixture.store(), left, {}, {});
            if (again.outcome != PurgeReport::Outcome::Done)
                return QStringLiteral("the second purge failed: ") + again.error->message();
        }
    }
    return checkTree(before, QStringLiteral("after the purge:"));
}

QString TestFaultLoop::runOnce(Operation operation, qint64 n, int error, bool &fired)
{
    prepare(operation);
    setProperty("n", n);
    setProperty("error", error);
    QString wrong;
    if (operation == Restore)
        wrong = runRestore();
    else if (operation == RestoreMissing)
        wrong = runRestoreMissing();
    else if (operation == Recover)
        wrong = runRecover();
    else if (operation == Purge)
        wrong = runPurge();
    else
        wrong = runReset(operation);
    fired = property("fired").toBool();
    return wrong;
}

void TestFaultLoop::operationsAreAllOrNothing()
{
    m_reference.build();
    QFETCH(int, operation);
    QFETCH(QList<int>, errors);
    constexpr qint64 minPoints = 40; // less would mean that the seam is not in use
    // With a stride of three, three errors share the calls between them.
    const qint64 stride = std::max(1, qEnvironmentVariableIntValue("SYNCADMIN_FAULT_STRIDE"));
    for (const int error : std::as_const(errors)) {
        bool fired = true;
        qint64 n = 1 + std::abs(error) % stride;
        for (; fired; n += stride) {
            const QString wrong = runOnce(static_cast<Operation>(operation), n, error, fired);
            QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("call %1: %2").arg(n).arg(wrong)));
        }
        QVERIFY2(n > minPoints, qPrintable(QString::number(n)));
    }
}

int main(int argc, char **argv)
{
    // Thousands of trees are made here; memory is as good as a disk for what is tested.
    return runInMemory<TestFaultLoop>(argc, argv);
}

#include "tst_faultloop.moc"
