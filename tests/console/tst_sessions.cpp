#include "demo/accountwriter.h"
#include "servers/serveruse.h"
#include "support/askeduser.h"
#include "support/consolerun.h"
#include "support/files.h"
#include "support/podman.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QProcess>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// The commands sessions and sign-out, as an admin uses them.
class TestSessions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void dryRunAndNoChangeNothing();
    void signsOutAndRestores();
    void refusesWhileInUse();
    void refusesWhileContainerRuns();
    void unknownInAContainer();
    void hostileNames_data();
    void hostileNames();
    void neverPrintsKeys();

private:
    ConsoleRun run(const QByteArrayList &arguments, const QByteArray &input = {}) const
    {
        return runConsole(arguments + QByteArrayList{"--data-root", m_root->bytes()}, input);
    }
    QString database() const { return *m_root / u"session.db"_s; }
    QString folders() const
    {
        return askSql(database(), "SELECT group_concat(path) FROM session ORDER BY path");
    }

    std::unique_ptr<TemporaryRoot> m_root;
};

void TestSessions::initTestCase()
{
    if (!seesAllProcesses())
        QSKIP("in a container, every sign-out needs --server-stopped");
}

void TestSessions::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QVERIFY(makePath(*m_root / u"collections/alice"_s));
    QVERIFY(writeBytes(*m_root / u"collections/alice/collection.anki2"_s, "x"));
    QVERIFY(Demo::writeSessions(database(),
                                {{u"alice"_s, u"/c/alice"_s, u"alice"_s},
                                 {u"-bob"_s, u"/c/-bob"_s, u"Bob"_s},
                                 {u"$(touch x)\n"_s, u"/c/$(touch x)\n"_s, {}}},
                                Demo::SessionShape::Current));
}

void TestSessions::dryRunAndNoChangeNothing()
{
    const auto before = TreeSnapshot::of(m_root->path());
    // A "no" that does not come from a terminal counts as no answer.
    for (const auto &[arguments, input, exitCode] :
         QList<std::tuple<QByteArrayList, QByteArray, int>>{
             {{"sessions"}, {}, 0},
             {{"sign-out", "alice"}, {}, 0},
             {{"sign-out", "alice", "--json"}, {}, 0},
             {{"sign-out", "alice", "--confirm"}, "no\n", 2}}) {
        const ConsoleRun done = run(arguments, input);
        QVERIFY2(done.exitCode == exitCode, done.errors.constData());
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root->path())),
                 QStringList());
    }
    QCOMPARE(run({"sign-out"}).exitCode, 2);
    QCOMPARE(run({"sign-out", "alice", "Bob"}).exitCode, 2);
    QCOMPARE(run({"sign-out", "nobody", "--yes"}).exitCode, 1);
    QCOMPARE(run({"sign-out", "alice", "--dry-run", "--yes"}).exitCode, 2);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root->path())), QStringList());
}

void TestSessions::signsOutAndRestores()
{
    const QByteArray before = readBytes(database());
    const ConsoleRun done = run({"sign-out", "Bob", "--confirm"}, "yes\n");
    QVERIFY2(done.exitCode == 0, done.errors.constData());
    QVERIFY(!folders().contains(u"-bob"_s));
    QVERIFY(folders().contains(u"alice"_s));
    const QByteArray list = run({"restore-points"}).output;
    QVERIFY2(list.contains("\tsign-out\t"), list.constData());
    const QByteArray id = list.split('\n').at(1).split('\t').first();
    QCOMPARE(run({"verify", id}).exitCode, 0);
    QCOMPARE(run({"restore", id, "--yes"}).exitCode, 0);
    QCOMPARE(readBytes(database()), before);
    QVERIFY(run({"history"}).output.contains("\tsign-out\tdone\t"));
}

void TestSessions::refusesWhileInUse()
{
    // Another process has a user's database open, then session.db itself.
    for (const QString &name : {u"collections/alice/collection.anki2"_s, u"session.db"_s}) {
        const auto before = TreeSnapshot::of(m_root->path());
        QProcess holder;
        holder.start(u"/bin/sh"_s,
                     {u"-c"_s, u"exec 3<\"$1\"; echo ready; read x"_s, u"sh"_s, *m_root / name});
        QVERIFY(holder.waitForReadyRead());
        const ConsoleRun refused = run({"sign-out", "alice", "--yes"});
        const ConsoleRun asserted = run({"sign-out", "alice", "--yes", "--server-stopped"});
        holder.closeWriteChannel();
        QVERIFY(holder.waitForFinished());
        QCOMPARE(refused.exitCode, 3);
        QVERIFY2(refused.errors.contains("(pid "), refused.errors.constData());
        QCOMPARE(asserted.exitCode, 3); // seen is more than said
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root->path())),
                 QStringList());
    }
}

// An idle community server holds no file open.
void TestSessions::refusesWhileContainerRuns()
{
    const Podman podman;
    if (!podman.whyNot().isEmpty())
        QSKIP(qPrintable(podman.whyNot()));
    QVERIFY(podman.startServer(u"idle"_s, u"community"_s, m_root->path()));
    const QByteArray before = readBytes(database());
    const ConsoleRun refused = run({"sign-out", "alice", "--yes"});
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.errors.contains("container idle (podman)"), refused.errors.constData());
    QCOMPARE(readBytes(database()), before);
    QCOMPARE(Podman::run({u"stop"_s, u"idle"_s}).exitCode, 0);
    QCOMPARE(run({"sign-out", "alice", "--yes"}).exitCode, 0);
    QVERIFY(!folders().contains(u"alice"_s));
}

// From a container an idle server cannot be seen.
void TestSessions::unknownInAContainer()
{
    const QByteArray before = readBytes(database());
    const auto runInNamespace = [this](const QStringList &more) {
        QStringList command = inOwnPidNamespace();
        command += {QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"),
                    u"sign-out"_s,
                    u"alice"_s,
                    u"--yes"_s,
                    u"--data-root"_s,
                    m_root->path()};
        QProcess process;
        process.start(command.first(), command.mid(1) + more);
        process.waitForFinished();
        return ConsoleRun{process.exitCode(), process.readAllStandardOutput(),
                          process.readAllStandardError()};
    };
    const ConsoleRun refused = runInNamespace({});
    if (refused.errors.startsWith("unshare: "))
        QSKIP("no pid namespace can be made here");
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.errors.contains("in a container of its own"), refused.errors.constData());
    QCOMPARE(readBytes(database()), before);
    const ConsoleRun asserted = runInNamespace({u"--server-stopped"_s});
    QVERIFY2(asserted.exitCode == 0, asserted.errors.constData());
    QVERIFY(!folders().contains(u"alice"_s));
}

void TestSessions::hostileNames_data()
{
    QTest::addColumn<QByteArrayList>("name");
    QTest::newRow("looks like an option") << QByteArrayList{"--", "-bob"};
    QTest::newRow("looks like a command") << QByteArrayList{"$(touch x)\n"};
    QTest::newRow("its escape") << QByteArrayList{"$(touch x)\\n"};
}

void TestSessions::hostileNames()
{
    QFETCH(QByteArrayList, name);
    const ConsoleRun done =
        runConsole(QByteArrayList{"sign-out", "--yes", "--data-root", m_root->bytes()} + name);
    QVERIFY2(done.exitCode == 0, done.errors.constData());
    QCOMPARE(askSql(database(), "SELECT count(*) FROM session"), u"2"_s);
    QVERIFY(!QFile::exists(u"x"_s));
}

void TestSessions::neverPrintsKeys()
{
    QByteArrayList secrets;
    for (const char *column : {"hkey", "skey", "refresh_token"}) {
        const QByteArray query = QByteArray("SELECT group_concat(") + column + ") FROM session";
        secrets += askSql(database(), query).toUtf8().split(',');
    }
    QCOMPARE(secrets.size(), 9);
    QByteArray all;
    const auto collect = [&](const QByteArrayList &arguments) {
        const ConsoleRun done = run(arguments + QByteArrayList{"--verbose"});
        all += done.output + done.errors;
        return done.exitCode;
    };
    for (const QByteArrayList &more : {QByteArrayList{}, QByteArrayList{"--json"}}) {
        QCOMPARE(collect(QByteArrayList{"sessions"} + more), 0);
        QCOMPARE(collect(QByteArrayList{"sessions", "alice"} + more), 0);
        QCOMPARE(collect(QByteArrayList{"list"} + more), 0);
        QCOMPARE(collect(QByteArrayList{"sign-out", "alice"} + more), 0);
    }
    QCOMPARE(collect({"sign-out", "alice", "--yes"}), 0);
    QCOMPARE(collect({"history", "--json"}), 0);
    const QByteArray id = run({"restore-points"}).output.split('\n').at(1).split('\t').first();
    QCOMPARE(collect({"restore", id, "--yes", "--json"}), 0);
    // A damaged file: SQLite's message has no content of rows.
    QByteArray bytes = readBytes(database());
    bytes.replace(bytes.size() - 400, 200, QByteArray(200, '\xff'));
    bytes.replace(4096, 8, QByteArray(8, '\x05'));
    QVERIFY(writeBytes(database(), bytes));
    QCOMPARE(collect({"sign-out", "alice", "--yes"}), 1);
    QVERIFY(all.contains("alice"));
    for (const QByteArray &secret : std::as_const(secrets))
        QVERIFY2(!secret.isEmpty() && !all.contains(secret), secret.constData());
}

QTEST_GUILESS_MAIN(TestSessions)

#include "tst_sessions.moc"
