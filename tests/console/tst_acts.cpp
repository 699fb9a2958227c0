#include "demo/demoroot.h"
#include "support/consolerun.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

QByteArrayList linesWith(const QByteArray &output, const QByteArray &start)
{
    QByteArrayList lines;
    for (const QByteArray &line : output.split('\n')) {
        if (line.startsWith(start))
            lines.append(line);
    }
    return lines;
}

} // namespace

// The commands that change something, as an admin and as a script uses them, on the demo data root.
class TestActs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void prompt_data();
    void prompt();
    void reportOfAReset();
    void roundTrip_data();
    void roundTrip();
    void refusedWhileInUse();
    void severalUsersAtOnce();
    void purging();
    void recovering();
    void dryRunsMakeNoStore();
    void nothingToDo();

private:
    ConsoleRun run(QByteArrayList arguments, const QByteArray &input = {}) const;
    QByteArray onlyPoint() const;
    QString user(const QString &name) const;
    TreeSnapshot tree(const QString &name) const;

    std::unique_ptr<TemporaryRoot> m_root;
};

void TestActs::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QCOMPARE(runConsole({"demo", m_root->bytes() + "/data"}).exitCode, 0);
}

ConsoleRun TestActs::run(QByteArrayList arguments, const QByteArray &input) const
{
    arguments += {"--data-root", m_root->bytes() + "/data"};
    return runConsole(arguments, input);
}

QByteArray TestActs::onlyPoint() const
{
    const QByteArrayList lines = run({"restore-points"}).output.split('\n');
    return lines.size() == 4 ? lines.at(1).split('\t').first() : QByteArray();
}

QString TestActs::user(const QString &name) const
{
    return *m_root / QStringLiteral("data/collections/") + name;
}

TreeSnapshot TestActs::tree(const QString &name) const
{
    return TreeSnapshot::of(user(name), TreeSnapshot::WithoutIdentity, {""});
}

void TestActs::prompt_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<bool>("resets");
    QTest::newRow("yes") << QByteArray("yes\n") << true;
    QTest::newRow("yes without a line feed") << QByteArray("yes") << true;
    QTest::newRow("yes and more lines") << QByteArray("yes\nno\n") << true;
    QTest::newRow("no") << QByteArray("no\n") << false;
    QTest::newRow("y") << QByteArray("y\n") << false;
    QTest::newRow("capitals") << QByteArray("YES\n") << false;
    QTest::newRow("end of input") << QByteArray() << false;
    QTest::newRow("long line") << QByteArray(100'000, 'y') + "\n" << false;
}

void TestActs::prompt()
{
    QFETCH(QByteArray, input);
    QFETCH(bool, resets);
    const TreeSnapshot before = TreeSnapshot::of(*m_root / QStringLiteral("data"));
    const ConsoleRun reset = run({"reset", "john.doe", "--confirm"}, input);
    QCOMPARE(reset.exitCode, 0);
    QCOMPARE(reset.output.contains("Successfully reset"), resets);
    QCOMPARE(reset.errors.contains("Cancelled: no changes were made."), !resets);
    QCOMPARE(QFile::exists(user(QStringLiteral("john.doe/collection.anki2"))), !resets);
    if (!resets) {
        const TreeSnapshot after = TreeSnapshot::of(*m_root / QStringLiteral("data"));
        QCOMPARE(TreeSnapshot::differences(before, after), QStringList());
    }
}

void TestActs::reportOfAReset()
{
    const ConsoleRun reset = run({"reset", "john.doe", "--confirm"}, "yes\n");
    QString text = QString::fromUtf8(reset.output);
    text = text.mid(text.indexOf(QStringLiteral("=== DESTRUCTIVE")));
    text.replace(QRegularExpression(QStringLiteral("\\d{8}-\\d{6}-")), QStringLiteral("<time>-"));
    text.replace(m_root->path(), QStringLiteral("<root>"));
    QFile golden(testDataPath(QStringLiteral("golden/reset-confirmed.txt")));
    if (qEnvironmentVariableIsSet("SYNCADMIN_UPDATE_GOLDEN")) {
        QVERIFY(golden.open(QIODevice::WriteOnly));
        golden.write(text.toUtf8());
    } else {
        QVERIFY(golden.open(QIODevice::ReadOnly));
        QCOMPARE(text, QString::fromUtf8(golden.readAll()));
    }
}

void TestActs::roundTrip_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("keepsMedia");
    const QByteArrayList names{"john.doe", "alice", "anna",
                               "broken",   "maria", "test-1",
                               "test-2",   "zoe",   Demo::bobsFolderName().toLatin1()};
    for (const QByteArray &name : names) {
        QTest::newRow(qPrintable(QString::fromLatin1(name) + QStringLiteral(", complete")))
            << name << false;
        QTest::newRow(qPrintable(QString::fromLatin1(name) + QStringLiteral(", media kept")))
            << name << true;
    }
}

void TestActs::roundTrip()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, keepsMedia);
    const QString folder = QString::fromLatin1(name);
    const TreeSnapshot before = tree(folder);
    QByteArrayList arguments{"reset", name};
    if (keepsMedia)
        arguments += "--keep-media-files";
    const QByteArrayList planned = linesWith(run(arguments).output, "  ✓ ");
    QVERIFY(!planned.isEmpty());
    const ConsoleRun reset = run(arguments + QByteArrayList{"--yes"});
    QVERIFY2(reset.exitCode == 0, QByteArray(reset.output + reset.errors).constData());
    QCOMPARE(linesWith(reset.output, "  ✓ "), planned);
    const TreeSnapshot empty = tree(folder);
    QVERIFY(!TreeSnapshot::differences(before, empty).isEmpty());

    const QByteArray id = onlyPoint();
    QVERIFY(id.endsWith(name));
    QCOMPARE(run({"verify", id}).exitCode, name == "broken" ? 1 : 0);
    const QByteArrayList toDo = linesWith(run({"restore", id}).output, "  - ");
    QVERIFY(!toDo.isEmpty());
    const ConsoleRun restore = run({"restore", id, "--yes"});
    QVERIFY2(restore.exitCode == 0, QByteArray(restore.output + restore.errors).constData());
    QCOMPARE(linesWith(restore.output, "  ✓ ").size(), toDo.size());
    QCOMPARE(TreeSnapshot::differences(before, tree(folder)), QStringList());
    QCOMPARE(run({"restore", id, "--yes"}).exitCode, 1); // it has come back already
    QCOMPARE(TreeSnapshot::differences(before, tree(folder)), QStringList());
}

void TestActs::refusedWhileInUse()
{
    const HolderProcess holder(QStringLiteral("idle"),
                               user(QStringLiteral("john.doe/collection.anki2")));
    QVERIFY(holder.isReady());
    const TreeSnapshot before = TreeSnapshot::of(*m_root / QStringLiteral("data"));
    const ConsoleRun dryRun = run({"reset", "john.doe"});
    QCOMPARE(dryRun.exitCode, 0);
    const QByteArray pid = "pid " + QByteArray::number(holder.processId());
    QVERIFY2(dryRun.output.contains(pid), dryRun.output.constData());
    const ConsoleRun reset = run({"reset", "john.doe", "--yes", "--server-stopped"});
    QCOMPARE(reset.exitCode, 3);
    QVERIFY2(reset.errors.contains(pid), reset.errors.constData());
    QVERIFY(reset.output.contains("No changes were made."));
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(*m_root / QStringLiteral("data"))),
             QStringList());
}

void TestActs::severalUsersAtOnce()
{
    const ConsoleRun reset = run({"reset", "--match", "test-*", "--confirm"}, "yes\n");
    QCOMPARE(reset.exitCode, 0);
    QCOMPARE(reset.output.count("(type 'yes' to confirm)"), 1);
    QCOMPARE(reset.output.count("  - Remove collection file: collection.anki2\n"), 2);
    QCOMPARE(reset.output.count("Successfully reset"), 2);
    QVERIFY(reset.output.contains("reset 2 users?"));
    QVERIFY(QFile::exists(user(QStringLiteral("john.doe/collection.anki2"))));
}

void TestActs::purging()
{
    QCOMPARE(run({"reset", "john.doe", "--yes"}).exitCode, 0);
    const ConsoleRun young = run({"purge", "--older-than", "1d", "--yes"});
    QCOMPARE(young.exitCode, 0);
    QVERIFY(young.output.contains("Nothing to purge."));
    const QByteArray id = onlyPoint();
    QVERIFY(!id.isEmpty());
    const ConsoleRun dryRun = run({"purge", id});
    QVERIFY(dryRun.output.contains(QByteArray("Delete restore point " + id)));
    QCOMPARE(onlyPoint(), id);
    QCOMPARE(run({"purge", "nothing-like-it", "--yes"}).exitCode, 1);
    const ConsoleRun purged = run({"purge", id, "--yes"});
    QCOMPARE(purged.exitCode, 0);
    QVERIFY(purged.output.contains(QByteArray("Delete restore point " + id)));
    QVERIFY(!purged.output.contains("DRY RUN"));
    QCOMPARE(run({"restore-points"}).output, QByteArray("There are no restore points.\n"));
    QVERIFY(run({"history"}).output.contains("purge"));
}

// What is going to be done stands above the prompt, and does not say that nothing will be.
void TestActs::recovering()
{
    QCOMPARE(run({"reset", "john.doe", "--yes"}).exitCode, 0);
    const QByteArray id = onlyPoint();
    const QString points = *m_root / QStringLiteral("data/.anki-sync-admin/restore-points/");
    // A point without its commit record is an interrupted act.
    QVERIFY(QFile::remove(points + QFile::decodeName(id) + QStringLiteral("/committed.json")));
    QVERIFY(run({"recover"}).output.contains("DRY RUN"));
    const ConsoleRun done = run({"recover", "--yes"});
    QCOMPARE(done.exitCode, 0);
    QVERIFY(done.output.startsWith(QByteArray("Interrupted: " + id)));
    QVERIFY(!done.output.contains("DRY RUN"));
    QVERIFY(QFile::exists(user(QStringLiteral("john.doe")) + QStringLiteral("/collection.anki2")));
}

void TestActs::dryRunsMakeNoStore()
{
    for (const QByteArray command : {"list", "restore-points", "recover", "history"})
        QCOMPARE(run({command}).exitCode, 0);
    QCOMPARE(run({"reset", "john.doe"}).exitCode, 0);
    QCOMPARE(run({"restore", "20200101-000000-john.doe"}).exitCode, 1);
    QVERIFY(!QFile::exists(*m_root / QStringLiteral("data/.anki-sync-admin")));
}

void TestActs::nothingToDo()
{
    const ConsoleRun empty = run({"reset", "newcomer", "--yes"});
    QCOMPARE(empty.exitCode, 0);
    QVERIFY(empty.output.contains("Nothing to reset"));
    QVERIFY(QDir(user(QStringLiteral("newcomer"))).isEmpty());
    QCOMPARE(run({"recover", "--yes"}).exitCode, 0);
    QCOMPARE(run({"purge", "--all", "--yes"}).exitCode, 0);
}

QTEST_GUILESS_MAIN(TestActs)
#include "tst_acts.moc"
