#include "desktopfixture.h"

#include "support/files.h"
#include "views/detailspanel.h"
#include "views/noticebar.h"
#include "views/tableview.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QSignalSpy>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

// Keys and clicks in the main window. The Delete key: tst_mainwindow.
class TestKeys : public DemoRootTest
{
    Q_OBJECT

private:
    std::unique_ptr<MainWindow> m_window;
    TableView *view() { return m_window->page()->view(); }

private Q_SLOTS:
    void init()
    {
        makeDemo();
        m_window = std::make_unique<MainWindow>(m_settings.get());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QVERIFY(openAndWait(*m_window, m_root));
        m_window->page()->select(pathsOf(*m_window, {"john.doe"}));
        m_window->page()->details()->showTab(DetailsPanel::Tab::Files);
        view()->setFocus();
        QTest::qWait(50);
    }
    void cleanup()
    {
        m_window->close();
        m_window.reset();
    }

    void enterAndDoubleClickOnlyShowTheDetails_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"return", "enter", "double click"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }

    void enterAndDoubleClickOnlyShowTheDetails()
    {
        QFETCH(QString, how);
        const auto before = TreeSnapshot::of(m_root);
        if (how == QLatin1String("double click")) {
            const QModelIndex index = view()->selectionModel()->selectedRows().value(0);
            const QPoint at = view()->visualRect(index).center();
            QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, at);
            QTest::mouseDClick(view()->viewport(), Qt::LeftButton, {}, at);
        } else {
            QTest::keyClick(view(),
                            how == QLatin1String("return") ? Qt::Key_Return : Qt::Key_Enter);
        }
        QTRY_COMPARE(m_window->page()->details()->currentTab(), DetailsPanel::Tab::Overview);
        QVERIFY(m_window->findChildren<QDialog *>().isEmpty());
        QVERIFY(!m_window->operations()->isRunning());
        QCOMPARE(m_window->page()->details()->rows().first().name, QStringLiteral("john.doe"));
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root)), QStringList());
    }

    void f5Refreshes()
    {
        QSignalSpy refreshed(m_window->session(), &Session::refreshed);
        QTest::keyClick(view(), Qt::Key_F5);
        QTRY_COMPARE_WITH_TIMEOUT(refreshed.size(), 1, patience);
        QCOMPARE(m_window->page()->selectedRows().size(), 1);
    }

    void ctrlFFocusesTheFilter()
    {
        m_window->filter()->setText(QStringLiteral("john"));
        m_window->actions().restorePoints->setChecked(true);
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(!m_window->actions().restorePoints->isChecked());
        QTRY_VERIFY(m_window->filter()->hasFocus());
        QCOMPARE(m_window->filter()->selectedText(), QStringLiteral("john"));
    }

    void ctrlDShowsTheDryRun()
    {
        QTest::keyClick(view(), Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE(m_window->page()->details()->currentTab(), DetailsPanel::Tab::DryRun);
        QVERIFY(m_window->findChildren<QDialog *>().isEmpty());
    }

    void digitsShowTheDetails()
    {
        m_window->actions().restorePoints->setChecked(true);
        for (int i = static_cast<int>(DetailsPanel::tabTitles().size()) - 1; i >= 0; --i) {
            QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_1 + i),
                            Qt::ControlModifier);
            QTRY_COMPARE(m_window->page()->details()->currentTab(),
                         static_cast<DetailsPanel::Tab>(i));
            QVERIFY(!m_window->actions().restorePoints->isChecked());
        }
    }

    void secondDeleteOpensNoSecondDialog()
    {
        QTest::keyClick(view(), Qt::Key_Delete);
        QCOMPARE(m_window->findChildren<ResetDialog *>().size(), 1);
        auto *dialog = m_window->findChild<ResetDialog *>();
        QVERIFY(dialog->isModal());
        dialog->reject();
    }

    // The dialog's users are fixed when it opens.
    void dialogKeepsItsUsers()
    {
        m_window->actions().reset->trigger();
        auto *dialog = m_window->findChild<ResetDialog *>();
        QVERIFY(dialog);
        m_window->page()->select(pathsOf(*m_window, {"alice", "test-1"}));
        QTest::qWait(50);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QCOMPARE(dialog->confirmButton()->text(), QStringLiteral("Reset john.doe"));
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->flows()->run()->activity().entries().size(), 1,
                                  patience);
        QCOMPARE(m_window->flows()->run()->activity().entries().first().subject,
                 QStringLiteral("john.doe"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->resultBar()->isVisible(), patience);
        QVERIFY(QFile::exists(m_root + QStringLiteral("/collections/alice/collection.anki2")));
        QVERIFY(!QFile::exists(m_root + QStringLiteral("/collections/john.doe/collection.anki2")));
    }

    void doesNotResetAUserThatVanishes()
    {
        m_window->actions().reset->trigger();
        auto *dialog = m_window->findChild<ResetDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        // Between two checks of the dialog.
        const QList<Operation> requests = dialog->operations();
        QVERIFY(QDir().rename(m_root + QStringLiteral("/collections/john.doe"),
                              *m_place / QStringLiteral("gone")));
        const auto before = TreeSnapshot::of(m_root);
        QVERIFY(m_window->operations()->run(requests));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->resultBar()->isVisible(), patience);
        QVERIFY2(m_window->resultBar()->text().contains(QStringLiteral("nothing was changed")),
                 qPrintable(m_window->resultBar()->text()));
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root)), QStringList());
        dialog->reject();
    }
};

QTEST_MAIN(TestKeys)
#include "tst_keys.moc"
