#include "support/consolerun.h"
#include "support/deadmount.h"
#include "support/files.h"
#include "support/temporaryroot.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// A user's folder or media folder is a dead mount: the commands still work for other users.
class DeadMountTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void otherUsersAreListed_data();
    void otherUsersAreListed();
    void otherUsersAreReset_data();
    void otherUsersAreReset();
    void interruptEnds();

private:
    bool mount(const char *folder);
    QByteArray dataRoot() const { return m_root->bytes() + "/data"; }
    ConsoleRun run(QByteArrayList words) const
    {
        words += {"--data-root", dataRoot()};
        return runConsole(words);
    }

    std::unique_ptr<TemporaryRoot> m_root;
    std::unique_ptr<DeadMount> m_dead;
};

void DeadMountTest::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QCOMPARE(runConsole({"demo", dataRoot()}).exitCode, 0);
}

void DeadMountTest::cleanup()
{
    m_dead.reset();
    m_root.reset();
}

bool DeadMountTest::mount(const char *folder)
{
    m_dead = std::make_unique<DeadMount>(dataRoot() + "/collections/" + folder);
    return m_dead->isMounted();
}

void DeadMountTest::otherUsersAreListed_data()
{
    QTest::addColumn<QByteArray>("folder");
    QTest::newRow("user") << QByteArray("maria");
    QTest::newRow("media folder") << QByteArray("maria/collection.media");
}

void DeadMountTest::otherUsersAreListed()
{
    QFETCH(QByteArray, folder);
    if (!mount(folder.constData()))
        QSKIP("a FUSE file system cannot be mounted here");
    QElapsedTimer time;
    time.start();
    const ConsoleRun list = run({"list"});
    QVERIFY2(time.elapsed() < 40'000, QByteArray::number(time.elapsed()));
    QVERIFY2(list.exitCode == 1, list.text().constData());
    QVERIFY2(list.errors.contains("/data/collections/maria does not answer"),
             list.errors.constData());
    QVERIFY2(list.output.contains("john.doe") && list.output.contains("1234") &&
                 list.output.contains("maria"),
             list.output.constData());
    const ConsoleRun other = run({"analyze", "john.doe"});
    QVERIFY2(other.exitCode == 0 && !other.text().contains("does not answer"),
             other.text().constData());
    const ConsoleRun own = run({"analyze", "maria"});
    QVERIFY2(own.exitCode == 1 && own.errors.contains("does not answer"), own.text().constData());
}

void DeadMountTest::otherUsersAreReset_data()
{
    otherUsersAreListed_data();
}

void DeadMountTest::otherUsersAreReset()
{
    QFETCH(QByteArray, folder);
    if (!mount(folder.constData()))
        QSKIP("a FUSE file system cannot be mounted here");
    const ConsoleRun both = run({"reset", "maria", "john.doe", "--yes", "--server-stopped"});
    QVERIFY2(both.exitCode == 1 && both.errors.contains("maria does not answer"),
             both.text().constData());
    QVERIFY2(both.output.contains("Successfully reset user 'john.doe'"), both.text().constData());
}

void DeadMountTest::interruptEnds()
{
    if (!mount("maria/collection.media"))
        QSKIP("a FUSE file system cannot be mounted here");
    QProcess reset;
    reset.start(
        QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"),
        {u"reset"_s, u"maria"_s, u"--yes"_s, u"--data-root"_s, QString::fromLocal8Bit(dataRoot())});
    QVERIFY(reset.waitForStarted());
    QTest::qWait(1000);
    QElapsedTimer time;
    time.start();
    ::kill(static_cast<pid_t>(reset.processId()), SIGINT);
    QVERIFY(reset.waitForFinished(9000));
    QVERIFY2(time.elapsed() < 6000, QByteArray::number(time.elapsed()));
    QCOMPARE(reset.exitStatus(), QProcess::NormalExit);
    QCOMPARE(reset.exitCode(), 130);
}

QTEST_GUILESS_MAIN(DeadMountTest)
#include "tst_deadmount.moc"
