#include "servers/toolrun.h"
#include "support/files.h"
#include "support/temporaryroot.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <QThread>

#include <atomic>
#include <csignal>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// In KiB.
qint64 peakMemory()
{
    struct rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

// A sanitizer keeps freed memory, so the measurement is meaningless.
bool isMemoryKept()
{
    return qEnvironmentVariableIsSet("ASAN_OPTIONS");
}

} // namespace

// Calls correct and faulty programs.
class TestToolRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void failures_data();
    void failures();
    void argumentsAreNotExpanded();
    void environmentOfTheProgram();
    void blockedSignalsAreNotInherited();
    void heldOutputDoesNotHold();
    void killedWithItsChildren();
    void stopsOnRequest();
    void inAnyThread();
    void relativePathIsNotSearched();

private:
    bool makeTool(const char *name, const QByteArray &script) const;
    static tl::expected<QByteArray, ToolFailure> run(const QByteArray &program,
                                                     const QByteArrayList &arguments = {},
                                                     std::chrono::milliseconds limit = 10'000ms);

    TemporaryRoot m_folder;
    QByteArray m_path;
};

using Kind = ToolFailure::Kind;

bool TestToolRun::makeTool(const char *name, const QByteArray &script) const
{
    return writeProgram(m_folder / QString::fromLatin1(name), "#!/bin/bash\n" + script);
}

tl::expected<QByteArray, ToolFailure> TestToolRun::run(const QByteArray &program,
                                                       const QByteArrayList &arguments,
                                                       std::chrono::milliseconds limit)
{
    return runTool({program, arguments, limit, 1024 * 1024}, {});
}

void TestToolRun::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_path = qgetenv("PATH");
    qputenv("PATH", m_folder.bytes() + ':' + m_path);
    QVERIFY(makeTool("tool-words", "printf '%s\\n' \"$@\""));
    QVERIFY(makeTool("tool-fails",
                     "echo half; printf '\\n \\n\\e[31mno \\xe2\\x80\\xaeway\\n' >&2; "
                     "echo more >&2; exit 7"));
    QVERIFY(makeTool("tool-mute", "exit 3"));
    QVERIFY(makeTool("tool-crashes", "kill -SEGV $$"));
    QVERIFY(makeTool("tool-endless", "exec yes"));
    QVERIFY(makeTool("tool-endless-errors", "exec yes >&2"));
    QVERIFY(makeTool("tool-slow", "exec sleep 1000"));
    QVERIFY(makeTool("tool-stubborn", "trap '' TERM INT HUP; echo $$ > \"$1\"; "
                                      "while :; do sleep 0.1; done"));
    QVERIFY(makeTool("tool-parent", "sleep 1000 & echo $! > \"$1\"; wait"));
    QVERIFY(makeTool("tool-leaves-child", "sleep 30 & echo $!"));
    QVERIFY(makeTool("tool-reads", "read -r line && echo got; test -t 0; echo $?"));
    QVERIFY(makeTool("tool-status", "cat /proc/self/status; pwd; echo LC_ALL=$LC_ALL; "
                                    "echo OTHER=$OTHER; ps -o sid= -p $$"));
    QVERIFY(writeBytes(m_folder / u"tool-no-program"_s, "\x7f"
                                                        "ELF garbage"));
    QVERIFY(QFile::setPermissions(m_folder / u"tool-no-program"_s, QFile::ExeOwner));
    QVERIFY(writeBytes(m_folder / u"tool-not-executable"_s, "#!/bin/sh\n"));
    QVERIFY(makePath(m_folder / u"tool-folder"_s));
}

void TestToolRun::cleanupTestCase()
{
    qputenv("PATH", m_path);
}

void TestToolRun::failures_data()
{
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const char *program, Kind kind, int exitCode,
                        const QString &text) {
        QTest::newRow(name) << QByteArray(program) << kind << exitCode << text;
    };
    row("missing", "tool-that-is-nowhere", Kind::NotInstalled, 0,
        u"tool-that-is-nowhere: not installed"_s);
    row("not executable", "tool-not-executable", Kind::NotInstalled, 0,
        u"tool-not-executable: not installed"_s);
    row("folder", "tool-folder", Kind::NotInstalled, 0, u"tool-folder: not installed"_s);
    row("no program", "tool-no-program", Kind::NotStarted, -1, {});
    row("fails", "tool-fails", Kind::Failed, 7, u"tool-fails: \\x1b[31mno \\u{202e}way"_s);
    row("fails without a word", "tool-mute", Kind::Failed, 3,
        u"tool-mute: failed with exit code 3"_s);
    row("crashes", "tool-crashes", Kind::Crashed, -1, u"tool-crashes: crashed"_s);
    row("endless", "tool-endless", Kind::TooMuchOutput, -1,
        u"tool-endless: wrote more than 1.0 MB"_s);
    row("endless errors", "tool-endless-errors", Kind::TimedOut, -1,
        u"tool-endless-errors: did not finish within 1.5 s"_s);
    row("slow", "tool-slow", Kind::TimedOut, -1, u"tool-slow: did not finish within 1.5 s"_s);
}

void TestToolRun::failures()
{
    QFETCH(QByteArray, program);
    QFETCH(Kind, kind);
    QFETCH(int, exitCode);
    QFETCH(QString, text);
    const qint64 memory = peakMemory();
    QElapsedTimer timer;
    timer.start();
    const auto result = run(program, {}, 1500ms);
    // On a busy machine the end takes longer.
    QVERIFY2(timer.elapsed() < 1500 + 5000, qPrintable(QString::number(timer.elapsed())));
    const qint64 held = peakMemory() - memory;
    QVERIFY2(held < 32 * 1024 || isMemoryKept(), qPrintable(QString::number(held)));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, kind);
    if (exitCode >= 0)
        QCOMPARE(result.error().exitCode, exitCode);
    const Error error = result.error().error();
    QCOMPARE(error.code, Error::Code::External);
    if (!text.isEmpty())
        QCOMPARE(error.message(), text);
    QVERIFY(!error.message().contains(QLatin1Char('\n')));
}

void TestToolRun::argumentsAreNotExpanded()
{
    const QByteArrayList words{"a b", "$(touch x)", "; false", "*", "", "--", "--help", "\xc3\xa4"};
    const auto result = run("tool-words", words);
    QVERIFY(result);
    QCOMPARE(*result, words.join('\n') + '\n');
}

void TestToolRun::environmentOfTheProgram()
{
    qputenv("OTHER", "kept");
    const auto status = run("tool-status");
    const auto reads = run("tool-reads");
    qunsetenv("OTHER");
    QVERIFY(status && reads);
    QVERIFY(status->contains("\n/\nLC_ALL=C\nOTHER=kept\n"));
    QCOMPARE(*reads, "1\n"); // empty standard input, and no terminal
    const pid_t session = status->trimmed().split('\n').last().trimmed().toInt();
    QVERIFY(session > 0 && session != ::getsid(0));
}

// Otherwise they stay blocked in a container that the program starts, and it could not be stopped.
void TestToolRun::blockedSignalsAreNotInherited()
{
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    QCOMPARE(pthread_sigmask(SIG_BLOCK, &blocked, &before), 0);
    const auto status = run("tool-status");
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    QVERIFY(status);
    QVERIFY2(status->contains("SigBlk:\t0000000000000000\n"), status->constData());
}

void TestToolRun::heldOutputDoesNotHold()
{
    QElapsedTimer timer;
    timer.start();
    const auto result = run("tool-leaves-child");
    QVERIFY(result);
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    const pid_t child = result->trimmed().toInt();
    QVERIFY(child > 0);
    QCOMPARE(::kill(child, 0), 0); // left alone
    ::kill(child, SIGKILL);
}

void TestToolRun::killedWithItsChildren()
{
    for (const char *program : {"tool-parent", "tool-stubborn"}) {
        const QString file = m_folder / u"pid"_s;
        const auto result = run(program, {QFile::encodeName(file)}, 1500ms);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Kind::TimedOut);
        const pid_t pid = readBytes(file).trimmed().toInt();
        QVERIFY(pid > 0);
        QTRY_COMPARE(::kill(pid, 0), -1); // gone, and not a zombie
    }
}

void TestToolRun::stopsOnRequest()
{
    std::stop_source source;
    const std::unique_ptr<QThread> other(QThread::create([&source] {
        QThread::msleep(300);
        source.request_stop();
    }));
    other->start();
    QElapsedTimer timer;
    timer.start();
    const auto result = runTool({"tool-slow", {}, 60'000ms, 1024}, {{}, source.get_token()});
    other->wait();
    QVERIFY(timer.elapsed() < 5000);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, Kind::Stopped);
    QCOMPARE(result.error().error().code, Error::Code::Cancelled);
}

void TestToolRun::inAnyThread()
{
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&right, i] {
            const QByteArray word = QByteArray::number(i);
            for (int n = 0; n < 5; ++n) {
                const auto result = run("tool-words", {word});
                right += result && *result == word + '\n' ? 1 : 0;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(right.load(), 40);
}

void TestToolRun::relativePathIsNotSearched()
{
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(m_folder.path()));
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", ".::bin");
    const bool isFound = isInstalled("tool-words");
    const auto result = run("tool-words");
    qputenv("PATH", path);
    QDir::setCurrent(before);
    QVERIFY(!isFound);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, Kind::NotInstalled);
}

QTEST_GUILESS_MAIN(TestToolRun)
#include "tst_toolrun.moc"
