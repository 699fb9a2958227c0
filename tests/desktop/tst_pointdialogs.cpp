#include "desktopfixture.h"

#include "base/format.h"
#include "demo/collectionwriter.h"
#include "dialogs/confirmdialog.h"
#include "models/pointrows.h"
#include "support/files.h"
#include "views/noticebar.h"
#include "views/pointspane.h"
#include "views/tableview.h"

#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

// The dialogs that confirm a restore or a deletion.
class TestPointDialogs : public DemoRootTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeDemo(); }

    void cancelsEveryDialog()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QVERIFY(window.operations()->run(requestsFor(window, {"john.doe"})));
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 1, patience);
        QTest::qWait(200);
        window.actions().restorePoints->setChecked(true);
        auto *view = window.pointsPage()->findChild<TableView *>();
        QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 1, patience);
        view->selectAll();
        const auto before = TreeSnapshot::of(m_root);
        for (const char *which : {"Restore…", "Delete…"}) {
            QPushButton *button = buttonIn(window.pointsPage(), QString::fromUtf8(which));
            QVERIFY(button);
            openAndCancel(window, button);
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY(!window.operations()->isRunning());
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root)), QStringList());
        window.close();
    }

    // It holds no files, because they are back with the user.
    void deletesARestoredPointWithoutAsking()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QVERIFY(window.operations()->run(requestsFor(window, {"john.doe"})));
        QPushButton *undo = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((undo = buttonIn(window.resultBar(), QStringLiteral("Undo"))),
                                 patience);
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 1, patience);
        QVERIFY(window.points()->all().first().point.heldBytes > 0);
        QTest::mouseClick(undo, Qt::LeftButton);
        QTest::qWait(500);
        if (auto *asked = window.findChild<ConfirmDialog *>())
            QTest::mouseClick(asked->confirmButton(), Qt::LeftButton);
        const auto restored = [&window]() -> const RestorePoint * {
            for (const FoundPoint &each : window.points()->all()) {
                if (each.point.state == RestorePoint::State::Restored)
                    return &each.point;
            }
            return nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(restored() != nullptr, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.operations()->isRunning(), patience);
        QCOMPARE(restored()->heldBytes, 0);
        QVERIFY(restored()->manifest.bytes() > 0);
        const QString id = restored()->displayId();
        const FoundPoint point = *window.points()->index().find(id);
        for (const CellModel::Row &row : pointRows(window.points()->all())) {
            if (row.key == id)
                QCOMPARE(row.cells.at(4).text.simplified(), bytesText(0).simplified());
        }
        window.flows()->deletion()->start({point});
        auto *dialog = window.findChild<ConfirmDialog *>();
        QVERIFY(dialog);
        QVERIFY(!dialog->findChild<QLineEdit *>()->isVisible());
        QVERIFY(dialog->confirmButton()->isEnabled());
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        const QString freed = QStringLiteral("was deleted, which freed %1").arg(bytesText(0));
        QTRY_VERIFY2_WITH_TIMEOUT(window.resultBar()->text().contains(freed),
                                  qPrintable(window.resultBar()->text()), patience);
        window.close();
    }

    void namesStatesAsTheConsoleDoes()
    {
        using State = RestorePoint::State;
        for (const State state : {State::Complete, State::Interrupted, State::UnderWay,
                                  State::Restored, State::Unfinished, State::Unreadable})
            QCOMPARE(pointStateText(state).toLower(), stateName(state).replace(u'-', u' '));
        // The stable names of the console are older than the words of the program.
        QCOMPARE(pointStateText(State::RolledBack), QStringLiteral("Rolled back"));
        QCOMPARE(pointStateText(State::Purging), QStringLiteral("Being deleted"));
    }

    // Only the admin's assertion protects the data then.
    void requiresTheNameWhereTheServerIsAsserted()
    {
        for (const bool always : {false, true}) {
            m_settings->setAlwaysTypeName(always);
            MainWindow window(m_settings.get());
            window.show();
            QVERIFY(openAndWait(window, m_root));
            if (!always)
                QVERIFY(window.operations()->run(requestsFor(window, {"john.doe"})));
            QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 1, patience);
            QTRY_VERIFY(!window.operations()->isRunning());
            window.flows()->restore()->start(window.points()->all());
            ConfirmDialog *dialog = nullptr;
            QTRY_VERIFY_WITH_TIMEOUT((dialog = window.findChild<ConfirmDialog *>()), patience);
            QCOMPARE(dialog->confirmButton()->isEnabled(), !always);
            QCOMPARE(dialog->wordField()->isVisible(), always);
            auto *stopped = dialog->findChild<QCheckBox *>();
            QVERIFY(stopped);
            stopped->setChecked(true);
            QVERIFY(!dialog->confirmButton()->isEnabled());
            QTest::keyClicks(dialog->wordField(), QStringLiteral("john.doe"));
            QVERIFY(dialog->confirmButton()->isEnabled());
            QTest::keyClick(dialog->wordField(), Qt::Key_Return);
            QVERIFY(dialog->isVisible() && dialog->focusWidget() == dialog->confirmButton());
            dialog->reject();
            QTRY_VERIFY(!window.findChild<ConfirmDialog *>());
            window.close();
        }
    }

    // The dialog counts what the restore gives up, and only a click on the restore button starts
    // it.
    void lateRestoreOffersToKeepThePresentData()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QVERIFY(window.operations()->run(requestsFor(window, {"john.doe"})));
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 1, patience);
        QTRY_VERIFY(!window.operations()->isRunning());
        const QString user = m_root + QStringLiteral("/collections/john.doe");
        Demo::CollectionSpec spec;
        spec.cards = 3;
        spec.notes = 2;
        spec.reviews = 1;
        QVERIFY(Demo::writeCollection(user + QStringLiteral("/collection.anki2"), spec));
        QCOMPARE(runSql(user + QStringLiteral("/collection.anki2"),
                        "UPDATE cards SET id = id + 5000000000000; UPDATE revlog SET id = id + "
                        "5000000000000"),
                 QString());
        for (const char *name : {"one.jpg", "two.jpg"})
            QVERIFY(writeBytes(user + QStringLiteral("/collection.media/") + QLatin1String(name),
                               "picture"));
        const auto before = TreeSnapshot::of(m_root);
        window.flows()->restore()->start(window.points()->all());
        ConfirmDialog *dialog = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((dialog = window.findChild<ConfirmDialog *>()), patience);
        QString said;
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            said += label->text() + QLatin1Char('\n');
        QVERIFY2(said.contains(QStringLiteral("3 cards, 1 review and 2 media files")),
                 qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("Download from AnkiWeb")), qPrintable(said));
        QPushButton *keep = dialog->cancelButton();
        QCOMPARE(keep->text(), QStringLiteral("Keep what john.doe has now"));
        QVERIFY(keep->isDefault());
        QTRY_VERIFY(dialog->focusWidget() == keep);
        QTest::mouseClick(dialog->messageButton(), Qt::LeftButton);
        QVERIFY(
            QGuiApplication::clipboard()->text().contains(QStringLiteral("bring your Anki data")));
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!window.findChild<ConfirmDialog *>());
        QVERIFY(!window.operations()->isRunning());
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root)), QStringList());

        // Afterwards there is a message for the user.
        window.flows()->restore()->start(window.points()->all());
        QTRY_VERIFY_WITH_TIMEOUT((dialog = window.findChild<ConfirmDialog *>()), patience);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("was restored")), patience);
        QPushButton *copy = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT(
            (copy = buttonIn(window.resultBar(), QStringLiteral("Copy message for john.doe"))),
            patience);
        QTest::mouseClick(copy, Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(
            QStringLiteral("Your earlier data are back, without what you studied since.")));
        window.close();
    }

    void deletionRequiresTheName()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QVERIFY(window.operations()->run(requestsFor(window, {"john.doe"})));
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 1, patience);
        window.flows()->deletion()->start(window.points()->all());
        auto *dialog = window.findChild<ConfirmDialog *>();
        QVERIFY(dialog);
        QVERIFY(!dialog->confirmButton()->isEnabled());
        QTest::keyClicks(dialog->wordField(), QStringLiteral("john.doe"));
        QTest::keyClick(dialog->wordField(), Qt::Key_Return);
        QVERIFY(dialog->isVisible());
        QVERIFY(dialog->confirmButton()->isEnabled());
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.points()->all().isEmpty(), patience);
        QVERIFY(window.resultBar()->text().contains(QStringLiteral("was deleted")));
        window.close();
    }
};

QTEST_MAIN(TestPointDialogs)
#include "tst_pointdialogs.moc"
