#include "desktopfixture.h"
#include "haltingcalls.h"

#include "flows/resetflow.h"
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

// The desktop program itself, with settings of its own.
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

    // A core file would hold what the process has read.
    bool leavesNoCore() const
    {
        return readBytes(QStringLiteral("/proc/%1/limits").arg(m_process.processId()))
            .simplified()
            .contains("Max core file size 0 ");
    }
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    // Whether it has opened the root, analysed it and watches it.
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

// On both channels.
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

    // A window here, one in a process of its own, and the console.
    void eachSeesWhatTheOthersDo()
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

        // The window resets while the other one looks on; the console sees it.
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

        // The console restores; the window sees it, and the point that this made.
        QTRY_COMPARE_WITH_TIMEOUT(window.flow()->points()->all().size(), 1, patience);
        const QByteArray id = window.flow()->points()->all().first().point.id;
        const ConsoleRun restored = console({"restore", id, "--yes"});
        QVERIFY2(restored.exitCode == 0, saidBy(restored).constData());
        QTRY_COMPARE_WITH_TIMEOUT(bytesOf(window, "john.doe"), full, patience);
        QTRY_COMPARE_WITH_TIMEOUT(window.flow()->points()->all().size(), 2, patience);
        QCOMPARE(window.flow()->points()->find(QString::fromLatin1(id))->point.state,
                 RestorePoint::State::Restored);
        QVERIFY(window.flow()->points()->interrupted().isEmpty());
        QCOMPARE(TreeSnapshot::differences(before, usersNow()), QStringList());

        // A purge touches no user's folder and is seen all the same.
        const ConsoleRun purged = console({"delete", "--all", "--yes"});
        QVERIFY2(purged.exitCode == 0, saidBy(purged).constData());
        QTRY_VERIFY_WITH_TIMEOUT(window.flow()->points()->all().isEmpty(), patience);
        QVERIFY(other.isRunning());
        window.close();
    }

    void theConsoleDoesNotGetBetweenAReset()
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
        // Half of it is done, by a program that is at work: not for anybody to put back.
        QVERIFY(console({"resume", "--yes"}).exitCode != 0);
        calls->m_halts = false;
        QTRY_VERIFY2_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("john.doe was reset")),
            qPrintable(window.resultBar()->text()), patience);
        QCOMPARE(console({"reset", "alice", "--yes"}).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(bytesOf(window, "alice"), std::optional<qint64>(0), patience);
        window.close();
    }

    // The window's plan is older than what the console did.
    void aPlanThatTheConsoleMadeStaleIsMadeAgain()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        ResetDialog *dialog = openReset(window, {"john.doe"});
        QVERIFY(dialog);
        QTRY_COMPARE_WITH_TIMEOUT(dialog->requests().size(), 1, patience);
        const QList<OperationRequest> stale = dialog->requests();
        QCOMPARE(console({"reset", "john.doe", "--yes"}).exitCode, 0);
        const auto before = usersNow();
        QTRY_VERIFY_WITH_TIMEOUT(
            dialog->requests().isEmpty() || dialog->requests().first().plan.bytes() == 0, patience);
        dialog->reject();
        QVERIFY(window.flow()->operations()->run(stale));
        QTRY_VERIFY_WITH_TIMEOUT(window.resultBar()->isVisible(), patience);
        QVERIFY2(window.resultBar()->text().contains(QStringLiteral("nothing was changed")),
                 qPrintable(window.resultBar()->text()));
        QCOMPARE(TreeSnapshot::differences(before, usersNow()), QStringList());
        window.close();
    }
};

QTEST_MAIN(TestTwoProcesses)
#include "tst_twoprocesses.moc"
