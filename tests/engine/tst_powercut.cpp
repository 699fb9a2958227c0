#include "engine/purge.h"
#include "store/auditlog.h"
#include "support/enginefixture.h"
#include "support/filesystemimage.h"
#include "support/runinmemory.h"

#include <QTest>

#include <unistd.h>

#include <functional>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

#ifdef SYNCADMIN_NO_FSYNC
constexpr bool syncs = false;
#else
constexpr bool syncs = true;
#endif

using Outcome = ResetReport::Outcome;
using State = RestorePoint::State;

// Nothing that the operation did reaches the disk but by its own syncs.
QString mountOptions(const QString &kind)
{
    if (kind == QStringLiteral("ext4"))
        return QStringLiteral("commit=600,noauto_da_alloc");
    // A copy has its original's UUID.
    return kind == QStringLiteral("xfs") ? QStringLiteral("nouuid") : QStringLiteral("commit=600");
}

// Says when the disk is asked to keep what it has, before and after.
class WatchedCalls : public FailingCalls
{
public:
    std::function<void()> atSync;

    int fsync(int descriptor) override
    {
        if (atSync)
            atSync();
        const int result = FailingCalls::fsync(descriptor);
        if (atSync)
            atSync();
        return result;
    }
};

TreeSnapshot treeOf(const QByteArray &folder)
{
    return TreeSnapshot::of(folder, TreeSnapshot::WithoutIdentity);
}

} // namespace

// A power cut at every moment at which the disk is asked to keep something, and right after an
// operation has said that it is done: what the disk held then is mounted again, and nothing may be
// lost. Built once more without the engine's fsyncs (tst_powercut_control), it has to find losses.
class TestPowerCut : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingIsLost_data();
    void nothingIsLost();

private:
    enum Operation { Reset, KeepMedia, NoRestorePoint, Restore, Recover, Purge };

    // The disk as it was at one moment.
    struct Moment
    {
        QString image;
        bool afterSuccess = false;
    };
    // The trees between which the operation has to decide.
    struct Expected
    {
        TreeSnapshot before;
        TreeSnapshot after;
        TreeSnapshot points; // the store's, after it
    };

    void prepare(EngineFixture &fixture, Operation operation);
    bool run(EngineFixture &fixture, Operation operation) const;
    bool record(const FileSystemImage &disk, Operation operation);
    QString lossAt(const Moment &moment, const FileSystemImage &disk, Operation operation) const;
    QString lossAfterSuccess(const EngineFixture &fixture) const;
    QString lossBefore(const EngineFixture &fixture, Operation operation) const;
    QString restored(const EngineFixture &fixture, const QByteArray &id,
                     const TreeSnapshot &expected) const;
    QString checkTree(const EngineFixture &fixture, const TreeSnapshot &expected,
                      const char *what) const;

    QString folder() const { return *m_root / QStringLiteral("mounted"); }

    std::unique_ptr<TemporaryRoot> m_root;
    QString m_options; // of the mounts
    QByteArray m_point;
    QList<Moment> m_moments;
    Expected m_expected;
};

void TestPowerCut::initTestCase()
{
    if (!takeOwnMounts())
        QSKIP("mounts are not allowed here");
}

void TestPowerCut::nothingIsLost_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("operation");
    const QList<std::pair<const char *, Operation>> operations{{"reset", Reset},
                                                               {"keep media files", KeepMedia},
                                                               {"no restore point", NoRestorePoint},
                                                               {"restore", Restore},
                                                               {"recover", Recover},
                                                               {"purge", Purge}};
    for (const char *kind : {"ext4", "xfs", "btrfs"}) {
        for (const auto &[name, operation] : operations)
            QTest::addRow("%s, %s", kind, name) << QString::fromLatin1(kind) << int(operation);
    }
}

// Before the operation; all of it is on the disk when the operation begins.
void TestPowerCut::prepare(EngineFixture &fixture, Operation operation)
{
    fixture.build();
    m_point.clear();
    if (operation == Restore || operation == Purge) {
        m_point = fixture.reset().restorePoint;
        fixture.useAsServer();
    }
    m_expected.before = treeOf(fixture.userPath());
    if (operation == Recover) {
        const ResetPlan plan = fixture.plan();
        fixture.calls().failAt(6, EIO, FailingCalls::Kind::Rename, true);
        m_point = execute(plan, EngineFixture::options(), {}).restorePoint;
        fixture.calls().disarm();
    }
}

bool TestPowerCut::run(EngineFixture &fixture, Operation operation) const
{
    ExecutionOptions options; // with the real look at who is there
    options.keepRestorePoint = operation != NoRestorePoint;
    switch (operation) {
    case Recover:
        return fixture.recoverAll();
    case Purge: {
        const auto store = fixture.store();
        return purge(store, *store.find(m_point), {}, {}).outcome == PurgeReport::Outcome::Done;
    }
    case Restore: {
        const auto found = findRestorePoint(fixture.root(), m_point);
        return execute(*planRestore(found->store, found->point), options, {}).outcome ==
               Outcome::Done;
    }
    default:
        return execute(fixture.plan(operation == KeepMedia), options, {}).outcome == Outcome::Done;
    }
}

// Does the operation and keeps what the disk held at every moment that counts.
bool TestPowerCut::record(const FileSystemImage &disk, Operation operation)
{
    m_moments.clear();
    QByteArray last;
    const auto keep = [&](bool afterSuccess) {
        const QString copy = *m_root / QString::number(m_moments.size());
        const QByteArray sum = disk.copyTo(copy);
        if (sum == last && !afterSuccess) {
            QFile::remove(copy);
        } else {
            m_moments.append({copy, afterSuccess});
        }
        last = sum;
        return !sum.isEmpty();
    };
    const auto mounted = disk.mount(folder(), m_options);
    const auto calls = std::make_shared<WatchedCalls>();
    EngineFixture fixture(QFile::encodeName(folder()), calls);
    bool isKept = true;
    calls->atSync = [&] { isKept = keep(false) && isKept; };
    const bool isDone = mounted && run(fixture, operation);
    calls->atSync = {};
    isKept = keep(true) && isKept;
    m_expected.after = treeOf(fixture.userPath());
    m_expected.points = treeOf(fixture.storePath() + "/restore-points");
    return isKept && isDone;
}

QString TestPowerCut::checkTree(const EngineFixture &fixture, const TreeSnapshot &expected,
                                const char *what) const
{
    // The user folder's own time is the one that a move there and back changes.
    // Shared memory is no data, and does not come back.
    const QByteArrayList ignored{"collection.anki2-shm"};
    QStringList differences = TreeSnapshot::differences(
        expected.without(ignored), treeOf(fixture.userPath()).without(ignored));
    differences.removeIf(
        [](const QString &line) { return line.startsWith(QStringLiteral(".: mt")); });
    return differences.isEmpty() ? QString()
                                 : QString::fromLatin1(what) + QLatin1Char('\n') +
                                       differences.join(QLatin1Char('\n'));
}

QString TestPowerCut::restored(const EngineFixture &fixture, const QByteArray &id,
                               const TreeSnapshot &expected) const
{
    const auto found = findRestorePoint(fixture.root(), id);
    const auto plan = found ? planRestore(found->store, found->point)
                            : Result<ResetPlan>(tl::unexpected(found.error()));
    if (!plan)
        return plan.error().message();
    const ResetReport report = execute(*plan, EngineFixture::options(), {});
    if (report.outcome != Outcome::Done)
        return report.error->message();
    return checkTree(fixture, expected, "after the restore:");
}

// Whatever was told is on the disk: the user's files, the restore points and the audit log's word.
QString TestPowerCut::lossAfterSuccess(const EngineFixture &fixture) const
{
    const QString lost = checkTree(fixture, m_expected.after, "after success:");
    if (!lost.isEmpty())
        return lost;
    const QStringList points = TreeSnapshot::differences(
        m_expected.points, treeOf(fixture.storePath() + "/restore-points"));
    if (!points.isEmpty())
        return QStringLiteral("of the restore points:\n") + points.join(QLatin1Char('\n'));
    const auto history = AuditLog::read(fixture.store().directory());
    if (!history || history->entries.isEmpty() || history->unreadableLines != 0 ||
        history->entries.last().outcome != QStringLiteral("done"))
        return QStringLiteral("the audit log does not know of it");
    return {};
}

// Not yet told: done, or not done, or put back by recover(), and nothing in between.
QString TestPowerCut::lossBefore(const EngineFixture &fixture, Operation operation) const
{
    if (!fixture.recoverAll())
        return QStringLiteral("recover failed");
    for (const RestorePoint &point : fixture.points()) {
        if (point.state == State::Unreadable || point.state == State::Interrupted)
            return QStringLiteral("a restore point is ") + stateName(point.state);
        const bool isOfOperation = point.id != m_point;
        if (point.state != State::Complete)
            continue;
        if (isOfOperation) {
            const QString lost = checkTree(fixture, m_expected.after, "committed:");
            return lost.isEmpty() ? restored(fixture, point.id, m_expected.before) : lost;
        }
    }
    const bool mayBeDone = operation == NoRestorePoint; // and its point purged
    if (mayBeDone && checkTree(fixture, m_expected.after, "").isEmpty())
        return {};
    return checkTree(fixture, m_expected.before, "not committed:");
}

QString TestPowerCut::lossAt(const Moment &moment, const FileSystemImage &disk,
                             Operation operation) const
{
    const auto mounted = disk.mountCopy(moment.image, folder(), m_options);
    if (!mounted)
        return QStringLiteral("it does not mount");
    const auto calls = std::make_shared<FailingCalls>();
    calls->skipSync();
    const EngineFixture fixture(QFile::encodeName(folder()), calls);
    if (moment.afterSuccess) {
        const QString lost = lossAfterSuccess(fixture);
        if (!lost.isEmpty() || operation == Recover || operation == Purge)
            return lost;
    }
    return lossBefore(fixture, operation);
}

void TestPowerCut::nothingIsLost()
{
    QFETCH(QString, kind);
    QFETCH(int, operation);
    m_root = std::make_unique<TemporaryRoot>();
    m_options = mountOptions(kind);
    const FileSystemImage disk(kind, *m_root / QStringLiteral("disk"));
    const QString refused = disk.make();
    if (!refused.isEmpty())
        QSKIP(qPrintable(refused));
    {
        const auto mounted = disk.mount(folder(), m_options);
        if (!mounted)
            QSKIP(qPrintable(kind + QStringLiteral(" cannot be mounted from a file here")));
        EngineFixture fixture(QFile::encodeName(folder()));
        prepare(fixture, static_cast<Operation>(operation));
    }
    QVERIFY(record(disk, static_cast<Operation>(operation)));
    QStringList losses;
    for (qsizetype i = 0; i < m_moments.size(); ++i) {
        const QString lost = lossAt(m_moments.at(i), disk, static_cast<Operation>(operation));
        if (!lost.isEmpty())
            losses.append(
                QStringLiteral("moment %1 of %2: %3").arg(i).arg(m_moments.size()).arg(lost));
    }
    qInfo("%lld moments", static_cast<long long>(m_moments.size()));
    if (syncs)
        QVERIFY2(losses.isEmpty(), qPrintable(losses.join(QLatin1Char('\n'))));
    else
        QVERIFY2(!losses.isEmpty(), "without a single fsync nothing was lost");
}

int main(int argc, char **argv)
{
    // What stands on these disks is what counts, not what they stand on.
    return runInMemory<TestPowerCut>(argc, argv);
}

#include "tst_powercut.moc"
