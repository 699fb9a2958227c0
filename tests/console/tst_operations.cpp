#include "demo/demoroot.h"
#include "support/consolerun.h"
#include "support/files.h"
#include "support/filesystemimage.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
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
class TestOperations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deletionThatStopsHalfWay();
    void init();
    void prompt_data();
    void prompt();
    void promptsOfOtherCommands_data();
    void promptsOfOtherCommands();
    void reportOfAReset();
    void roundTrip_data();
    void roundTrip();
    void refusedWhileInUse();
    void severalUsersAtOnce();
    void exitCodeOfSeveralUsers();
    void deletesPoints();
    void deletesPointsByAge();
    void resumes();
    void resumesUnstartedOperation();
    void dryRunsMakeNoStore();
    void nothingToDo();

private:
    ConsoleRun run(QByteArrayList arguments, const QByteArray &input = {}) const;
    QByteArray onlyPoint() const;
    QString user(const QString &name) const;
    QString pointPath(const QByteArray &id) const;
    bool backdate(const QByteArray &id, bool withRecord) const;
    TreeSnapshot tree(const QString &name) const;

    std::unique_ptr<TemporaryRoot> m_root;
};

void TestOperations::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QCOMPARE(runConsole({"demo", m_root->bytes() + "/data"}).exitCode, 0);
}

ConsoleRun TestOperations::run(QByteArrayList arguments, const QByteArray &input) const
{
    arguments += {"--data-root", m_root->bytes() + "/data"};
    return runConsole(arguments, input);
}

QByteArray TestOperations::onlyPoint() const
{
    const QByteArrayList lines = run({"restore-points"}).output.split('\n');
    return lines.size() == 4 ? lines.at(1).split('\t').first() : QByteArray();
}

QString TestOperations::user(const QString &name) const
{
    return *m_root / QStringLiteral("data/collections/") + name;
}

TreeSnapshot TestOperations::tree(const QString &name) const
{
    return TreeSnapshot::of(user(name), TreeSnapshot::WithoutIdentity, {""});
}

QString TestOperations::pointPath(const QByteArray &id) const
{
    return *m_root / QStringLiteral("data/.anki-sync-admin/restore-points/") +
           QFile::decodeName(id);
}

// Writes a manifest that was made forty days ago, with or without a commit record that fits to it.
bool TestOperations::backdate(const QByteArray &id, bool withRecord) const
{
    const auto edit = [this, &id](const QString &file, const QString &key, const QString &value) {
        const QString path = pointPath(id) + file;
        QJsonObject object = QJsonDocument::fromJson(readBytes(path)).object();
        if (!object.contains(key))
            return QByteArray();
        object.insert(key, value);
        const QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Compact);
        return writeBytes(path, json) ? json : QByteArray();
    };
    const QDateTime made = QDateTime::currentDateTimeUtc().addDays(-40);
    const QByteArray json = edit(QStringLiteral("/manifest.json"), QStringLiteral("made"),
                                 made.toString(Qt::ISODateWithMs));
    const QByteArray sum = QCryptographicHash::hash(json, QCryptographicHash::Sha256).toBase64();
    return !json.isEmpty() &&
           (!withRecord || !edit(QStringLiteral("/committed.json"), QStringLiteral("manifestSum"),
                                 QString::fromLatin1(sum))
                                .isEmpty());
}

void TestOperations::prompt_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<bool>("resets");
    QTest::newRow("yes") << QByteArray("yes\n") << true;
    QTest::newRow("yes without a line feed") << QByteArray("yes") << true;
    QTest::newRow("yes and more lines") << QByteArray("yes\nno\n") << true;
    QTest::newRow("no") << QByteArray("no\n") << false;
    QTest::newRow("y") << QByteArray("y\n") << false;
    QTest::newRow("capitals") << QByteArray("YES\n") << false;
    QTest::newRow("empty line") << QByteArray("\n") << false;
    QTest::newRow("long line") << QByteArray(100'000, 'y') + "\n" << false;
}

void TestOperations::prompt()
{
    QFETCH(QByteArray, input);
    QFETCH(bool, resets);
    const TreeSnapshot before = TreeSnapshot::of(*m_root / QStringLiteral("data"));
    const ConsoleRun reset = run({"reset", "john.doe", "--confirm"}, input);
    QCOMPARE(reset.exitCode, resets ? 0 : 2);
    QCOMPARE(reset.output.contains("Successfully reset"), resets);
    QCOMPARE(reset.errors.contains("Nothing was changed. Use --yes"), !resets);
    QCOMPARE(QFile::exists(user(QStringLiteral("john.doe/collection.anki2"))), !resets);
    if (!resets) {
        const TreeSnapshot after = TreeSnapshot::of(*m_root / QStringLiteral("data"));
        QCOMPARE(TreeSnapshot::differences(before, after), QStringList());
    }
}

void TestOperations::promptsOfOtherCommands_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<bool>("asks");
    for (const char *command : {"restore", "delete", "resume"}) {
        QTest::addRow("%s --confirm", command) << QByteArray(command) << true;
        QTest::addRow("%s --yes", command) << QByteArray(command) << false;
    }
}

// As for a reset: a dry run, unless --confirm is answered with yes or --yes is given.
void TestOperations::promptsOfOtherCommands()
{
    QFETCH(QByteArray, command);
    QFETCH(bool, asks);
    QCOMPARE(run({"reset", "john.doe", "--yes"}).exitCode, 0);
    const QByteArray id = onlyPoint();
    QByteArrayList words{command};
    if (command == "resume")
        QVERIFY(QFile::remove(pointPath(id) + QStringLiteral("/committed.json")));
    else
        words += id;
    const auto now = [this] { return TreeSnapshot::of(*m_root / QStringLiteral("data")); };
    const TreeSnapshot before = now();
    QVERIFY(run(words).output.contains("DRY RUN"));
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
    for (const char *input : {"no\n", "\n", "y\n"}) {
        const ConsoleRun declined = run(words + QByteArrayList{"--confirm"}, input);
        QCOMPARE(declined.exitCode, 2);
        QVERIFY2(declined.errors.contains("Nothing was changed. Use --yes"),
                 declined.errors.constData());
        QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
    }
    QCOMPARE(run(words + QByteArrayList{"--dry-run", "--yes"}).exitCode, 2);
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
    const ConsoleRun done = run(words + QByteArrayList{asks ? "--confirm" : "--yes"},
                                asks ? QByteArray("yes\n") : QByteArray());
    QVERIFY2(done.exitCode == 0, done.text().constData());
    QCOMPARE(done.text().count("(type 'yes' to confirm)"), asks ? 1 : 0);
    QVERIFY(!TreeSnapshot::differences(before, now()).isEmpty());
    QCOMPARE(QFile::exists(user(QStringLiteral("john.doe/collection.anki2"))), command != "delete");
}

void TestOperations::reportOfAReset()
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

void TestOperations::roundTrip_data()
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

void TestOperations::roundTrip()
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
    // anna's collection had a write-ahead log and is restored as one file. broken's media database
    // was missing and is made from the media folder.
    QByteArrayList folded;
    if (name == "anna")
        folded = {"collection.anki2", "collection.anki2-wal"};
    else if (name == "broken")
        folded = {"collection.media.server.db"};
    const auto differences = [&] {
        return TreeSnapshot::differences(before.without(folded), tree(folder).without(folded));
    };
    QCOMPARE(differences(), QStringList());
    QCOMPARE(run({"restore", id, "--yes"}).exitCode, 1); // it has come back already
    QCOMPARE(differences(), QStringList());
}

void TestOperations::refusedWhileInUse()
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

void TestOperations::severalUsersAtOnce()
{
    const ConsoleRun reset = run({"reset", "--match", "test-*", "--confirm"}, "yes\n");
    QCOMPARE(reset.exitCode, 0);
    QCOMPARE(reset.errors.count("(type 'yes' to confirm)"), 1);
    QCOMPARE(reset.output.count("  - Remove collection file: collection.anki2\n"), 2);
    QCOMPARE(reset.output.count("Successfully reset"), 2);
    QVERIFY(reset.errors.contains("reset 2 users?"));
    QVERIFY(QFile::exists(user(QStringLiteral("john.doe/collection.anki2"))));
}

// One of the users is in use: the others are reset, and the exit code is the more serious one.
void TestOperations::exitCodeOfSeveralUsers()
{
    const HolderProcess holder(QStringLiteral("idle"),
                               user(QStringLiteral("test-1/collection.anki2")));
    QVERIFY(holder.isReady());
    const TreeSnapshot before = tree(QStringLiteral("test-1"));
    const ConsoleRun reset = run({"reset", "--match", "test-*", "--yes"});
    QCOMPARE(reset.exitCode, 3);
    QVERIFY(reset.errors.contains(QByteArray("pid " + QByteArray::number(holder.processId()))));
    QCOMPARE(reset.output.count("Successfully reset"), 1);
    QVERIFY(reset.output.contains("Successfully reset user 'test-2'"));
    QCOMPARE(TreeSnapshot::differences(before, tree(QStringLiteral("test-1"))), QStringList());
    const ConsoleRun unknown = run({"reset", "test-1", "nobody", "john.doe", "--yes"});
    QCOMPARE(unknown.exitCode, 3); // in use weighs more than a name that is not there
    QVERIFY(unknown.output.contains("Successfully reset user 'john.doe'"));
}

void TestOperations::deletesPointsByAge()
{
    const QByteArrayList users{"john.doe", "test-1", "test-2", "zoe"};
    QByteArrayList ids;
    for (const QByteArray &name : users) {
        QCOMPARE(run({"reset", name, "--yes"}).exitCode, 0);
        for (const QByteArray &line : run({"restore-points"}).output.split('\n')) {
            if (line.contains(QByteArray('-' + name + '\t')))
                ids.append(line.split('\t').first());
        }
    }
    QCOMPARE(ids.size(), users.size());
    const QByteArray old = ids.at(0), young = ids.at(1);
    QVERIFY(backdate(old, true));
    QCOMPARE(run({"verify", old}).exitCode, 0);
    // A point that cannot be read may be an interrupted operation, so that it is deleted only by
    // its id.
    const QByteArrayList damaged = ids.mid(2);
    QVERIFY(backdate(damaged.at(0), false));
    QVERIFY(writeBytes(pointPath(damaged.at(1)) + QStringLiteral("/manifest.json"), "{"));
    const auto stands = [this](const QByteArray &id) { return QFile::exists(pointPath(id)); };

    const auto data = [this] { return TreeSnapshot::of(*m_root / QStringLiteral("data")); };
    const TreeSnapshot before = data();
    const ConsoleRun dryRun = run({"delete", "--older-than", "30d"});
    QCOMPARE(dryRun.exitCode, 0);
    QCOMPARE(dryRun.output.count("Delete restore point"), 1);
    QVERIFY(dryRun.output.contains(QByteArray("Delete restore point " + old)));
    QVERIFY(run({"delete", "--older-than", "41d", "--yes"}).output.contains("Nothing to delete."));
    QCOMPARE(TreeSnapshot::differences(before, data()), QStringList());
    QCOMPARE(run({"delete", "--older-than", "30d", "--yes"}).exitCode, 0);
    QVERIFY(!stands(old) && stands(young) && stands(damaged.at(0)) && stands(damaged.at(1)));
    QCOMPARE(run({"delete", "--all", "--yes"}).exitCode, 0);
    QVERIFY(!stands(young) && stands(damaged.at(0)) && stands(damaged.at(1)));
    for (const QByteArray &id : damaged) {
        QCOMPARE(run({"delete", id, "--yes"}).exitCode, 0);
        QVERIFY(!stands(id));
    }
}

void TestOperations::deletesPoints()
{
    QCOMPARE(run({"reset", "john.doe", "--yes"}).exitCode, 0);
    const ConsoleRun young = run({"delete", "--older-than", "1d", "--yes"});
    QCOMPARE(young.exitCode, 0);
    QVERIFY(young.output.contains("Nothing to delete."));
    const QByteArray id = onlyPoint();
    QVERIFY(!id.isEmpty());
    const ConsoleRun dryRun = run({"delete", id});
    QVERIFY(dryRun.output.contains(QByteArray("Delete restore point " + id)));
    QCOMPARE(onlyPoint(), id);
    QCOMPARE(run({"delete", "nothing-like-it", "--yes"}).exitCode, 1);
    const ConsoleRun purged = run({"delete", id, "--yes"});
    QCOMPARE(purged.exitCode, 0);
    QVERIFY(purged.output.contains(QByteArray("Delete restore point " + id)));
    QVERIFY(!purged.output.contains("DRY RUN"));
    QCOMPARE(run({"restore-points"}).output, QByteArray("There are no restore points.\n"));
    QVERIFY(run({"history"}).output.contains("delete"));
}

// The plan is printed above the prompt, and not as a dry run.
void TestOperations::resumes()
{
    QCOMPARE(run({"reset", "john.doe", "--yes"}).exitCode, 0);
    const QByteArray id = onlyPoint();
    // A point without its commit record is an interrupted operation.
    QVERIFY(QFile::remove(pointPath(id) + QStringLiteral("/committed.json")));
    QVERIFY(run({"resume"}).output.contains("DRY RUN"));
    const ConsoleRun done = run({"resume", "--yes"});
    QCOMPARE(done.exitCode, 0);
    QVERIFY(done.output.startsWith(QByteArray("Interrupted: " + id)));
    QVERIFY(!done.output.contains("DRY RUN"));
    QVERIFY(QFile::exists(user(QStringLiteral("john.doe")) + QStringLiteral("/collection.anki2")));
}

void TestOperations::resumesUnstartedOperation()
{
    QCOMPARE(run({"reset", "john.doe", "--yes"}).exitCode, 0);
    const QByteArray id = "20200101-000000-john.doe";
    const auto owner = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    QVERIFY(QDir().mkpath(pointPath(id) + QStringLiteral("/items")));
    QVERIFY(QFile::setPermissions(pointPath(id), owner));
    const ConsoleRun done = run({"resume", "--yes"});
    QCOMPARE(done.exitCode, 0);
    QVERIFY2(done.output.contains(QByteArray("Removed the empty restore point " + id)),
             done.output.constData());
    QVERIFY(!QFile::exists(pointPath(id)));
}

void TestOperations::dryRunsMakeNoStore()
{
    for (const QByteArray command : {"list", "restore-points", "resume", "history"})
        QCOMPARE(run({command}).exitCode, 0);
    QCOMPARE(run({"reset", "john.doe"}).exitCode, 0);
    QCOMPARE(run({"restore", "20200101-000000-john.doe"}).exitCode, 1);
    QVERIFY(!QFile::exists(*m_root / QStringLiteral("data/.anki-sync-admin")));
}

void TestOperations::nothingToDo()
{
    const ConsoleRun empty = run({"reset", "newcomer", "--yes"});
    QCOMPARE(empty.exitCode, 0);
    QVERIFY(empty.output.contains("Nothing to reset"));
    QVERIFY(QDir(user(QStringLiteral("newcomer"))).isEmpty());
    QCOMPARE(run({"resume", "--yes"}).exitCode, 0);
    QCOMPARE(run({"delete", "--all", "--yes"}).exitCode, 0);
}

// An immutable file deep in the media folder does not prevent the move, but the deletion after it.
void TestOperations::deletionThatStopsHalfWay()
{
    if (!takeOwnMounts())
        QSKIP("mounts are not allowed here");
    const FileSystemImage image(QStringLiteral("ext4"), *m_root / QStringLiteral("image"));
    if (const QString refused = image.make(); !refused.isEmpty())
        QSKIP(qPrintable(refused));
    const QString mounted = *m_root / QStringLiteral("mounted");
    const auto mount = image.mount(mounted);
    if (!mount)
        QSKIP("ext4 cannot be mounted from a file here");
    const QByteArray data = QFile::encodeName(mounted) + "/data";
    QCOMPARE(runConsole({"demo", data}).exitCode, 0);
    const QString media =
        QFile::decodeName(data) + QStringLiteral("/collections/%1/collection.media/held.jpg");
    for (const char *user : {"alice", "john.doe"}) {
        const QString file = media.arg(QLatin1String(user));
        QVERIFY(writeBytes(file, "x"));
        QCOMPARE(QProcess::execute(QStringLiteral("chattr"), {QStringLiteral("+i"), file}), 0);
    }
    const ConsoleRun reset =
        runConsole({"reset", "alice", "--no-restore-point", "--yes", "--data-root", data});
    const ConsoleRun json = runConsole(
        {"reset", "john.doe", "--no-restore-point", "--yes", "--json", "--data-root", data});
    QCOMPARE(
        QProcess::execute(QStringLiteral("chattr"),
                          {QStringLiteral("-R"), QStringLiteral("-i"), QFile::decodeName(data)}),
        0);
    QCOMPARE(reset.exitCode, 4);
    QVERIFY2(!reset.output.contains("undo with"), reset.output.constData());
    const QByteArray marker = "To delete the rest, run: anki-sync-adminctl ";
    const qsizetype at = reset.output.indexOf(marker);
    QVERIFY2(at > 0, reset.output.constData());
    const QByteArray command =
        reset.output.mid(at + marker.size(), reset.output.indexOf('\n', at) - at - marker.size());
    const ConsoleRun purged = runConsole(command.trimmed().split(' '), "yes\n");
    QVERIFY2(purged.exitCode == 0, QByteArray(command + purged.text()).constData());
    QCOMPARE(json.exitCode, 4);
    const QJsonObject result =
        QJsonDocument::fromJson(*(json.output.trimmed().split('\n').end() - 2)).object();
    QVERIFY(!result.contains(QStringLiteral("restorePoint")));
    QVERIFY(
        result.value(QStringLiteral("undeleted")).toString().endsWith(QLatin1String("-john.doe")));
}

QTEST_GUILESS_MAIN(TestOperations)
#include "tst_operations.moc"
