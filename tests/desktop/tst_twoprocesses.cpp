#include "desktopfixture.h"
#include "haltingcalls.h"

#include "support/consolerun.h"
#include "support/files.h"
#include "views/noticebar.h"

#include <QDirIterator>
#include <QProcess>
#include <QSignalSpy>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

// The desktop program as a process, with its own settings.
class OtherWindow
{
public:
    OtherWindow(const QString &root, const QString &settings)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), settings);
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(SYNCADMIN_BIN "/anki-sync-admin"),
                        {QStringLiteral("--data-root"), root});
    }
    ~OtherWindow()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(5000))
            m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(OtherWindow)

    // A core file would contain what the process has read.
    bool leavesNoCore() const
    {
        return readBytes(QStringLiteral("/proc/%1/limits").arg(m_process.processId()))
            .simplified()
            .contains("Max core file size 0 ");
    }
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    // Whether the program has opened and analysed the root, and watches it.
    bool isWatching() const
    {
        const QString folder = QStringLiteral("/proc/%1/fdinfo").arg(m_process.processId());
        const QStringList names = QDir(folder).entryList(QDir::Files);
        for (const QString &name : names) {
            if (readBytes(folder + QLatin1Char('/') + name).contains("inotify wd:"))
                return true;
        }
        return false;
    }

private:
    QProcess m_process;
};

// Standard output and standard error.
QByteArray saidBy(const ConsoleRun &run)
{
    return run.output + run.errors;
}

} // namespace

class TestTwoProcesses : public DemoRootTest
{
    Q_OBJECT

private:
    ConsoleRun console(const QByteArrayList &words) const
    {
        return runConsole(words + QByteArrayList{"--data-root", QFile::encodeName(m_root)});
    }
    static std::optional<qint64> bytesOf(MainWindow &window, const QByteArray &name)
    {
        const int row = window.session()->users()->rowOfKey(pathsOf(window, {name}).value(0));
        return row < 0 ? std::nullopt : window.session()->users()->row(row).bytes();
    }

private Q_SLOTS:
    void init() { makeDemo(); }

    // This window, another process's window, and the console.
    void showsWhatOtherProgramsDo()
    {
        const auto before = usersNow();
        const OtherWindow other(m_root, *m_place / QStringLiteral("config"));
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTRY_VERIFY_WITH_TIMEOUT(other.isWatching(), patience);
        QVERIFY(other.leavesNoCore());
        QTest::qWait(1500); // the watches are being set, here and there
        const auto full = bytesOf(window, "john.doe");
        QVERIFY(full && *full > 0);

        // The window resets; the other window and the console show it.
        ResetDialog *dialog = openReset(window, {"john.doe"});
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("john.doe was reset")),
            qPrintable(window.resultBar()->text()), patience);
        const ConsoleRun empty = console({"analyze", "john.doe"});
        QCOMPARE(empty.exitCode, 0);
        QVERIFY2(!empty.output.contains("Collection:"), empty.output.constData());

        // The console restores; the window shows that and the new point.
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 1, patience);
        const QByteArray id = window.points()->all().first().point.id;
        const ConsoleRun restored = console({"restore", id, "--yes"});
        QVERIFY2(restored.exitCode == 0, saidBy(restored).constData());
        QTRY_COMPARE_WITH_TIMEOUT(bytesOf(window, "john.doe"), full, patience);
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 2, patience);
        QCOMPARE(window.points()->index().find(QString::fromLatin1(id))->point.state,
                 RestorePoint::State::Restored);
        QVERIFY(window.points()->index().interrupted().isEmpty());
        QCOMPARE(TreeSnapshot::differences(before, usersNow()), QStringList());

        // A deletion is noticed although it changes no folder of a user.
        const ConsoleRun deleted = console({"delete", "--all", "--yes"});
        QVERIFY2(deleted.exitCode == 0, saidBy(deleted).constData());
        QTRY_VERIFY_WITH_TIMEOUT(window.points()->all().isEmpty(), patience);
        QVERIFY(other.isRunning());
        window.close();
    }

    void consoleDoesNotInterfereWithAReset()
    {
        const auto calls = std::make_shared<HaltingCalls>(false);
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root, calls));
        ResetDialog *dialog = openReset(window, {"john.doe"});
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        calls->m_halts = true;
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(calls->m_isHalted, patience);
        for (const QByteArray &user : QByteArrayList{"john.doe", "alice"}) {
            const ConsoleRun refused = console({"reset", user, "--yes"});
            QVERIFY(refused.exitCode != 0);
            QVERIFY2(saidBy(refused).contains(QByteArray(
                         "pid " + QByteArray::number(QCoreApplication::applicationPid()))),
                     saidBy(refused).constData());
        }
        QVERIFY(QFile::exists(m_root + QStringLiteral("/collections/alice/collection.anki2")));
        // Another program is half way through it, so that nobody else may roll it back.
        QVERIFY(console({"resume", "--yes"}).exitCode != 0);
        calls->m_halts = false;
        QTRY_VERIFY2_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("john.doe was reset")),
            qPrintable(window.resultBar()->text()), patience);
        QCOMPARE(console({"reset", "alice", "--yes"}).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(bytesOf(window, "alice"), std::optional<qint64>(0), patience);
        window.close();
    }

    // The console changes the user after the window has planned.
    void plansAgainAfterTheConsole()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        ResetDialog *dialog = openReset(window, {"john.doe"});
        QVERIFY(dialog);
        QTRY_COMPARE_WITH_TIMEOUT(dialog->operations().size(), 1, patience);
        const QList<Operation> stale = dialog->operations();
        QCOMPARE(console({"reset", "john.doe", "--yes"}).exitCode, 0);
        const auto before = usersNow();
        QTRY_VERIFY_WITH_TIMEOUT(dialog->operations().isEmpty() ||
                                     dialog->operations().first().plan().bytes() == 0,
                                 patience);
        dialog->reject();
        QVERIFY(window.operations()->run(stale));
        QTRY_VERIFY_WITH_TIMEOUT(window.resultBar()->isVisible(), patience);
        QVERIFY2(window.resultBar()->text().contains(QStringLiteral("nothing was changed")),
                 qPrintable(window.resultBar()->text()));
        QCOMPARE(TreeSnapshot::differences(before, usersNow()), QStringList());
        window.close();
    }
};

QTEST_MAIN(TestTwoProcesses)
#include "tst_twoprocesses.moc"
