#include "dialogs/startrefusal.h"
#include "support/installedcopy.h"

#include <QApplication>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QTest>
#include <QTimer>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// The program without a usable SQLite driver.
class TestStartRefusal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhyAndExits()
    {
        QString text;
        QTimer::singleShot(0, qApp, [&text] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            QVERIFY(box);
            text = box->text();
            QTest::mouseClick(box->button(QMessageBox::Close), Qt::LeftButton);
        });
        QCOMPARE(refuseToStart({Error::Code::Unsupported, u"Cannot read databases"_s, u"why"_s}),
                 1);
        QCOMPARE(text, u"Cannot read databases: why"_s);
    }

    void opensNoWindowWithoutADriver()
    {
        const InstalledCopy copy(u"anki-sync-admin"_s, {u"platforms"_s});
        QVERIFY(copy.isReady());
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"XDG_CONFIG_HOME"_s, copy / u"config"_s);
        process.setProcessEnvironment(environment);
        process.start(copy.program(), {u"--demo"_s});
        QByteArray errors;
        QTRY_VERIFY2_WITH_TIMEOUT(
            (errors += process.readAllStandardError()).contains("libqt6sql6-sqlite"),
            errors.constData(), 30000);
        QVERIFY2(errors.contains("Qt has no SQLite driver"), errors.constData());
        // The box stays open until it is closed.
        QVERIFY(!process.waitForFinished(300));
        process.kill();
        process.waitForFinished();
    }
};

QTEST_MAIN(TestStartRefusal)
#include "tst_startrefusal.moc"
