#include "desktopfixture.h"

#include "support/files.h"
#include "views/noticebar.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QStatusBar>

#include <csignal>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

constexpr int untilWatched = 700; // ms

// A FUSE mount whose program can be stopped, like an unreachable file server.
class FuseMount
{
public:
    FuseMount(const QString &source, const QString &folder) : m_folder(folder)
    {
        if (QStandardPaths::findExecutable(QStringLiteral("bindfs")).isEmpty())
            return;
        m_process.start(QStringLiteral("bindfs"), {QStringLiteral("-f"), source, folder});
        m_isActive =
            m_process.waitForStarted() &&
            QTest::qWaitFor(
                [this] { return m_process.state() == QProcess::NotRunning || isMounted(); },
                patience) &&
            isMounted();
    }
    ~FuseMount()
    {
        goOn();
        if (m_isActive)
            QProcess::execute(QStringLiteral("umount"), {QStringLiteral("-l"), m_folder});
        m_process.terminate();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(FuseMount)

    bool isActive() const { return m_isActive; }
    void stop() { ::kill(static_cast<pid_t>(m_process.processId()), SIGSTOP); }
    void goOn()
    {
        if (m_process.state() == QProcess::Running)
            ::kill(static_cast<pid_t>(m_process.processId()), SIGCONT);
    }

private:
    bool isMounted() const
    {
        return readBytes(QStringLiteral("/proc/self/mountinfo"))
            .contains(QByteArray(' ' + QFile::encodeName(m_folder) + ' '));
    }
    QString m_folder;
    QProcess m_process;
    bool m_isActive = false;
};

const UserRow &rowNamed(MainWindow &window, const QByteArray &name)
{
    return window.session()->users()->row(
        window.session()->users()->rowOfKey(pathsOf(window, {name}).value(0)));
}

// The paths of all users that were analysed since the spy was created.
QStringList analysedIn(const QSignalSpy &spy)
{
    QStringList paths;
    for (const QList<QVariant> &each : spy)
        paths += each.first().toStringList();
    return paths;
}

} // namespace

class TestWatcher : public DemoRootTest
{
    Q_OBJECT

private:
    QString userPath(const QString &name) const
    {
        return m_root + QStringLiteral("/collections/") + name;
    }

private Q_SLOTS:
    void init() { makeDemo(); }

    void analysesOnlyTheChangedUser()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTest::qWait(untilWatched);
        const auto media = rowNamed(window, "john.doe").mediaFiles();
        QSignalSpy analysed(window.session(), &Session::usersAnalysed);
        constexpr int files = 12;
        for (int i = 0; i < files; ++i) { // it is waited until it is quiet
            QVERIFY(
                writeBytes(userPath(QStringLiteral("john.doe/collection.media/new-%1.jpg").arg(i)),
                           "picture"));
            QTest::qWait(50);
        }
        QTRY_COMPARE_WITH_TIMEOUT(rowNamed(window, "john.doe").mediaFiles(),
                                  std::optional<qint64>(*media + files), patience);
        QTest::qWait(untilWatched);
        const QStringList paths = analysedIn(analysed);
        QCOMPARE(QSet<QString>(paths.begin(), paths.end()),
                 QSet<QString>({rowNamed(window, "john.doe").key()}));
        QVERIFY2(paths.size() <= 3, qPrintable(QString::number(paths.size())));
        window.close();
    }

    void watchesAReplacedMediaFolder()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTest::qWait(untilWatched);
        const QString media = userPath(QStringLiteral("john.doe/collection.media"));
        QVERIFY(QDir().rename(media, *m_place / QStringLiteral("old")));
        QVERIFY(makePath(media));
        QTRY_COMPARE_WITH_TIMEOUT(rowNamed(window, "john.doe").mediaFiles(),
                                  std::optional<qint64>(0), patience);
        QTest::qWait(untilWatched);
        QVERIFY(writeBytes(media + QStringLiteral("/new.jpg"), "picture"));
        QTRY_COMPARE_WITH_TIMEOUT(rowNamed(window, "john.doe").mediaFiles(),
                                  std::optional<qint64>(1), patience);
        window.close();
    }

    void onlyMarksChangesOfABigRoot()
    {
        const QString root = *m_place / QStringLiteral("big");
        constexpr int users = 2001;
        for (int i = 0; i < users; ++i) {
            const QString folder = root + QStringLiteral("/collections/user-%1").arg(i);
            QVERIFY(makePath(folder));
            QVERIFY(writeBytes(folder + QStringLiteral("/collection.anki2"), "none"));
        }
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, root));
        QCOMPARE(window.session()->users()->rowCount(), users);
        QTest::qWait(2 * untilWatched);
        QSignalSpy analysed(window.session(), &Session::usersAnalysed);
        const QString file = root + QStringLiteral("/collections/user-7/collection.anki2");
        QVERIFY(writeBytes(file, "something else"));
        QTRY_VERIFY_WITH_TIMEOUT(rowNamed(window, "user-7").isChanged, patience);
        const int row = window.session()->users()->rowOfKey(rowNamed(window, "user-7").key());
        QCOMPARE(window.session()->users()->index(row, UserModel::Status).data().toString(),
                 QStringLiteral("Changed since the analysis"));
        QVERIFY(analysedIn(analysed).isEmpty());
        window.actions().refresh->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!rowNamed(window, "user-7").isChanged, patience);
        QCOMPARE(analysedIn(analysed), QStringList(rowNamed(window, "user-7").key()));
        window.close();
    }

    void pollsAFuseRoot()
    {
        const QString folder = *m_place / QStringLiteral("fuse");
        QVERIFY(makePath(folder));
        const FuseMount mount(m_root, folder);
        if (!mount.isActive())
            QSKIP("a FUSE mount (bindfs) is not possible here");
        MainWindow window(m_settings.get());
        window.session()->setPollInterval(1000);
        window.show();
        QVERIFY(openAndWait(window, folder));
        QVERIFY(!window.session()->root()->summary.isLocal);
        const auto saysWhen = [&window] {
            for (const QLabel *label : window.statusBar()->findChildren<QLabel *>()) {
                if (label->text().contains(QStringLiteral("FUSE, updated")))
                    return true;
            }
            return false;
        };
        QVERIFY(saysWhen());
        const QDateTime before = window.session()->lastRead();
        const auto entries = rowNamed(window, "john.doe").analysis->entries.size();
        // Not through the mount, so that inotify reports nothing.
        QVERIFY(writeBytes(userPath(QStringLiteral("john.doe/new.tmp")), "leftover"));
        QTRY_COMPARE_WITH_TIMEOUT(rowNamed(window, "john.doe").analysis->entries.size(),
                                  entries + 1, patience);
        QVERIFY(window.session()->lastRead() > before);
        window.close();
    }

    void noticesAnUnmountedRoot()
    {
        const QString root = *m_place / QStringLiteral("mounted");
        QVERIFY(makePath(root));
        const Mounted mount({QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("none")},
                            root);
        if (!mount.isActive())
            QSKIP("mounting is not allowed here");
        QVERIFY(Demo::makeDemoRoot(root + QStringLiteral("/data")));
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, root + QStringLiteral("/data")));
        window.page()->select(pathsOf(window, {"john.doe"}));
        QTest::qWait(untilWatched);
        QVERIFY(!window.rootBar()->isVisible());
        QVERIFY(window.actions().reset->isEnabled());
        // Lazily, because the window has the folder open.
        QCOMPARE(QProcess::execute(QStringLiteral("umount"), {QStringLiteral("-l"), root}), 0);
        QTRY_VERIFY_WITH_TIMEOUT(window.rootBar()->isVisible(), 5000);
        QVERIFY2(window.rootBar()->text().contains(root), qPrintable(window.rootBar()->text()));
        window.close();
    }

    void noticesARenamedRoot()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTest::qWait(untilWatched);
        QVERIFY(QDir().rename(m_root, m_root + QStringLiteral("-elsewhere")));
        QTRY_VERIFY_WITH_TIMEOUT(window.rootBar()->isVisible(), 5000);
        QVERIFY2(window.rootBar()->text().contains(QStringLiteral("does not exist")),
                 qPrintable(window.rootBar()->text()));
        QPushButton *again = buttonIn(window.rootBar(), QStringLiteral("Try again"));
        QVERIFY(again);
        QVERIFY(QDir().rename(m_root + QStringLiteral("-elsewhere"), m_root));
        QTest::mouseClick(again, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!window.rootBar()->isVisible(), patience);
        window.close();
    }

    void marksADeadMountAndCloses()
    {
        const QString folder = *m_place / QStringLiteral("fuse");
        QVERIFY(makePath(folder));
        FuseMount mount(m_root, folder);
        if (!mount.isActive())
            QSKIP("a FUSE mount (bindfs) is not possible here");
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, folder));
        window.page()->select(pathsOf(window, {"john.doe"}));
        mount.stop();
        QTest::qWait(1500); // the kernel keeps attributes for a second
        QElapsedTimer time;
        time.start();
        window.actions().refresh->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(window.rootBar()->isVisible(), patience);
        QVERIFY2(time.elapsed() > 2500 && time.elapsed() < 6000,
                 qPrintable(QString::number(time.elapsed())));
        QVERIFY2(window.rootBar()->text().contains(QStringLiteral("does not answer")),
                 qPrintable(window.rootBar()->text()));
        // The window stays usable.
        time.start();
        window.filter()->setText(QStringLiteral("john"));
        window.actions().dryRun->trigger();
        QTest::qWait(50);
        QCOMPARE(window.page()->selectedRows().size(), 1);
        QVERIFY2(time.elapsed() < 1000, qPrintable(QString::number(time.elapsed())));
        time.start();
        QSignalSpy closed(&window, &MainWindow::closed);
        window.close();
        const qint64 closing = time.elapsed();
        mount.goOn();
        QTest::qWait(500);
        QCOMPARE(closed.size(), 1);
        QCOMPARE(closed.first().first().toBool(), false);
        QVERIFY2(closing < 3000, qPrintable(QString::number(closing)));
    }

    void clearsTheMarkWhenAMountAnswers()
    {
        const QString folder = *m_place / QStringLiteral("fuse");
        QVERIFY(makePath(folder));
        FuseMount mount(m_root, folder);
        if (!mount.isActive())
            QSKIP("a FUSE mount (bindfs) is not possible here");
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, folder));
        mount.stop();
        QTest::qWait(1500);
        window.actions().refresh->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(window.rootBar()->isVisible(), patience);
        mount.goOn();
        QTRY_VERIFY_WITH_TIMEOUT(!window.rootBar()->isVisible(), patience);
        window.close();
    }

    // While another root is being opened.
    void refreshesWhileAnotherRootIsDead()
    {
        const QString folder = *m_place / QStringLiteral("fuse");
        const QString other = *m_place / QStringLiteral("other");
        QVERIFY(makePath(folder) && Demo::makeDemoRoot(other));
        FuseMount mount(other, folder);
        if (!mount.isActive())
            QSKIP("a FUSE mount (bindfs) is not possible here");
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QTest::qWait(untilWatched);
        const int users = window.session()->users()->rowCount();
        mount.stop();
        window.openRoot(QFile::encodeName(folder));
        QTRY_VERIFY_WITH_TIMEOUT(window.rootBar()->isVisible(), patience);
        QVERIFY(window.rootBar()->text().contains(QStringLiteral("does not answer")));
        QVERIFY(makePath(userPath(QStringLiteral("arrival"))));
        QTRY_COMPARE_WITH_TIMEOUT(window.session()->users()->rowCount(), users + 1, patience);
        mount.goOn();
        QTRY_VERIFY_WITH_TIMEOUT(window.session()->path() == QFile::encodeName(folder), patience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.rootBar()->isVisible(), patience);
        window.close();
    }
};

QTEST_MAIN(TestWatcher)
#include "tst_watcher.moc"
