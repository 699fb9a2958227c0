#include "support/consolerun.h"
#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// If standard output cannot be written, an operation that has begun is finished, and the exit code
// is never 0.
class OutputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readers_data();
    void readers();
    void finishesWhatItHasBegun_data();
    void finishesWhatItHasBegun();
    void withoutQuestionNothingChanges();
    void keepsMoreSeriousExitCodes();
    void closedErrorsAndInput();

private:
    struct Run
    {
        int exitCode = -1;
        QByteArray errors;
    };
    // In bash, with the sink as its redirection; $FIFO is a pipe that nobody reads.
    Run run(const QString &arguments, const QString &sink) const;
    QString data() const { return *m_root / u"data"_s; }
    QString collection(const char *name) const
    {
        return data() + u"/collections/"_s + QLatin1String(name) + u"/collection.anki2"_s;
    }

    std::unique_ptr<TemporaryRoot> m_root;
};

namespace {

void addSinks()
{
    QTest::newRow("full disk") << u"> /dev/full"_s;
    QTest::newRow("pipe without a reader") << u">&4"_s;
    QTest::newRow("closed") << u">&-"_s;
    QTest::newRow("open for reading only") << u"1</dev/null"_s;
}

} // namespace

void OutputTest::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QCOMPARE(runConsole({"demo", QFile::encodeName(data())}).exitCode, 0);
}

OutputTest::Run OutputTest::run(const QString &arguments, const QString &sink) const
{
    const QString script =
        u"mkfifo \"$2/pipe\"; exec 3<>\"$2/pipe\" 4>\"$2/pipe\"; exec 3>&-; \"$0\" "_s + arguments +
        u" --data-root \"$1\" "_s + sink;
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(u"bash"_s, {u"-c"_s, script, QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"),
                              data(), m_root->path()});
    Run run;
    if (process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit)
        run.exitCode = process.exitCode();
    run.errors = process.readAllStandardError();
    QFile::remove(*m_root / u"pipe"_s);
    return run;
}

void OutputTest::readers_data()
{
    QTest::addColumn<QString>("sink");
    addSinks();
}

void OutputTest::readers()
{
    QFETCH(QString, sink);
    for (const char *command :
         {"list", "list --json", "analyze alice", "analyze alice zoe --json", "reset alice",
          "restore-points", "history", "sessions", "resume", "delete --all"}) {
        const Run done = run(QString::fromLatin1(command), sink);
        QVERIFY2(done.exitCode == 1, QByteArray(command + done.errors).constData());
        QVERIFY2(done.errors.contains("ERROR - Cannot write to standard output: "),
                 done.errors.constData());
    }
}

void OutputTest::finishesWhatItHasBegun_data()
{
    QTest::addColumn<QString>("sink");
    addSinks();
}

void OutputTest::finishesWhatItHasBegun()
{
    QFETCH(QString, sink);
    const Run reset = run(u"reset alice zoe --yes"_s, sink);
    QVERIFY2(reset.exitCode == 1, reset.errors.constData());
    QVERIFY(reset.errors.contains("Cannot write to standard output"));
    QVERIFY(!QFile::exists(collection("alice")) && !QFile::exists(collection("zoe")));
    const Run purge = run(u"delete --all --yes --json"_s, sink);
    QVERIFY2(purge.exitCode == 1, purge.errors.constData());
    QCOMPARE(runConsole({"restore-points", "--data-root", QFile::encodeName(data())}).output,
             "There are no restore points.\n");
}

void OutputTest::withoutQuestionNothingChanges()
{
    const TreeSnapshot before = TreeSnapshot::of(data());
    const Run reset = run(u"reset alice --confirm"_s, u"> /dev/full <<< yes"_s);
    QVERIFY2(reset.exitCode == 1, reset.errors.constData());
    QVERIFY(reset.errors.contains("Cancelled: no changes were made."));
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(data())), QStringList());
}

void OutputTest::keepsMoreSeriousExitCodes()
{
    QCOMPARE(run(u"reset alice --older-than 3d"_s, u"> /dev/full"_s).exitCode, 2);
    QCOMPARE(run(u"--version"_s, u"> /dev/full"_s).exitCode, 1);
    QCOMPARE(run(u"--help"_s, u"> /dev/full"_s).exitCode, 1);
}

// No file gets the number of a standard descriptor that was closed.
void OutputTest::closedErrorsAndInput()
{
    const TreeSnapshot before = TreeSnapshot::of(data());
    const Run list = run(u"list --verbose"_s, u"> \"$2/out\" 2>&- <&-"_s);
    QCOMPARE(list.exitCode, 0);
    QVERIFY(readBytes(*m_root / u"out"_s).contains("alice"));
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(data())), QStringList());
    const Run reset = run(u"reset alice --verbose --yes"_s, u">&- 2>&- <&-"_s);
    QCOMPARE(reset.exitCode, 1); // for its output is lost
    QVERIFY(!QFile::exists(collection("alice")));
    const QByteArray root = QFile::encodeName(data());
    const QByteArray points = runConsole({"restore-points", "--data-root", root}).output;
    const QByteArray id = points.split('\n').at(1).split('\t').first();
    QCOMPARE(runConsole({"verify", id, "--data-root", root}).exitCode, 0);
    QCOMPARE(runConsole({"restore", id, "--yes", "--data-root", root}).exitCode, 0);
    QVERIFY(QFile::exists(collection("alice")));
}

QTEST_GUILESS_MAIN(OutputTest)
#include "tst_output.moc"
