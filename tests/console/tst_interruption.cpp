#include "support/consolerun.h"
#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include "base/filedescriptor.h"
#include "servers/serveruse.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

// A pipe of one page for the log of --verbose. The program blocks in it as soon as the test stops
// reading.
class SlowErrors
{
public:
    explicit SlowErrors(const QByteArray &path) : m_path(path)
    {
        if (::mkfifo(path.constData(), 0600) == 0)
            m_end = FileDescriptor(::open(path.constData(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
        ::fcntl(m_end.get(), F_SETPIPE_SZ, 4096);
    }
    QString path() const { return QFile::decodeName(m_path); }
    // Reads up to and including `text`, byte by byte, so that nothing after it is taken.
    bool readUntil(const QByteArray &text)
    {
        char byte = 0;
        while (::read(m_end.get(), &byte, 1) == 1) {
            m_read += byte;
            if (m_read.endsWith(text))
                return true;
        }
        return false;
    }
    void fill()
    {
        while (::write(m_end.get(), "\n", 1) == 1) {
        }
    }
    void readOn()
    {
        std::array<char, 4096> buffer{};
        ssize_t got = 0;
        while ((got = ::read(m_end.get(), buffer.data(), buffer.size())) > 0)
            m_read.append(buffer.data(), got);
    }
    const QByteArray &read() const { return m_read; }

private:
    QByteArray m_path;
    FileDescriptor m_end;
    QByteArray m_read;
};

QByteArray fieldOf(const QByteArray &file, const QByteArray &name)
{
    QFile status(QFile::decodeName(file));
    if (!status.open(QIODevice::ReadOnly))
        return {};
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(QByteArray(name + ':')))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

// Whether the thread that waits for signals has received the signal, and every thread is blocked
// again.
bool isTaken(qint64 pid, int signal)
{
    const QByteArray process = "/proc/" + QByteArray::number(pid);
    const quint64 pending = fieldOf(process + "/status", "ShdPnd").toULongLong(nullptr, 16);
    if ((pending & (1ULL << (signal - 1))) != 0)
        return false;
    const QStringList threads =
        QDir(QFile::decodeName(process + "/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    return std::all_of(threads.begin(), threads.end(), [&process](const QString &thread) {
        return fieldOf(process + "/task/" + thread.toLatin1() + "/status", "State").startsWith('S');
    });
}

// Whether the program has blocked the signal and one of its threads waits for it, or has ended.
bool isReady(const QProcess &process, int signal)
{
    const QByteArray status = "/proc/" + QByteArray::number(process.processId()) + "/status";
    const quint64 blocked = fieldOf(status, "SigBlk").toULongLong(nullptr, 16);
    return (blocked & (1ULL << (signal - 1))) != 0 || process.state() == QProcess::NotRunning;
}

} // namespace

// Ctrl-C at moments that the test chooses.
class TestInterruption : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void duringTheSecondOfThree_data();
    void duringTheSecondOfThree();
    void incompleteOutranksInterrupted();
    void signOut_data();
    void signOut();
    void readingCommandEndsAtOnce();
    void ignoredSignals();
    void fileSizeLimit();
    void atThePrompt();

private:
    QString dataRoot() const { return *m_root / QStringLiteral("data"); }
    QString user(const char *name) const
    {
        return dataRoot() + QStringLiteral("/collections/") + QLatin1String(name);
    }
    void start(QProcess &process, const QStringList &arguments) const
    {
        process.start(QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"),
                      arguments + QStringList{QStringLiteral("--data-root"), dataRoot()});
    }

    // Resets alice, john.doe and zoe, and returns in the middle of the second reset.
    bool startAndHold(QProcess &reset, SlowErrors &errors) const;
    static bool endWith(int signal, QProcess &reset, SlowErrors &errors);

    std::unique_ptr<TemporaryRoot> m_root;
};

void TestInterruption::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QCOMPARE(runConsole({"demo", m_root->bytes() + "/data"}).exitCode, 0);
    // So many leftovers of an official server that their log lines fill the pipe.
    QVERIFY(QDir().mkpath(user("john.doe") + QStringLiteral("/media")));
    constexpr int many = 400;
    for (int i = 0; i < many; ++i) {
        QFile file(user("john.doe") + QStringLiteral("/.tmp%1").arg(100'000 + i));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
}

void TestInterruption::duringTheSecondOfThree_data()
{
    QTest::addColumn<int>("signal");
    for (const auto &[name, number] :
         {std::pair("SIGINT", SIGINT), std::pair("SIGTERM", SIGTERM), std::pair("SIGHUP", SIGHUP),
          std::pair("SIGQUIT", SIGQUIT), std::pair("SIGABRT", SIGABRT),
          std::pair("SIGUSR1", SIGUSR1), std::pair("SIGUSR2", SIGUSR2),
          std::pair("SIGALRM", SIGALRM), std::pair("SIGXCPU", SIGXCPU), std::pair("SIGPWR", SIGPWR),
          std::pair("SIGRTMIN", SIGRTMIN)})
        QTest::newRow(name) << number;
}

bool TestInterruption::startAndHold(QProcess &reset, SlowErrors &errors) const
{
    reset.setStandardErrorFile(errors.path(), QIODevice::Append);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_FORCE_STDERR_LOGGING"), QStringLiteral("1"));
    reset.setProcessEnvironment(environment);
    start(reset, {QStringLiteral("reset"), QStringLiteral("alice"), QStringLiteral("john.doe"),
                  QStringLiteral("zoe"), QStringLiteral("--yes"), QStringLiteral("--verbose")});
    return QTest::qWaitFor([&errors] { return errors.readUntil(".tmp100000\n"); }, 60'000) &&
           !QFile::exists(user("john.doe/collection.anki2")) && reset.state() == QProcess::Running;
}

bool TestInterruption::endWith(int signal, QProcess &reset, SlowErrors &errors)
{
    const qint64 pid = reset.processId();
    if (::kill(static_cast<pid_t>(pid), signal) != 0 ||
        !QTest::qWaitFor([pid, signal] { return isTaken(pid, signal); }, 60'000))
        return false;
    while (!reset.waitForFinished(10) && reset.state() == QProcess::Running)
        errors.readOn();
    return reset.exitStatus() == QProcess::NormalExit;
}

void TestInterruption::duringTheSecondOfThree()
{
    QFETCH(int, signal);
    const TreeSnapshot second =
        TreeSnapshot::of(user("john.doe"), TreeSnapshot::WithoutIdentity, {""});
    const TreeSnapshot third = TreeSnapshot::of(user("zoe"));
    SlowErrors errors(m_root->bytes() + "/errors");
    QProcess reset;
    QVERIFY(startAndHold(reset, errors));
    QVERIFY(endWith(signal, reset, errors));
    QCOMPARE(reset.exitCode(), 128 + signal);

    const QByteArray output = reset.readAllStandardOutput();
    QVERIFY2(output.contains("Stopped. Users that were reset: alice\n"), output.constData());
    QCOMPARE(output.count("Successfully reset"), 1);
    const TreeSnapshot now =
        TreeSnapshot::of(user("john.doe"), TreeSnapshot::WithoutIdentity, {""});
    QCOMPARE(TreeSnapshot::differences(second, now), QStringList());
    QCOMPARE(TreeSnapshot::differences(third, TreeSnapshot::of(user("zoe"))), QStringList());
    QVERIFY(!QFile::exists(user("alice/collection.anki2")));
    const QByteArray root = QFile::encodeName(dataRoot());
    QCOMPARE(runConsole({"restore-points", "--data-root", root}).output.count("-alice\t"), 1);
    QCOMPARE(runConsole({"restore-points", "--data-root", root}).output.count("-john.doe"), 0);
    QVERIFY(runConsole({"history", "--data-root", root}).output.contains("cancelled"));
    QCOMPARE(runConsole({"resume", "--data-root", root}).output,
             QByteArray("Nothing to resume: no operation was interrupted.\n"));
}

// A new file has the name of a file that was moved: it stays, and the report lists what was not
// rolled back.
void TestInterruption::incompleteOutranksInterrupted()
{
    SlowErrors errors(m_root->bytes() + "/errors");
    QProcess reset;
    QVERIFY(startAndHold(reset, errors));
    QFile stranger(user("john.doe/collection.anki2"));
    QVERIFY(stranger.open(QIODevice::WriteOnly));
    QCOMPARE(stranger.write("new"), 3);
    stranger.close();
    QVERIFY(endWith(SIGINT, reset, errors));
    QCOMPARE(reset.exitCode(), 4);
    const QByteArray output = reset.readAllStandardOutput();
    QVERIFY2(output.contains("anki-sync-adminctl resume"), output.constData());
    QVERIFY(stranger.open(QIODevice::ReadOnly));
    QCOMPARE(stranger.readAll(), QByteArray("new"));
    QVERIFY(QFile::exists(user("zoe/collection.anki2"))); // the third was not begun
}

void TestInterruption::signOut_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGQUIT") << SIGQUIT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

// Interrupted after longer and longer times, until the operation ends first: never half done, and
// no core file.
void TestInterruption::signOut()
{
    QFETCH(int, signal);
    if (!seesAllProcesses())
        QSKIP("in a container, every sign-out needs --server-stopped");
    const QString database = dataRoot() + QStringLiteral("/session.db");
    const QByteArray before = readBytes(database);
    const QByteArray root = QFile::encodeName(dataRoot());
    QVERIFY(!before.isEmpty());
    int stopped = 0;
    for (int wait = 0; wait < 5000; wait = wait * 3 / 2 + 1) {
        QProcess revoke;
        start(revoke, {QStringLiteral("sign-out"), QStringLiteral("john.doe"),
                       QStringLiteral("--yes"), QStringLiteral("--no-restore-point")});
        QVERIFY(revoke.waitForStarted());
        QVERIFY(QTest::qWaitFor([&] { return isReady(revoke, signal); }, 60'000));
        QTest::qWait(wait);
        if (revoke.state() == QProcess::Running)
            ::kill(static_cast<pid_t>(revoke.processId()), signal);
        QVERIFY(revoke.state() == QProcess::NotRunning || revoke.waitForFinished());
        QCOMPARE(revoke.exitStatus(), QProcess::NormalExit);
        const bool isDone = revoke.exitCode() == 0;
        QVERIFY2(isDone || revoke.exitCode() == 128 + signal,
                 revoke.readAllStandardError().constData());
        QCOMPARE(readBytes(database) == before, !isDone);
        QCOMPARE(runConsole({"resume", "--data-root", root}).output,
                 QByteArray("Nothing to resume: no operation was interrupted.\n"));
        if (isDone)
            break;
        ++stopped;
    }
    QVERIFY(stopped > 0);
}

// Even if standard error cannot be written.
void TestInterruption::readingCommandEndsAtOnce()
{
    SlowErrors errors(m_root->bytes() + "/errors");
    QProcess list;
    list.setStandardErrorFile(errors.path(), QIODevice::Append);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_FORCE_STDERR_LOGGING"), QStringLiteral("1"));
    list.setProcessEnvironment(environment);
    errors.fill();
    start(list, {QStringLiteral("list"), QStringLiteral("--verbose")});
    QVERIFY(list.waitForStarted());
    QVERIFY(QTest::qWaitFor([&list] { return isReady(list, SIGQUIT); }, 60'000));
    QCOMPARE(list.state(), QProcess::Running);
    QCOMPARE(::kill(static_cast<pid_t>(list.processId()), SIGQUIT), 0);
    QVERIFY(list.waitForFinished());
    QCOMPARE(list.exitStatus(), QProcess::NormalExit);
    QCOMPARE(list.exitCode(), 128 + SIGQUIT);
}

void TestInterruption::ignoredSignals()
{
    QProcess reset;
    start(reset,
          {QStringLiteral("reset"), QStringLiteral("john.doe"), QStringLiteral("--confirm")});
    QByteArray output;
    reset.setReadChannel(QProcess::StandardError);
    while (!output.contains("to confirm): ") && reset.waitForReadyRead())
        output += reset.readAllStandardError();
    QVERIFY(output.contains("to confirm): "));
    const QByteArray process = "/proc/" + QByteArray::number(reset.processId());
    const QByteArray limits = readBytes(QFile::decodeName(process + "/limits")).simplified();
    QVERIFY2(limits.contains("Max core file size 0 "), limits.constData());
    for (const int signal : {SIGPIPE, SIGXFSZ, SIGIO})
        QCOMPARE(::kill(static_cast<pid_t>(reset.processId()), signal), 0);
    reset.write("no\n");
    QVERIFY(reset.waitForFinished());
    QCOMPARE(reset.exitStatus(), QProcess::NormalExit);
    QCOMPARE(reset.exitCode(), 2); // it was still waiting, and no is not yes
}

// The limit of file sizes is reported as an error.
void TestInterruption::fileSizeLimit()
{
    const TreeSnapshot before =
        TreeSnapshot::of(user("john.doe"), TreeSnapshot::WithoutIdentity, {""});
    QProcess reset;
    reset.start(QStringLiteral("bash"),
                {QStringLiteral("-c"),
                 QStringLiteral("ulimit -f 0; exec \"$0\" reset john.doe --yes --data-root "
                                "\"$1\""),
                 QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"), dataRoot()});
    QVERIFY(reset.waitForFinished());
    QCOMPARE(reset.exitStatus(), QProcess::NormalExit);
    const QByteArray errors = reset.readAllStandardError();
    QCOMPARE(reset.exitCode(), 1);
    QVERIFY2(errors.contains("File too large"), errors.constData());
    const TreeSnapshot after =
        TreeSnapshot::of(user("john.doe"), TreeSnapshot::WithoutIdentity, {""});
    QCOMPARE(TreeSnapshot::differences(before, after), QStringList());
}

void TestInterruption::atThePrompt()
{
    const TreeSnapshot before = TreeSnapshot::of(dataRoot());
    QProcess reset;
    start(reset,
          {QStringLiteral("reset"), QStringLiteral("john.doe"), QStringLiteral("--confirm")});
    QByteArray output;
    reset.setReadChannel(QProcess::StandardError);
    while (!output.contains("to confirm): ") && reset.waitForReadyRead())
        output += reset.readAllStandardError();
    QVERIFY(output.contains("to confirm): "));
    QCOMPARE(::kill(static_cast<pid_t>(reset.processId()), SIGINT), 0);
    QVERIFY(reset.waitForFinished());
    QCOMPARE(reset.exitCode(), 130);
    output += reset.readAllStandardError();
    QVERIFY(output.contains("Stopped: no changes were made."));
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(dataRoot())), QStringList());
}

QTEST_GUILESS_MAIN(TestInterruption)
#include "tst_interruption.moc"
