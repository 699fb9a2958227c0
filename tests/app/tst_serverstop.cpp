#include "desktopfixture.h"

#include "reset/serverrecord.h"
#include "support/serverscene.h"
#include "views/noticebar.h"
#include "window/resetflow.h"

#include <QCheckBox>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

const QByteArray full = QByteArrayLiteral("notes=2 media=2 usn=2");
const QByteArray empty = QByteArrayLiteral("notes=0 media=0 usn=0");

} // namespace

// The server in the window, with real containers: stopped for a reset, and found stopped.
class TestServerStop : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void initTestCase();
    Q_SLOT void cleanupTestCase();
    Q_SLOT void stopsForAReset();
    Q_SLOT void startsWhatWasLeft();

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
    QVERIFY(!dialog->actButton()->isEnabled());
    QVERIFY(dialog->stopServerBox()->text().contains(scene.container()));
    QVERIFY(dialog->servers().isEmpty());

    dialog->stopServerBox()->setChecked(true);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->actButton()->isEnabled(), patience);
    const QByteArray instance = scene.instance();
    QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
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

void TestServerStop::startsWhatWasLeft()
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
    dialog->actButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(window.resultBar()->text().contains(QStringLiteral("The server runs")),
                             60'000);
    QVERIFY(!scene.hasRecord());
    QVERIFY(scene.serves("john", full));
}

QTEST_MAIN(TestServerStop)
#include "tst_serverstop.moc"
