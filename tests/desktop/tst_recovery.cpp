#include "desktopfixture.h"
#include "operations/resetplanner.h"

#include "base/displayname.h"
#include "dialogs/confirmdialog.h"
#include "engine/execution.h"
#include "models/detailrows.h"
#include "support/consolerun.h"
#include "support/enginefixture.h"
#include "support/files.h"
#include "views/noticebar.h"
#include "views/pointspane.h"

#include <QCheckBox>
#include <QLabel>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

// Everything is moved, and then the commit record cannot be written.
class UncommittedCalls : public FailingCalls
{
public:
    int renameat(int from, const char *oldName, int to, const char *newName,
                 unsigned flags) override
    {
        m_isCut = m_isCut || QByteArray(newName) == "committed.json";
        if (!m_isCut)
            return FailingCalls::renameat(from, oldName, to, newName, flags);
        errno = EIO;
        return -1;
    }

private:
    std::atomic<bool> m_isCut = false;
};

} // namespace

// How the window reports and resumes an interrupted reset.
class TestRecovery : public DemoRootTest
{
    Q_OBJECT

private:
    // A reset that stops at its fifth rename or at its commit.
    bool interruptReset(const QByteArray &name = "john.doe", bool isAtTheEnd = false) const
    {
        const auto calls =
            isAtTheEnd ? std::make_shared<UncommittedCalls>() : std::make_shared<FailingCalls>();
        DataRoot::Options options;
        options.calls = calls;
        const auto root = DataRoot::open(QFile::encodeName(m_root), options);
        const auto user = root ? root->user(name) : tl::unexpected(root.error());
        const auto analysis = user ? analyse(*user, {}, {}) : tl::unexpected(user.error());
        const auto plan = analysis ? planReset(*analysis, {}) : tl::unexpected(analysis.error());
        if (!plan)
            return false;
        if (!isAtTheEnd)
            calls->failAt(5, EIO, FailingCalls::Kind::Rename, true);
        return execute(*plan, EngineFixture::options(), {}).outcome ==
               ResetReport::Outcome::FailedIncomplete;
    }
    static ConfirmDialog *openDialog(MainWindow &window)
    {
        const auto isThere = [&window] { return window.findChild<ConfirmDialog *>() != nullptr; };
        return QTest::qWaitFor(isThere, patience) ? window.findChild<ConfirmDialog *>() : nullptr;
    }

private Q_SLOTS:
    void init()
    {
        makeDemo();
        m_before = usersNow();
        QVERIFY(interruptReset());
        QVERIFY(!TreeSnapshot::differences(m_before, usersNow()).isEmpty());
    }

    void reportsAndRollsBack()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTRY_VERIFY2_WITH_TIMEOUT(
            window.messageBar()->text().contains(QStringLiteral("was interrupted")),
            qPrintable(window.messageBar()->text()), patience);
        const auto halfway = usersNow();

        QPushButton *rollBack = buttonIn(window.messageBar(), QStringLiteral("Resume…"));
        QVERIFY(rollBack);
        QTest::mouseClick(rollBack, Qt::LeftButton);
        ConfirmDialog *dialog = openDialog(window);
        QVERIFY(dialog);
        QVERIFY(!dialog->confirmButton()->isDefault());
        QCOMPARE(dialog->obstacle(), QString());
        dialog->reject();
        QTest::qWait(50);
        QCOMPARE(TreeSnapshot::differences(halfway, usersNow()), QStringList());

        const auto interrupted = window.points()->index().interrupted();
        QCOMPARE(interrupted.size(), 1);
        window.flows()->resume()->start(interrupted.first());
        dialog = openDialog(window);
        QVERIFY(dialog);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("was rolled back")),
            qPrintable(window.resultBar()->text()), patience);
        QCOMPARE(TreeSnapshot::differences(m_before, usersNow()), QStringList());
        QTRY_VERIFY_WITH_TIMEOUT(window.points()->all().isEmpty(), patience);
        window.close();
    }

    // Also a user whose folder is empty and so has no problems.
    void marksTheUserAsInterrupted()
    {
        QVERIFY(interruptReset("alice", true));
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        UserModel *users = window.session()->users();
        for (const char *name : {"john.doe", "alice"}) {
            const int row = users->rowOfKey(pathsOf(window, {name}).value(0));
            QVERIFY(row >= 0);
            QTRY_VERIFY_WITH_TIMEOUT(users->row(row).state() == UserRow::State::Broken, patience);
            QCOMPARE(users->index(row, UserModel::Status).data().toString(),
                     QStringLiteral("Interrupted"));
            const auto problems = problemRows({users->row(row)});
            QVERIFY(!problems.isEmpty());
            QVERIFY2(problems.first().cells.at(1).text.contains(QStringLiteral("was interrupted")),
                     qPrintable(problems.first().cells.at(1).text));
            QVERIFY(users->row(row).needsAttention());
        }
        const ConsoleRun recovered =
            runConsole({"resume", "--yes", "--data-root", QFile::encodeName(m_root)});
        QVERIFY2(recovered.exitCode == 0, recovered.text().constData());
        const int row = users->rowOfKey(pathsOf(window, {"alice"}).value(0));
        QTRY_VERIFY_WITH_TIMEOUT(users->row(row).interruption.isEmpty(), patience);
        window.close();
    }

    void reportsAllInterruptions()
    {
        QVERIFY(interruptReset("alice"));
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->index().interrupted().size(), 2, patience);
        const QString text = window.messageBar()->text();
        for (const FoundPoint &found : window.points()->index().interrupted()) {
            QVERIFY2(text.contains(displayName(found.point.manifest.user)), qPrintable(text));
            QVERIFY2(text.contains(found.point.displayId()), qPrintable(text));
        }
        QPushButton *alice = buttonIn(window.messageBar(), QStringLiteral("Resume alice…"));
        QVERIFY(alice && buttonIn(window.messageBar(), QStringLiteral("Resume john.doe…")));
        QTest::mouseClick(alice, Qt::LeftButton);
        ConfirmDialog *dialog = openDialog(window);
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        // The other interruption is reported then.
        QTRY_VERIFY2_WITH_TIMEOUT(window.messageBar()->text().startsWith(
                                      QStringLiteral("An operation was interrupted: john.doe")),
                                  qPrintable(window.messageBar()->text()), patience);
        window.close();
    }

    // The notice of the interruption goes once it is resumed; the result of an operation has its
    // own bar.
    void keepsResultAndMessageApart()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTRY_VERIFY_WITH_TIMEOUT(window.messageBar()->isVisible(), patience);
        ResetDialog *dialog = openReset(window, {"alice"});
        QVERIFY(dialog);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(buttonIn(window.resultBar(), QStringLiteral("Undo")), patience);
        window.flows()->run()->showError(QStringLiteral("something else"));
        QVERIFY(buttonIn(window.resultBar(), QStringLiteral("Undo")));
        QCOMPARE(window.messageBar()->text(), QStringLiteral("something else"));
        window.close();
    }

    void hidesTheNoticeOnceItIsResumed()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTRY_VERIFY_WITH_TIMEOUT(window.messageBar()->isVisible(), patience);
        const ConsoleRun recovered =
            runConsole({"resume", "--yes", "--data-root", QFile::encodeName(m_root)});
        QVERIFY2(recovered.exitCode == 0, recovered.text().constData());
        QTRY_VERIFY_WITH_TIMEOUT(!window.messageBar()->isVisible(), patience);
        window.close();
    }

    // Files in the way need a decision first.
    void requiresADecisionAboutFilesInTheWay()
    {
        const QString collection =
            m_root + QStringLiteral("/collections/john.doe/collection.anki2");
        const bool wasMoved = !QFile::exists(collection);
        const QString name = wasMoved ? collection
                                      : m_root + QStringLiteral("/collections/john.doe/"
                                                                "collection.media.server.db");
        QVERIFY(!QFile::exists(name));
        QVERIFY(writeBytes(name, "a server's new one"));
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->index().interrupted().size(), 1, patience);
        window.flows()->resume()->start(window.points()->index().interrupted().first());
        ConfirmDialog *dialog = openDialog(window);
        QVERIFY(dialog);
        QVERIFY(!dialog->confirmButton()->isEnabled());
        QVERIFY(!dialog->obstacle().isEmpty());
        QCheckBox *aside = nullptr;
        for (QCheckBox *box : dialog->findChildren<QCheckBox *>())
            aside = box->text().contains(QStringLiteral("in the way")) ? box : aside;
        QVERIFY(aside && aside->isVisible());
        aside->setChecked(true);
        QVERIFY(dialog->confirmButton()->isEnabled());
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("was rolled back")),
            qPrintable(window.resultBar()->text()), patience);
        // A server had written new files, so that the media database may have a higher USN.
        QStringList differences = TreeSnapshot::differences(m_before, usersNow());
        differences.removeIf([](const QString &each) {
            return each.contains(QStringLiteral("collection.media.server.db"));
        });
        QCOMPARE(differences, QStringList());
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 1, patience);
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().first().point.state,
                                  RestorePoint::State::RolledBack, patience);
        window.close();
    }

    // Another process runs the operation. Once it is killed, which changes no file, the
    // interruption is reported.
    void doesNotReportARunningOperation()
    {
        const auto root = DataRoot::open(QFile::encodeName(m_root), {});
        QVERIFY(root);
        auto stores = RestorePointStore::all(*root);
        QVERIFY(stores && stores->size() == 1);
        std::optional<RestorePointStore> other = stores->takeFirst();
        QVERIFY(other->lock());
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 1, patience);
        QCOMPARE(window.points()->all().first().point.state, RestorePoint::State::UnderWay);
        QTest::qWait(2500); // the window reloads the points meanwhile
        QVERIFY2(!window.messageBar()->isVisible(), qPrintable(window.messageBar()->text()));
        other.reset();
        QTRY_VERIFY2_WITH_TIMEOUT(
            window.messageBar()->text().contains(QStringLiteral("was interrupted")),
            qPrintable(window.messageBar()->text()), patience);
        window.close();
    }

private:
    TreeSnapshot m_before;
};

QTEST_MAIN(TestRecovery)
#include "tst_recovery.moc"
