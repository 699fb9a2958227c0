#include "desktopfixture.h"

#include "dialogs/confirmdialog.h"
#include "dialogs/reportdialog.h"
#include "dialogs/resetdialog.h"
#include "models/userproxy.h"
#include "servers/serveruse.h"
#include "session/points.h"
#include "support/files.h"
#include "views/detailspanel.h"
#include "views/noticebar.h"
#include "views/pointspane.h"
#include "views/tablepane.h"
#include "views/tableview.h"
#include "window/userpage.h"

#include <QClipboard>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

// A file system that does not answer until `m_hangs` is false.
class HangingCalls : public SystemCalls
{
public:
    int openat(int folder, const char *name, int flags, mode_t mode) override
    {
        while (m_hangs && QByteArray(name) == "alice")
            QThread::msleep(5);
        return SystemCalls::openat(folder, name, flags, mode);
    }
    std::atomic<bool> m_hangs = false;
};

} // namespace

class TestMainWindow : public DemoRootTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeDemo(); }

    void resetsAndUndoes()
    {
        const auto before = usersNow();
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QVERIFY(window.session()->users()->rowCount() >= 8);

        window.filter()->setText(QStringLiteral("john"));
        QCOMPARE(window.page()->proxy()->rowCount(), 1);
        window.filter()->clear();
        QVERIFY(window.page()->selectedRows().isEmpty());
        QVERIFY(!window.actions().reset->isEnabled());

        ResetDialog *dialog = openReset(window, {"john.doe"});
        QVERIFY(dialog);
        window.actions().dryRun->trigger();
        QCOMPARE(window.page()->details()->currentTab(), DetailsPanel::Tab::DryRun);
        window.actions().copyReport->trigger();
        const auto copied = [] { return QGuiApplication::clipboard()->text(); };
        QTRY_VERIFY2_WITH_TIMEOUT(copied().contains(QStringLiteral("=== DRY RUN RESULTS ===")),
                                  qPrintable(copied()), patience);
        QVERIFY2(copied().contains(QStringLiteral("continues at USN")), qPrintable(copied()));
        QCOMPARE(dialog->confirmButton()->text(), QStringLiteral("Reset john.doe"));
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QCOMPARE(dialog->plan()->model()->rowCount(), 5);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("john.doe was reset")),
            qPrintable(window.resultBar()->text()), patience);
        const int row = window.session()->users()->rowOfKey(pathsOf(window, {"john.doe"}).first());
        const UserRow &emptied = window.session()->users()->row(row);
        QVERIFY(emptied.analysis && !emptied.analysis->collection);
        QCOMPARE(emptied.analysis->mediaFiles(), 0);
        QCOMPARE(window.page()->selectedRows().size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 1, patience);
        QCOMPARE(window.flows()->run()->activity().entries().size(), 1);

        QPushButton *show = buttonIn(window.resultBar(), QStringLiteral("Show report"));
        QVERIFY(show);
        QTest::mouseClick(show, Qt::LeftButton);
        auto *report = window.findChild<ReportDialog *>();
        QVERIFY(report);
        QVERIFY(report->findChild<QPlainTextEdit *>()->toPlainText().contains(
            QStringLiteral("Successfully reset user 'john.doe'!")));
        report->reject();

        QPushButton *undo = buttonIn(window.resultBar(), QStringLiteral("Undo"));
        QVERIFY(undo);
        QTest::mouseClick(undo, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("john.doe was restored")), patience);
        const auto after = usersNow();
        QCOMPARE(TreeSnapshot::differences(before, after), QStringList());
        window.close();
    }

    void signsAUserOutAndUndoesIt()
    {
        if (!seesAllProcesses())
            QSKIP("in a container of its own every revocation has to be asserted");
        const QString database = m_root + QStringLiteral("/session.db");
        const QByteArray ofJohn = "SELECT count(*) FROM session WHERE username='john.doe'";
        const QString before = askSql(database, "SELECT group_concat(hkey) FROM session");
        QCOMPARE(askSql(database, ofJohn), QStringLiteral("2"));
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        window.page()->select(pathsOf(window, {"john.doe"}));
        window.page()->details()->showTab(DetailsPanel::Tab::Sessions);
        auto *table = window.page()->details()->findChild<TableView *>(QStringLiteral("sessions"));
        QVERIFY(table);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        for (int row = 0; row < 2; ++row) {
            for (int column = 0; column < table->model()->columnCount(); ++column) {
                const QString cell = table->model()->index(row, column).data().toString();
                QVERIFY2(cell.isEmpty() || !before.contains(cell) || cell.size() == 1,
                         qPrintable(cell));
            }
        }
        QTRY_VERIFY(window.actions().signOut->isEnabled());
        window.actions().signOut->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(window.findChild<ConfirmDialog *>(), patience);
        auto *dialog = window.findChild<ConfirmDialog *>();
        QTRY_VERIFY(dialog->confirmButton()->isEnabled());
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("was signed out")), patience);
        QCOMPARE(askSql(database, ofJohn), QStringLiteral("0"));
        QTRY_COMPARE(table->model()->rowCount(), 0);
        QTRY_VERIFY(!window.actions().signOut->isEnabled());
        QTRY_VERIFY(window.findChildren<ConfirmDialog *>().isEmpty());

        QTest::mouseClick(buttonIn(window.resultBar(), QStringLiteral("Undo")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.findChild<ConfirmDialog *>(), patience);
        dialog = window.findChild<ConfirmDialog *>();
        QTRY_VERIFY(dialog->confirmButton()->isEnabled());
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.resultBar()->text().contains(QStringLiteral("was undone")),
                                 patience);
        QCOMPARE(askSql(database, "SELECT group_concat(hkey) FROM session"), before);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        window.close();
    }

    void cancellingChangesNothing()
    {
        const auto before = TreeSnapshot::of(m_root);
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        ResetDialog *dialog = openReset(window, {"john.doe"});
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QTest::keyClick(dialog, Qt::Key_Return); // no button is the default one
        QVERIFY(dialog->isVisible());
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(window.findChildren<ResetDialog *>().isEmpty());
        QVERIFY(!window.operations()->isRunning());
        window.close();
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root)), QStringList());
    }

    void deleteKeyWorksOnlyInTheTable()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        window.page()->select(pathsOf(window, {"john.doe"}));
        QTest::qWait(20);
        const auto pressDeleteEverywhere = [&window] {
            int pressed = 0;
            for (QWidget *each : window.findChildren<QWidget *>()) {
                if (each->focusPolicy() == Qt::NoFocus || !each->isVisible() ||
                    each == window.page()->view())
                    continue;
                each->setFocus();
                QTest::keyClick(each, Qt::Key_Delete);
                QVERIFY2(window.findChildren<QDialog *>().isEmpty(),
                         each->metaObject()->className());
                ++pressed;
            }
            QVERIFY(pressed > 5);
        };
        for (int tab = 0; tab < 6; ++tab) {
            window.page()->details()->showTab(static_cast<DetailsPanel::Tab>(tab));
            pressDeleteEverywhere();
        }
        window.actions().restorePoints->setChecked(true);
        pressDeleteEverywhere();
        window.actions().restorePoints->setChecked(false);
        window.page()->view()->setFocus();
        QTest::keyClick(window.page()->view(), Qt::Key_Delete);
        QCOMPARE(window.findChildren<ResetDialog *>().size(), 1);
        window.findChild<ResetDialog *>()->reject();
        window.close();
    }

    void actionsFollowTheSelection()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        window.page()->select(pathsOf(window, {"john.doe"}));
        QTest::qWait(20);
        QVERIFY(window.actions().reset->text().contains(QStringLiteral("john.doe")));
        window.filter()->setText(QStringLiteral("alice"));
        QTest::qWait(20);
        QVERIFY(!window.actions().reset->isEnabled());
        window.filter()->clear();
        QTest::qWait(20);
        QVERIFY(window.page()->selectedRows().isEmpty());
        window.close();
    }

    void showsANewUser()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        window.page()->select(pathsOf(window, {"john.doe"}));
        const int before = window.session()->users()->rowCount();
        QTest::qWait(500); // the watches are being set
        QVERIFY(QDir(m_root).mkpath(QStringLiteral("collections/arrival")));
        QTRY_COMPARE_WITH_TIMEOUT(window.session()->users()->rowCount(), before + 1, patience);
        QCOMPARE(window.page()->selectedRows().size(), 1);
        QCOMPARE(window.page()->selectedRows().first().name, QStringLiteral("john.doe"));
        QVERIFY(QDir(m_root).rmdir(QStringLiteral("collections/arrival")));
        QTRY_COMPARE_WITH_TIMEOUT(window.session()->users()->rowCount(), before, patience);
        window.close();
    }

    void reportsARemovedRoot()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTest::qWait(500);                         // the watches are being set
        QVERIFY(QDir(m_root).removeRecursively()); // which is seen without being asked
        QTRY_VERIFY_WITH_TIMEOUT(window.rootBar()->isVisible(), patience);
        QVERIFY(window.rootBar()->text().contains(m_root));
        window.close();
    }

    void reportsAnUnmountedRoot()
    {
        const QString root = *m_place / QStringLiteral("mounted");
        QVERIFY(QDir().mkpath(root));
        Mounted mount({QStringLiteral("--bind"), m_root}, root);
        if (!mount.isActive())
            QSKIP("mounting is not allowed here");
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, root));
        QVERIFY(window.session()->users()->rowCount() > 0);
        // Lazily, because the window has the folder open.
        QCOMPARE(QProcess::execute(QStringLiteral("umount"), {QStringLiteral("-l"), root}), 0);
        window.actions().refresh->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(window.rootBar()->isVisible(), patience);
        QVERIFY(!window.rootBar()->text().isEmpty());
        QVERIFY(!window.actions().reset->isEnabled());
        window.close();
    }

    void doesNotResetAVanishedUser()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        window.page()->select(pathsOf(window, {"test-1"}));
        QTest::qWait(20);
        QVERIFY(QDir(m_root + QStringLiteral("/collections/test-1")).removeRecursively());
        ResetDialog *dialog = nullptr;
        window.actions().reset->trigger();
        dialog = window.findChild<ResetDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->obstacle().contains(QStringLiteral("does not exist")),
                                 patience);
        QVERIFY(!dialog->confirmButton()->isEnabled());
        dialog->reject();
        window.close();
    }

    void reportsAMissingRoot()
    {
        MainWindow window(m_settings.get());
        window.show();
        QSignalSpy failures(window.session(), &Session::openFailed);
        window.openRoot("/does/not/exist");
        QTRY_COMPARE_WITH_TIMEOUT(failures.size(), 1, patience);
        QVERIFY(window.session()->root() == nullptr);
        window.close();
    }

    void resetsAndUndoesSeveralUsers()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        ResetDialog *dialog = openReset(window, {"test-1", "test-2"});
        QVERIFY(dialog);
        QTRY_COMPARE_WITH_TIMEOUT(dialog->confirmButton()->text(), QStringLiteral("Reset 2 users"),
                                  patience);
        QVERIFY(!dialog->confirmButton()->isEnabled());
        dialog->wordField()->setText(QStringLiteral("reset 2 users"));
        QVERIFY(dialog->confirmButton()->isEnabled());
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("test-2 was reset")), patience);
        QPushButton *undo = buttonIn(window.resultBar(), QStringLiteral("Undo all"));
        QVERIFY2(undo, qPrintable(window.resultBar()->text()));
        QTest::mouseClick(undo, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("test-2 was restored")), patience);
        window.close();
    }

    void closesWhileAReaderHangs()
    {
        auto calls = std::make_shared<HangingCalls>();
        MainWindow window(m_settings.get());
        window.show();
        QSignalSpy closed(&window, &MainWindow::closed);
        QSignalSpy opened(window.session(), &Session::opened);
        window.openRoot(QFile::encodeName(m_root), calls);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.session()->isAnalysing(), patience);
        calls->m_hangs = true;
        const int row = window.session()->users()->rowOfKey(pathsOf(window, {"alice"}).first());
        window.session()->reanalyse({window.session()->users()->row(row).user});
        QTest::qWait(200);
        QElapsedTimer time;
        time.start();
        window.close();
        QVERIFY2(time.elapsed() < 6000, qPrintable(QString::number(time.elapsed())));
        QCOMPARE(closed.size(), 1);
        QCOMPARE(closed.first().first().toBool(), false);
        calls->m_hangs = false;
        QTest::qWait(300);
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
