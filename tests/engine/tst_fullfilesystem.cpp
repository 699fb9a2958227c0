#include "engine/purge.h"
#include "store/auditlog.h"
#include "support/enginefixture.h"
#include "support/filesystemimage.h"
#include "support/runinmemory.h"

#include <QTest>

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

namespace fs = std::filesystem;
using Outcome = ResetReport::Outcome;
using Code = Error::Code;

// Takes everything that a file system has, and gives some of it back.
class Filler
{
public:
    Filler(QByteArray folder, bool inodes) : m_folder(std::move(folder)), m_inodes(inodes)
    {
        fs::create_directories(m_folder.toStdString());
    }

    // Leaves so many blocks, or inodes, free.
    bool leave(int count) { return (m_inodes ? leaveInodes(count) : leaveBlocks(count)) && sync(); }

private:
    static constexpr off_t block = 1024;

    bool leaveBlocks(int count) const
    {
        const QByteArray path = m_folder + "/filler";
        const FileDescriptor file(
            ::open(path.constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
        const QByteArray bytes(block, 'x');
        while (::write(file.get(), bytes.constData(), block) == block) {
        }
        struct stat status = {};
        return ::fsync(file.get()) == 0 && ::fstat(file.get(), &status) == 0 &&
               ::ftruncate(file.get(), status.st_size - count * block) == 0;
    }
    bool leaveInodes(int count)
    {
        const auto path = [this](int n) {
            return QByteArray(m_folder + '/' + QByteArray::number(n));
        };
        const auto make = [](const QByteArray &name) {
            return FileDescriptor(::open(name.constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600))
                .isOpen();
        };
        while (make(path(m_made)))
            ++m_made;
        for (; count > 0; --count) {
            if (::unlink(path(--m_made).constData()) != 0)
                return false;
        }
        return true;
    }
    // What was given back is free only when it is free on the disk.
    bool sync() const
    {
        const FileDescriptor folder(
            ::open(m_folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        return ::syncfs(folder.get()) == 0;
    }

    QByteArray m_folder;
    bool m_inodes;
    int m_made = 0;
};

} // namespace

// Acts on a real file system that has no room for them.
class TestFullFileSystem : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void full_data();
    void full();

private:
    // Tries with ever more room until it is enough, and counts the failures.
    void tryUntilThereIsRoom(Filler &filler, const TreeSnapshot &before,
                             const std::function<ResetReport()> &operation, int &failures) const;

    std::unique_ptr<EngineFixture> m_fixture;
};

void TestFullFileSystem::initTestCase()
{
    if (!takeOwnMounts())
        QSKIP("mounts are not allowed here");
}

void TestFullFileSystem::full_data()
{
    QTest::addColumn<bool>("inodes");
    QTest::newRow("no blocks") << false;
    QTest::newRow("no inodes") << true;
}

void TestFullFileSystem::tryUntilThereIsRoom(Filler &filler, const TreeSnapshot &before,
                                             const std::function<ResetReport()> &operation,
                                             int &failures) const
{
    constexpr int most = 100;
    const qsizetype points = m_fixture->points().size();
    for (failures = 0; failures < most; ++failures) {
        QVERIFY(filler.leave(failures));
        const ResetReport report = operation();
        if (report.outcome == Outcome::Done)
            return;
        QVERIFY(report.outcome == Outcome::Refused || report.outcome == Outcome::FailedRolledBack);
        // Where not even the audit log can be written, that is the error, and this is its cause.
        const Error &cause = report.error->cause ? *report.error->cause : *report.error;
        QVERIFY2(cause.code == Code::NoSpace, textOf(report).constData());
        QVERIFY2(textOf(report).contains("No space left"), textOf(report).constData());
        QCOMPARE(TreeSnapshot::differences(before, m_fixture->snapshot()), QStringList());
        QCOMPARE(m_fixture->points().size(), points);
    }
    QFAIL("it never worked");
}

// With every number of blocks, or inodes, that is too small: nothing is changed, and it is said
// why. A purge needs none, for it is what makes room.
void TestFullFileSystem::full()
{
    QFETCH(bool, inodes);
    const TemporaryRoot root;
    const FileSystemImage image(QStringLiteral("ext4"), root / QStringLiteral("image"));
    const QString refused = image.make({QStringLiteral("-b"), QStringLiteral("1024"),
                                        QStringLiteral("-N"), QStringLiteral("128")});
    if (!refused.isEmpty())
        QSKIP(qPrintable(refused));
    const auto mounted = image.mount(root / QStringLiteral("mounted"));
    if (!mounted)
        QSKIP("ext4 cannot be mounted from a file here");
    m_fixture = std::make_unique<EngineFixture>(root / "mounted");
    m_fixture->build();
    const auto forget = qScopeGuard([this] { m_fixture.reset(); });
    Filler filler(root / "mounted/filler", inodes);
    const TreeSnapshot before = m_fixture->snapshot();
    int failures = 0;
    QByteArray id;
    tryUntilThereIsRoom(
        filler, before,
        [&] {
            const ResetReport report = execute(m_fixture->plan(), {}, {});
            id = report.restorePoint;
            if (report.outcome != Outcome::Done)
                fs::remove_all(m_fixture->storePath().toStdString());
            return report;
        },
        failures);
    QVERIFY(!QTest::currentTestFailed());
    QVERIFY2(failures > 3, qPrintable(QString::number(failures)));

    const TreeSnapshot empty = m_fixture->snapshot();
    QByteArray undo;
    tryUntilThereIsRoom(
        filler, empty,
        [&] {
            const auto found = findRestorePoint(m_fixture->root(), id);
            const ResetReport report = execute(*planRestore(found->store, found->point), {}, {});
            undo = report.restorePoint;
            return report;
        },
        failures);
    QVERIFY(!QTest::currentTestFailed());
    QVERIFY(failures > 0);
    QCOMPARE(TreeSnapshot::differences(before, m_fixture->snapshot()), QStringList());

    QVERIFY(filler.leave(0));
    for (const QByteArray &point : {undo, id}) {
        const auto found = findRestorePoint(m_fixture->root(), point);
        QVERIFY(found);
        const PurgeReport report = purge(found->store, found->point, {}, {});
        QVERIFY2(report.outcome == PurgeReport::Outcome::Done,
                 report.error ? qPrintable(report.error->message()) : "");
        QCOMPARE(report.warnings, QStringList());
        const auto history = AuditLog::read(found->store.directory());
        QCOMPARE(history->entries.last().operation, QStringLiteral("purge"));
        QCOMPARE(history->entries.last().outcome, QStringLiteral("done"));
        QVERIFY(filler.leave(0));
    }
    QVERIFY(m_fixture->points().isEmpty());
    QCOMPARE(TreeSnapshot::differences(before, m_fixture->snapshot()), QStringList());
}

int main(int argc, char **argv)
{
    return runInMemory<TestFullFileSystem>(argc, argv);
}

#include "tst_fullfilesystem.moc"
