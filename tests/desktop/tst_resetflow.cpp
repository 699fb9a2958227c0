#include "desktopfixture.h"
#include "haltingcalls.h"

#include "dialogs/closedialog.h"
#include "dialogs/confirmdialog.h"
#include "session/operationtexts.h"
#include "support/files.h"
#include "views/noticebar.h"
#include "views/pointspane.h"
#include "views/tablepane.h"
#include "views/tableview.h"

#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>

#include <atomic>
#include <cerrno>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

// Refuses once to move the collection, when the media database has been moved already.
class DenyingCalls : public SystemCalls
{
public:
    int renameat(int from, const char *oldName, int to, const char *newName,
                 unsigned flags) override
    {
        if (m_denies && QByteArray(oldName) == "collection.anki2") {
            m_denies = false;
            errno = EACCES;
            return -1;
        }
        return SystemCalls::renameat(from, oldName, to, newName, flags);
    }
    std::atomic<bool> m_denies = true;
};

// Makes a file immutable until the end of the scope.
class Immutable
{
public:
    explicit Immutable(const QString &path) : m_path(path)
    {
        m_isActive = change(QStringLiteral("+i"));
    }
    ~Immutable() { change(QStringLiteral("-i")); }
    Q_DISABLE_COPY_MOVE(Immutable)
    bool isActive() const { return m_isActive; }

private:
    bool change(const QString &how) const
    {
        QProcess process;
        process.start(QStringLiteral("chattr"), {how, m_path});
        return process.waitForFinished() && process.exitCode() == 0;
    }
    QString m_path;
    bool m_isActive = false;
};

} // namespace

class TestResetFlow : public DemoRootTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeDemo(); }

    void reportsAFailureThatChangesNothing()
    {
        const auto before = usersNow();
        const auto calls = std::make_shared<DenyingCalls>();
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root, calls));
        ResetDialog *dialog = openReset(window, {"john.doe"});
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.resultBar()->isVisible(), patience);
        QVERIFY(!calls->m_denies);
        QVERIFY2(window.resultBar()->text().contains(QStringLiteral("everything was rolled back")),
                 qPrintable(window.resultBar()->text()));
        QVERIFY(!buttonIn(window.resultBar(), QStringLiteral("Undo")));
        QVERIFY(buttonIn(window.resultBar(), QStringLiteral("Show report")));
        QCOMPARE(window.flows()->run()->activity().entries().first().outcome,
                 QStringLiteral("failed"));
        QCOMPARE(TreeSnapshot::differences(before, usersNow()), QStringList());
        window.close();
    }

    // With the labels of the Anki clients.
    void offersMessagesForTheUsers()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        const auto copied = [&window](const QString &text) {
            QPushButton *button = nullptr;
            if (!QTest::qWaitFor(
                    [&] { return (button = buttonIn(window.resultBar(), text)) != nullptr; },
                    patience))
                return QString();
            QGuiApplication::clipboard()->clear();
            QTest::mouseClick(button, Qt::LeftButton);
            return button->text() == QStringLiteral("Copied") ? QGuiApplication::clipboard()->text()
                                                              : QString();
        };
        QVERIFY(window.operations()->run(requestsFor(window, {"john.doe"})));
        const QString one = copied(QStringLiteral("Copy message for john.doe"));
        QVERIFY2(one.startsWith(QStringLiteral("\"AnkiWeb\" means our server. 1. ")),
                 qPrintable(one));
        QTest::mouseClick(buttonIn(window.resultBar(), QStringLiteral("Undo")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("was restored")), patience);
        QCOMPARE(copied(QStringLiteral("Copy message for john.doe")),
                 QStringLiteral("Your data are back. Just sync; nothing is asked."));
        QVERIFY(window.operations()->run(requestsFor(window, {"test-1", "test-2"})));
        const QString both = copied(QStringLiteral("Copy messages"));
        QVERIFY2(both.startsWith(QStringLiteral("test-1: \"AnkiWeb\" means")), qPrintable(both));
        QVERIFY2(both.contains(QStringLiteral("\n\ntest-2: \"AnkiWeb\" means")), qPrintable(both));
        window.close();
    }

    void dialogShowsWhatCannotBeMoved_data()
    {
        QTest::addColumn<QString>("immutable");
        QTest::newRow("immutable entry") << "john.doe/collection.anki2";
        QTest::newRow("read-only folder") << "john.doe";
    }

    void dialogShowsWhatCannotBeMoved()
    {
        QFETCH(QString, immutable);
        const Immutable made(m_root + QStringLiteral("/collections/") + immutable);
        if (!made.isActive())
            QSKIP("chattr +i is not possible here");
        const auto before = TreeSnapshot::of(m_root);
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        ResetDialog *dialog = openReset(window, {"john.doe"});
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog->obstacle().isEmpty() &&
                                     !dialog->obstacle().startsWith(QStringLiteral("Checking")),
                                 patience);
        QVERIFY2(dialog->obstacle().contains(QStringLiteral("john.doe")),
                 qPrintable(dialog->obstacle()));
        QVERIFY(!dialog->confirmButton()->isEnabled());
        dialog->reject();
        window.close();
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root)), QStringList());
    }

    void disablesOperationsOnAReadOnlyRoot()
    {
        const Mounted mount({QStringLiteral("-o"), QStringLiteral("bind,ro"), m_root}, m_root);
        if (!mount.isActive())
            QSKIP("mounting is not allowed here");
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        window.page()->select(pathsOf(window, {"john.doe"}));
        QTest::qWait(50);
        QVERIFY(!window.actions().reset->isEnabled());
        QVERIFY(window.actions().dryRun->isEnabled());
        QVERIFY(window.rootBar()->isVisible());
        QVERIFY(window.rootBar()->text().contains(QStringLiteral("read-only")));
        window.close();
    }

    void closesDuringAReset_data()
    {
        QTest::addColumn<bool>("stops");
        QTest::newRow("keep running") << false;
        QTest::newRow("stop and roll back") << true;
    }

    void closesDuringAReset()
    {
        QFETCH(bool, stops);
        const auto before = usersNow();
        const auto calls = std::make_shared<HaltingCalls>();
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root, calls));
        const auto requests = requestsFor(window, {"john.doe"});
        QCOMPARE(requests.size(), 1);
        QVERIFY(window.operations()->run(requests));
        QTRY_VERIFY_WITH_TIMEOUT(calls->m_isHalted, patience);
        window.close();
        QVERIFY(window.isVisible());
        window.close(); // asked once only
        QCOMPARE(window.findChildren<CloseDialog *>().size(), 1);
        auto *dialog = window.findChild<CloseDialog *>();
        QPushButton *button = buttonIn(dialog, stops ? QStringLiteral("Stop and roll back")
                                                     : QStringLiteral("Keep running"));
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(window.isVisible());
        calls->m_halts = false;
        if (stops) {
            QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), patience);
            QCOMPARE(TreeSnapshot::differences(before, usersNow()), QStringList());
        } else {
            QTRY_VERIFY_WITH_TIMEOUT(
                window.resultBar()->text().contains(QStringLiteral("was reset")), patience);
            QVERIFY(window.isVisible());
            window.close();
        }
    }

    // The dialog says that finished operations stay finished.
    void closesWhileSeveralAreReset()
    {
        const auto calls = std::make_shared<HaltingCalls>(true, 1);
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root, calls));
        const auto before = usersNow();
        const auto goOn = qScopeGuard([&calls] { calls->m_halts = false; });
        const auto requests = requestsFor(window, {"alice", "john.doe", "test-1", "test-2"});
        QCOMPARE(requests.size(), 4);
        QVERIFY(window.operations()->run(requests));
        QTRY_VERIFY_WITH_TIMEOUT(calls->m_isHalted, patience);
        QTRY_COMPARE_WITH_TIMEOUT(window.operations()->ended(), 1, patience);
        window.close();
        auto *dialog = window.findChild<CloseDialog *>();
        QVERIFY(dialog);
        const auto text = [dialog] { return dialog->findChild<QLabel *>()->text(); };
        const auto names = [&requests](int i) { return requests.at(i).subject(); };
        QVERIFY2(text().startsWith(names(1) + QStringLiteral(" is not finished")),
                 qPrintable(text()));
        QVERIFY2(text().contains(QStringLiteral("1 of 4 are finished")), qPrintable(text()));
        QVERIFY2(text().contains(QStringLiteral("undone with their restore points")),
                 qPrintable(text()));
        // One more operation ends while the dialog is open.
        calls->m_passing = 1;
        QTRY_VERIFY2_WITH_TIMEOUT(text().contains(QStringLiteral("2 of 4 are finished")),
                                  qPrintable(text()), patience);
        QVERIFY2(text().startsWith(names(2) + QStringLiteral(" is not finished")),
                 qPrintable(text()));
        auto *bar = window.resultBar()->findChild<QProgressBar *>();
        QTRY_COMPARE_WITH_TIMEOUT(bar->value() * 4, bar->maximum() * 2, patience);
        QTest::mouseClick(buttonIn(dialog, QStringLiteral("Stop and roll back")), Qt::LeftButton);
        calls->m_halts = false;
        QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), patience);
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(QFile::exists(m_root + QStringLiteral("/collections/") + names(i) +
                                   QStringLiteral("/collection.anki2")),
                     i >= 2);
            if (i >= 2)
                QCOMPARE(TreeSnapshot::differences(before, usersNow())
                             .filter(names(i) + QLatin1Char('/')),
                         QStringList());
        }
    }

    void showsAtOnceThatItStops_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<QString>("result");
        QTest::newRow("all") << "Cancel"
                             << "cancelled. Nothing was changed";
        QTest::newRow("the others") << "Stop after this user"
                                    << "was reset";
    }

    void showsAtOnceThatItStops()
    {
        QFETCH(QString, button);
        QFETCH(QString, result);
        const auto calls = std::make_shared<HaltingCalls>();
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root, calls));
        const auto requests = requestsFor(window, {"john.doe", "test-1"});
        QCOMPARE(requests.size(), 2);
        QVERIFY(window.operations()->run(requests));
        QTRY_VERIFY_WITH_TIMEOUT(calls->m_isHalted, patience);
        // Progress is shown after a second.
        QTRY_VERIFY_WITH_TIMEOUT(window.resultBar()->isVisible(), patience);
        QPushButton *stop = buttonIn(window.resultBar(), button);
        QVERIFY(stop);
        QVERIFY(!stop->isDefault() && !stop->autoDefault());
        QTest::mouseClick(stop, Qt::LeftButton);
        QVERIFY(window.resultBar()->text().startsWith(QStringLiteral("Stopping after: ")));
        calls->m_halts = false;
        QTRY_VERIFY2_WITH_TIMEOUT(window.resultBar()->text().contains(result),
                                  qPrintable(window.resultBar()->text()), patience);
        QCOMPARE(window.flows()->run()->activity().entries().size(), 1);
        window.close();
    }

    // Another root would replace progress, Cancel and Undo.
    void opensNoOtherRootWhileItRuns()
    {
        const auto calls = std::make_shared<HaltingCalls>();
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root, calls));
        QVERIFY(window.operations()->run(requestsFor(window, {"john.doe"})));
        QTRY_VERIFY_WITH_TIMEOUT(buttonIn(window.resultBar(), QStringLiteral("Cancel")), patience);
        window.openRoot(QFile::encodeName(m_place->path()));
        window.flows()->reset()->start({});
        QVERIFY(window.messageBar()->text().contains(QStringLiteral("Wait until")));
        QTest::qWait(200);
        QCOMPARE(window.session()->path(), QFile::encodeName(m_root));
        QVERIFY(buttonIn(window.resultBar(), QStringLiteral("Cancel")));
        calls->m_halts = false;
        QTRY_VERIFY_WITH_TIMEOUT(buttonIn(window.resultBar(), QStringLiteral("Undo")), patience);
        QCOMPARE(window.flows()->run()->activity().entries().first().outcome,
                 QStringLiteral("done"));
        window.close();
    }

    void twoWindowsOnOneRoot()
    {
        const auto before = usersNow();
        Settings otherSettings(*m_place / QStringLiteral("other.ini"));
        MainWindow first(m_settings.get());
        MainWindow second(&otherSettings);
        for (MainWindow *window : {&first, &second}) {
            window->show();
            QVERIFY(openAndWait(*window, m_root));
        }
        const auto mine = requestsFor(first, {"john.doe"});
        const auto theirs = requestsFor(second, {"john.doe"});
        QCOMPARE(mine.size() + theirs.size(), 2);
        QList<OperationResult> a;
        QList<OperationResult> b;
        const auto collect = [](MainWindow &window, QList<OperationResult> &results) {
            connect(window.operations(), &Operations::operationFinished, &window,
                    [&results](const OperationResult &result) { results.append(result); });
        };
        collect(first, a);
        collect(second, b);
        QVERIFY(first.operations()->run(mine));
        QVERIFY(second.operations()->run(theirs));
        QTRY_VERIFY_WITH_TIMEOUT(a.size() + b.size() == 2, patience);
        const auto done = [](const QList<OperationResult> &results) {
            return results.first().end() == OperationResult::End::Done;
        };
        QVERIFY2(done(a) != done(b), qPrintable(summaryOf(a.first()) + summaryOf(b.first())));
        MainWindow &winner = done(a) ? first : second;
        MainWindow &loser = done(a) ? second : first;
        // The other window shows it too.
        const auto isEmpty = [](MainWindow &window) {
            const int row =
                window.session()->users()->rowOfKey(pathsOf(window, {"john.doe"}).first());
            const auto &analysis = window.session()->users()->row(row).analysis;
            return analysis && !analysis->collection;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isEmpty(loser), patience);
        QTRY_VERIFY_WITH_TIMEOUT(buttonIn(winner.resultBar(), QStringLiteral("Undo")), patience);
        QTest::mouseClick(buttonIn(winner.resultBar(), QStringLiteral("Undo")), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(
            winner.resultBar()->text().contains(QStringLiteral("was restored")),
            qPrintable(winner.resultBar()->text()), patience);
        QCOMPARE(TreeSnapshot::differences(before, usersNow()), QStringList());
        first.close();
        second.close();
    }

    void dialogsKeepTheirColumns()
    {
        constexpr int width = 147;
        for (const bool isFirst : {true, false}) {
            MainWindow window(m_settings.get());
            window.show();
            QVERIFY(openAndWait(window, m_root));
            ResetDialog *dialog = openReset(window, {"john.doe"});
            QVERIFY(dialog);
            TableView *view = dialog->plan()->view();
            if (isFirst)
                view->setColumnWidth(1, width);
            else
                QCOMPARE(view->columnWidth(1), width);
            dialog->reject();
            QTRY_VERIFY(!window.findChild<ResetDialog *>());
            window.close();
        }
    }
};

QTEST_MAIN(TestResetFlow)
#include "tst_resetflow.moc"
