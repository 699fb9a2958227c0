#include "desktopfixture.h"
#include "haltingcalls.h"

#include "session/inhibitor.h"

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

// Plays logind on the test's own bus: keeps one end of a pipe, and detects there when the other one
// is closed.
class FakeLogin : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")

public:
    ~FakeLogin() override
    {
        for (const int end : m_ends)
            ::close(end);
    }
    int held() const
    {
        int count = 0;
        for (const int end : m_ends) {
            pollfd waiting{end, POLLIN, 0};
            ::poll(&waiting, 1, 0);
            count += (waiting.revents & POLLHUP) == 0 ? 1 : 0;
        }
        return count;
    }
    int asked() const { return static_cast<int>(m_ends.size()); }
    QStringList m_words;

public Q_SLOTS:
    QDBusUnixFileDescriptor Inhibit(const QString &what, const QString &who, const QString &why,
                                    const QString &mode)
    {
        m_words = QStringList{what, who, why, mode};
        std::array<int, 2> ends{-1, -1};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            return {};
        m_ends.append(ends[0]);
        const QDBusUnixFileDescriptor given(ends[1]); // a copy
        ::close(ends[1]);
        return given;
    }

private:
    QList<int> m_ends;
};

class TestInhibitor : public DemoRootTest
{
    Q_OBJECT

private:
    QProcess m_bus;
    FakeLogin m_login;
    bool m_hasLogin = false;

    bool appear()
    {
        QDBusConnection bus = QDBusConnection::connectToBus(
            QString::fromLocal8Bit(qgetenv("DBUS_SYSTEM_BUS_ADDRESS")), QStringLiteral("login"));
        m_hasLogin = m_hasLogin || (bus.registerObject(QStringLiteral("/org/freedesktop/login1"),
                                                       &m_login, QDBusConnection::ExportAllSlots) &&
                                    bus.registerService(QStringLiteral("org.freedesktop.login1")));
        return m_hasLogin;
    }

private Q_SLOTS:
    // Before the first use of the bus.
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("dbus-daemon")).isEmpty())
            QSKIP("dbus-daemon is not installed");
        m_bus.start(QStringLiteral("dbus-daemon"),
                    {QStringLiteral("--session"), QStringLiteral("--nofork"),
                     QStringLiteral("--nopidfile"), QStringLiteral("--print-address")});
        QVERIFY(m_bus.waitForStarted());
        // The bus does not start for a user without a name.
        if (!m_bus.waitForReadyRead())
            QSKIP(QByteArray("dbus-daemon does not start here: " +
                             m_bus.readAllStandardError().simplified())
                      .constData());
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", m_bus.readLine().trimmed());
    }
    void cleanupTestCase()
    {
        QDBusConnection::disconnectFromBus(QStringLiteral("login"));
        m_bus.terminate();
        m_bus.waitForFinished();
    }
    void init() { makeDemo(); }

    void isHeldWhileOperationsRun_data()
    {
        QTest::addColumn<bool>("hasLogin");
        QTest::newRow("without logind") << false; // first: it stays once it is there
        QTest::newRow("with logind") << true;
    }

    void isHeldWhileOperationsRun()
    {
        QFETCH(bool, hasLogin);
        if (hasLogin)
            QVERIFY(appear());
        const auto calls = std::make_shared<HaltingCalls>();
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root, calls));
        ResetDialog *dialog = openReset(window, {"john.doe"});
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QSignalSpy finished(window.operations(), &Operations::finished);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(calls->m_isHalted, patience);
        if (hasLogin) {
            QTRY_COMPARE_WITH_TIMEOUT(m_login.held(), 1, patience);
            QCOMPARE(m_login.m_words.value(0), QStringLiteral("shutdown:sleep"));
            QCOMPARE(m_login.m_words.value(1), QStringLiteral("Anki Sync Admin"));
            QVERIFY(!m_login.m_words.value(2).isEmpty());
            QCOMPARE(m_login.m_words.value(3), QStringLiteral("block"));
        }
        calls->m_halts = false;
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
        QCOMPARE(m_login.asked(), hasLogin ? 1 : 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_login.held(), 0, patience);
        QCOMPARE(window.flows()->run()->activity().entries().first().outcome,
                 QStringLiteral("done"));
        window.close();
    }

    // The answer comes after the operation has ended.
    void isReleasedWhenTheAnswerComesLate()
    {
        QVERIFY(appear());
        const int before = m_login.asked();
        Inhibitor inhibitor;
        inhibitor.hold(QStringLiteral("test"));
        inhibitor.release();
        QTRY_COMPARE_WITH_TIMEOUT(m_login.asked(), before + 1, patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_login.held(), 0, patience);
    }
};

QTEST_MAIN(TestInhibitor)
#include "tst_inhibitor.moc"
