#include "desktopfixture.h"

#include "dialogs/confirmdialog.h"
#include "views/noticebar.h"
#include "views/pointspane.h"
#include "views/tableview.h"

#include <QDir>
#include <QLabel>
#include <QProgressBar>
#include <QSignalSpy>
#include <QStatusBar>

#include <fcntl.h>

#include <atomic>
#include <cerrno>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

// Reading a collection blocks until `m_hangs` is false.
class SlowCalls : public SystemCalls
{
public:
    int openat(int folder, const char *name, int flags, mode_t mode) override
    {
        while (m_waits && QByteArray(name) == "collection.anki2")
            QThread::msleep(5);
        return SystemCalls::openat(folder, name, flags, mode);
    }
    std::atomic<bool> m_waits = true;
};

// Simulates a power cut while the collection is moved: no later call has an effect.
class CutCalls : public SystemCalls
{
public:
    int renameat(int from, const char *oldName, int to, const char *newName,
                 unsigned flags) override
    {
        m_isCut = m_isCut || QByteArray(oldName) == "collection.anki2";
        return m_isCut ? failed() : SystemCalls::renameat(from, oldName, to, newName, flags);
    }
    int openat(int folder, const char *name, int flags, mode_t mode) override
    {
        return m_isCut && (flags & O_CREAT) != 0 ? failed()
                                                 : SystemCalls::openat(folder, name, flags, mode);
    }

private:
    static int failed()
    {
        errno = EIO;
        return -1;
    }
    std::atomic<bool> m_isCut = false;
};

} // namespace

class TestCancelling : public DemoRootTest
{
    Q_OBJECT

private:
    static QString statusText(MainWindow &window)
    {
        QStringList texts;
        for (const QLabel *label : window.statusBar()->findChildren<QLabel *>())
            texts.append(label->text());
        return texts.join(QLatin1Char('|'));
    }

private Q_SLOTS:
    void init() { makeDemo(); }

    void cancelsTheAnalysis()
    {
        const auto before = TreeSnapshot::of(m_root);
        const auto calls = std::make_shared<SlowCalls>();
        MainWindow window(m_settings.get());
        window.show();
        QSignalSpy opened(window.session(), &Session::opened);
        window.openRoot(QFile::encodeName(m_root), calls);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, patience);
        QPushButton *cancel = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((cancel = buttonIn(window.statusBar(), QStringLiteral("Cancel"))),
                                 patience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.session()->runningNames().isEmpty(), patience);
        QVERIFY(!cancel->isDefault() && !cancel->autoDefault());
        QTest::mouseClick(cancel, Qt::LeftButton);
        // While every analysis hangs.
        QVERIFY2(statusText(window).contains(QStringLiteral("Stopping after: ")),
                 qPrintable(statusText(window)));
        QVERIFY(window.session()->isAnalysing());
        calls->m_waits = false;
        QTRY_VERIFY_WITH_TIMEOUT(!window.session()->isAnalysing(), patience);
        QVERIFY(!cancel->isVisible());
        int waiting = 0;
        for (int i = 0; i < window.session()->users()->rowCount(); ++i) {
            const UserRow &row = window.session()->users()->row(i);
            waiting += row.state() == UserRow::State::Waiting ? 1 : 0;
        }
        QVERIFY2(waiting > 0, "nobody was left out");
        // The next refresh analyses the users that were left out.
        QSignalSpy finished(window.session(), &Session::analysisFinished);
        window.actions().refresh->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!finished.isEmpty() && !window.session()->isAnalysing(), patience);
        for (int i = 0; i < window.session()->users()->rowCount(); ++i)
            QVERIFY(window.session()->users()->row(i).state() != UserRow::State::Waiting);
        window.close();
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root)), QStringList());
    }

    // After the names are shown and before the first analysis.
    void watchesARootWhoseAnalysisWasCancelledAtOnce()
    {
        MainWindow window(m_settings.get());
        connect(window.session(), &Session::opened, window.session(), &Session::cancelAnalysis);
        window.show();
        QVERIFY(openAndWait(window, m_root));
        const int before = window.session()->users()->rowCount();
        QTest::qWait(500); // the watches are being set
        QVERIFY(QDir(m_root).mkpath(QStringLiteral("collections/arrival")));
        QTRY_COMPARE_WITH_TIMEOUT(window.session()->users()->rowCount(), before + 1, patience);
        window.close();
    }

    void resumesAfterACancelledDialog()
    {
        const auto whole = usersNow();
        {
            MainWindow window(m_settings.get());
            window.show();
            QVERIFY(openAndWait(window, m_root, std::make_shared<CutCalls>()));
            ResetDialog *dialog = openReset(window, {"john.doe"});
            QVERIFY(dialog);
            QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
            QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
            QTRY_COMPARE_WITH_TIMEOUT(window.flows()->run()->activity().entries().size(), 1,
                                      patience);
            const QString result = window.flows()->run()->activity().entries().first().result;
            QVERIFY2(result.contains(QStringLiteral("not everything could be rolled back")),
                     qPrintable(result));
            QTRY_VERIFY_WITH_TIMEOUT(!window.operations()->isRunning(), patience);
            window.close();
        }
        QVERIFY(!TreeSnapshot::differences(whole, usersNow()).isEmpty());
        const auto before = TreeSnapshot::of(m_root);
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QPushButton *rollBack = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT(
            (rollBack = buttonIn(window.messageBar(), QStringLiteral("Resume…"))), patience);
        openAndCancel(window, rollBack);
        if (QTest::currentTestFailed())
            return;
        QVERIFY(!window.operations()->isRunning());
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root)), QStringList());

        QTest::mouseClick(rollBack, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.findChild<ConfirmDialog *>(), patience);
        auto *dialog = window.findChild<ConfirmDialog *>();
        QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.resultBar()->text().contains(QStringLiteral("was rolled back")), patience);
        QCOMPARE(TreeSnapshot::differences(whole, usersNow()), QStringList());
        window.close();
    }
};

QTEST_MAIN(TestCancelling)
#include "tst_cancelling.moc"
