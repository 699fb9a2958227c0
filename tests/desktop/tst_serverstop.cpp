#include "desktopfixture.h"

#include "dialogs/closedialog.h"
#include "store/serverrecord.h"
#include "support/askeduser.h"
#include "support/serverscene.h"
#include "views/noticebar.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QScopeGuard>
#include <QSignalSpy>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

const QByteArray full = QByteArrayLiteral("notes=2 media=2");
const QByteArray empty = QByteArrayLiteral("notes=0 media=0");

} // namespace

// Real containers that are stopped for a reset, or were left stopped.
class TestServerStop : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void initTestCase();
    Q_SLOT void cleanupTestCase();
    Q_SLOT void stopsForAReset();
    Q_SLOT void stopsOnceForSeveral();
    Q_SLOT void showsThatTheServerIsStarting();
    Q_SLOT void startsAfterAFailure();
    Q_SLOT void cancelledOrClosed_data();
    Q_SLOT void cancelledOrClosed();
    Q_SLOT void startsAServerLeftStopped();

    // Opens the dialog for these users and selects to stop the server; the dialog is not confirmed.
    ResetDialog *askToStop(MainWindow &window, const QByteArrayList &users) const;

    std::unique_ptr<Podman> m_podman;
    TemporaryRoot m_place;
};

void TestServerStop::initTestCase()
{
    m_podman = std::make_unique<Podman>();
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
}

void TestServerStop::cleanupTestCase()
{
    m_podman.reset();
}

void TestServerStop::stopsForAReset()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    Settings settings(m_place / QStringLiteral("stops.ini"));
    MainWindow window(&settings);
    window.show();
    QVERIFY(openAndWait(window, QFile::decodeName(scene.root())));
    ResetDialog *dialog = openReset(window, {"john"});
    QVERIFY(dialog);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->stopServerBox()->isVisible(), patience);
    QVERIFY(!dialog->stopServerBox()->isChecked());
    QVERIFY(!dialog->confirmButton()->isEnabled());
    QVERIFY(dialog->stopServerBox()->text().contains(scene.container()));
    QVERIFY(dialog->runOptions().servers.isEmpty());

    dialog->stopServerBox()->setChecked(true);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
    const QByteArray instance = scene.instance();
    QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(buttonIn(&window, QStringLiteral("Show report")) != nullptr, 60'000);
    const QString text = window.resultBar()->text();
    QVERIFY2(text.contains(QStringLiteral("john was reset")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("container server-official (podman) was down for ")),
             qPrintable(text));
    QVERIFY(!scene.hasRecord());
    QVERIFY(scene.instance() != instance);
    QVERIFY(scene.serves("john", empty));
    QCOMPARE(scene.ask("ann"), full);
}

ResetDialog *TestServerStop::askToStop(MainWindow &window, const QByteArrayList &users) const
{
    ResetDialog *dialog = openReset(window, users);
    if (dialog == nullptr ||
        !QTest::qWaitFor([dialog] { return dialog->stopServerBox()->isVisible(); }, patience))
        return nullptr;
    dialog->stopServerBox()->setChecked(true);
    if (users.size() > 1)
        dialog->wordField()->setText(QStringLiteral("reset %1 users").arg(users.size()));
    return QTest::qWaitFor([dialog] { return dialog->confirmButton()->isEnabled(); }, patience)
               ? dialog
               : nullptr;
}

void TestServerStop::stopsOnceForSeveral()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    Settings settings(m_place / QStringLiteral("several.ini"));
    MainWindow window(&settings);
    window.show();
    QVERIFY(openAndWait(window, QFile::decodeName(scene.root())));
    const QByteArray started = scene.events("start");
    ResetDialog *dialog = askToStop(window, {"john", "ann"});
    QVERIFY(dialog);
    QCOMPARE(dialog->runOptions().servers.size(), 1);
    QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(buttonIn(&window, QStringLiteral("Undo all")) != nullptr, 60'000);
    const QString text = window.resultBar()->text();
    QVERIFY2(text.contains(QStringLiteral("john was reset")) &&
                 text.contains(QStringLiteral("ann was reset")),
             qPrintable(text));
    QCOMPARE(text.count(QStringLiteral("was down for ")), 1);
    QCOMPARE(scene.events("start").count('\n'), started.count('\n') + 1);
    QVERIFY(scene.serves("john", empty));
    QVERIFY(scene.serves("ann", empty));
}

void TestServerStop::showsThatTheServerIsStarting()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"), {},
                            {QStringLiteral("--start-time"), QStringLiteral("8000")});
    QVERIFY(scene.isReady());
    Settings settings(m_place / QStringLiteral("slow.ini"));
    MainWindow window(&settings);
    window.show();
    QVERIFY(openAndWait(window, QFile::decodeName(scene.root())));
    ResetDialog *dialog = askToStop(window, {"john"});
    QVERIFY(dialog);
    QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(
        window.resultBar()->text().contains(QStringLiteral("still starting, seconds")),
        qPrintable(window.resultBar()->text()), 60'000);
    QVERIFY(window.resultBar()->text().contains(scene.container()));
    QTRY_VERIFY2_WITH_TIMEOUT(window.resultBar()->text().contains(QStringLiteral("was down for ")),
                              qPrintable(window.resultBar()->text()), 60'000);
    QVERIFY(scene.ask("ann").startsWith("notes=2 "));
}

void TestServerStop::startsAfterAFailure()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    // The store exists, and no restore point can be added to it.
    QCOMPARE(scene.console({"reset", "ann", "--stop-server", "--yes"}).exitCode, 0);
    QVERIFY(scene.serves("ann", empty));
    Settings settings(m_place / QStringLiteral("fails.ini"));
    MainWindow window(&settings);
    window.show();
    QVERIFY(openAndWait(window, QFile::decodeName(scene.root())));
    ResetDialog *dialog = askToStop(window, {"john"});
    QVERIFY(dialog);
    const QString points = QFile::decodeName(scene.root() + "/.anki-sync-admin/restore-points");
    if (!succeeds({QStringLiteral("chattr"), QStringLiteral("+i"), points}))
        QSKIP("this file system knows no immutable folders");
    const auto allow = qScopeGuard([&points] {
        succeeds({QStringLiteral("chattr"), QStringLiteral("-i"), points});
    });
    QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(buttonIn(&window, QStringLiteral("Show report")) != nullptr, 60'000);
    const QString text = window.resultBar()->text();
    QVERIFY2(!text.contains(QStringLiteral("was reset")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("was down for ")), qPrintable(text));
    QVERIFY(buttonIn(&window, QStringLiteral("Undo")) == nullptr);
    QVERIFY(!scene.hasRecord());
    QVERIFY(scene.serves("john", full));
}

void TestServerStop::cancelledOrClosed_data()
{
    QTest::addColumn<bool>("closes");
    QTest::newRow("cancelled") << false;
    QTest::newRow("closed") << true;
}

// While the server is being stopped, which takes some seconds.
void TestServerStop::cancelledOrClosed()
{
    QFETCH(bool, closes);
    const ServerScene scene(*m_podman, QStringLiteral("official"),
                            {QStringLiteral("--stop-timeout=4")},
                            {QStringLiteral("--ignore-term")});
    QVERIFY(scene.isReady());
    Settings settings(m_place / QStringLiteral("cancels.ini"));
    MainWindow window(&settings);
    window.show();
    QVERIFY(openAndWait(window, QFile::decodeName(scene.root())));
    ResetDialog *dialog = askToStop(window, {"john"});
    QVERIFY(dialog);
    QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
    QPushButton *cancel = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT(
        (cancel = buttonIn(window.resultBar(), QStringLiteral("Cancel"))) != nullptr, patience);
    if (closes) {
        QVERIFY(!window.close());
        CloseDialog *asked = nullptr;
        QTRY_VERIFY((asked = window.findChild<CloseDialog *>()) != nullptr);
        asked->accept();
        QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), 60'000);
    } else {
        QTest::mouseClick(cancel, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!window.operations()->isRunning(), 60'000);
        const QString text = window.resultBar()->text();
        QVERIFY2(text.contains(QStringLiteral("ancelled")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("was down for ")), qPrintable(text));
    }
    QVERIFY(!scene.hasRecord());
    QCOMPARE(scene.state(), QByteArray("running"));
    QVERIFY(scene.serves("john", full));
}

void TestServerStop::startsAServerLeftStopped()
{
    const ServerScene scene(*m_podman, QStringLiteral("official"));
    QVERIFY(scene.isReady());
    const auto root = DataRoot::open(scene.root());
    QVERIFY(root);
    const auto users = root->users();
    QVERIFY(users && !users->isEmpty());
    const auto store = RestorePointStore::make(users->first());
    QVERIFY(store);
    {
        const auto server = serverNamed(scene.container().toUtf8(), {});
        QVERIFY(server);
        const auto file = ServerRecordFile::lock(*store);
        QVERIFY(file);
        const ServerRecord record{{*server},
                                  QStringLiteral("reset"),
                                  QDateTime::currentDateTimeUtc(),
                                  Caller::current(),
                                  QStringLiteral("test")};
        QVERIFY(file->write(record));
    }
    QVERIFY(scene.tell(QStringLiteral("stop")));

    Settings settings(m_place / QStringLiteral("starts.ini"));
    MainWindow window(&settings);
    window.show();
    QVERIFY(openAndWait(window, QFile::decodeName(scene.root())));
    QTRY_VERIFY_WITH_TIMEOUT(buttonIn(&window, QStringLiteral("Start server…")) != nullptr,
                             patience);
    QVERIFY(window.messageBar()->text().contains(scene.container()));
    buttonIn(&window, QStringLiteral("Start server…"))->click();
    auto *dialog = window.findChild<ConfirmDialog *>();
    QVERIFY(dialog);
    QCOMPARE(scene.state(), QByteArray("exited"));
    dialog->confirmButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(
        window.resultBar()->text().contains(QStringLiteral("The server is running")), 60'000);
    QVERIFY(!scene.hasRecord());
    QVERIFY(scene.serves("john", full));
}

QTEST_MAIN(TestServerStop)
#include "tst_serverstop.moc"
