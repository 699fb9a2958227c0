#include "desktopfixture.h"

#include "views/activitypane.h"
#include "views/noticebar.h"
#include "views/tablepane.h"
#include "views/tableview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QToolBar>

#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

class TestActivityPane : public DemoRootTest
{
    Q_OBJECT

private:
    std::unique_ptr<MainWindow> m_window;
    ActivityPane *pane() { return m_window->findChild<ActivityPane *>(); }

    // Triggers an entry of the context menu, and closes the menu.
    QAction *menuEntry(const QString &text)
    {
        auto *view = pane()->table()->view();
        Q_EMIT view->customContextMenuRequested(QPoint(4, 4));
        for (const QMenu *menu : pane()->findChildren<QMenu *>()) {
            for (QAction *action : menu->actions()) {
                if (action->text().remove(QLatin1Char('&')) == text)
                    return action;
            }
        }
        return nullptr;
    }

private Q_SLOTS:
    void init()
    {
        makeDemo();
        m_window = std::make_unique<MainWindow>(m_settings.get());
        m_window->show();
        QVERIFY(openAndWait(*m_window, m_root));
    }
    void cleanup()
    {
        m_window->close();
        m_window.reset();
    }

    void copiesAndUndoesFromTheList()
    {
        const auto before = usersNow();
        ResetDialog *dialog = openReset(*m_window, {"test-1"});
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->points()->all().size(), 1, patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->resultBar()->isVisible(), patience);
        TableView *view = pane()->table()->view();
        QCOMPARE(view->model()->rowCount(), 1);
        QCOMPARE(view->model()->index(0, 1).data().toString(), QStringLiteral("test-1"));
        view->setCurrentIndex(view->model()->index(0, 0)); // one at a time can be selected

        QAction *copy = menuEntry(QStringLiteral("Copy the list"));
        QVERIFY(copy);
        copy->trigger();
        QVERIFY2(
            QGuiApplication::clipboard()->text().contains(QStringLiteral("test-1\treset\tdone\t")),
            qPrintable(QGuiApplication::clipboard()->text()));
        // No file dialog.
        QObject::disconnect(pane(), &ActivityPane::saveRequested, nullptr, nullptr);
        QSignalSpy saved(pane(), &ActivityPane::saveRequested);
        QAction *save = menuEntry(QStringLiteral("Save the list…"));
        QVERIFY(save);
        save->trigger();
        QCOMPARE(saved.size(), 1);
        QCOMPARE(saved.first().first().toString(), QGuiApplication::clipboard()->text());

        QAction *undo = menuEntry(QStringLiteral("Undo…"));
        QVERIFY(undo && undo->isEnabled());
        undo->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_window->resultBar()->text().contains(QStringLiteral("test-1 was restored")),
            patience);
        QCOMPARE(TreeSnapshot::differences(before, usersNow()), QStringList());
        QCOMPARE(view->model()->rowCount(), 2);
    }

    // About the window without an operation.
    void resetIsNotTheLastButton()
    {
        QList<QAction *> shown;
        for (QAction *action : m_window->findChild<QToolBar *>()->actions()) {
            if (!action->isSeparator() && !action->text().isEmpty())
                shown.append(action);
        }
        QVERIFY(shown.contains(m_window->actions().reset));
        QVERIFY(shown.last() != m_window->actions().reset);
        QCOMPARE(m_window->findChild<QToolBar *>()->toolButtonStyle(),
                 Qt::ToolButtonTextBesideIcon);
    }

    void warnsWhenItRunsAsRoot()
    {
        bool isTold = false;
        for (const QLabel *label : m_window->findChildren<QLabel *>())
            isTold = isTold || (label->isVisible() &&
                                label->text().startsWith(QStringLiteral("Running as root")));
        QCOMPARE(isTold, ::geteuid() == 0);
    }

    void explainsAnEmptyFilterResult()
    {
        m_window->filter()->setText(QStringLiteral("nobody<b>"));
        QTest::qWait(50);
        const auto note = [this] {
            for (const QLabel *label : m_window->findChildren<QLabel *>()) {
                if (label->isVisible() &&
                    label->text() == QStringLiteral("No user matches “nobody<b>”."))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY(note());
        QPushButton *clear = buttonIn(m_window.get(), QStringLiteral("Clear the filter"));
        QVERIFY(clear);
        QTest::mouseClick(clear, Qt::LeftButton);
        QVERIFY(m_window->filter()->text().isEmpty());
        QTRY_VERIFY(!note());
    }
};

QTEST_MAIN(TestActivityPane)
#include "tst_activitypane.moc"
