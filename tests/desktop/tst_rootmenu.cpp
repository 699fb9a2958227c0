#include "desktopfixture.h"

#include "window/rootmenu.h"

#include <QAction>
#include <QDir>
#include <QSignalSpy>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

// The menu of "Open data root": found roots, and recent ones.
class TestRootMenu : public DemoRootTest
{
    Q_OBJECT

private:
    Q_SLOT void init()
    {
        makeDemo();
        m_path = qgetenv("PATH");
        qputenv("PATH", ""); // no container engine
    }
    Q_SLOT void cleanup()
    {
        qputenv("PATH", m_path);
        qunsetenv("SYNC_BASE");
    }
    Q_SLOT void listsFoundRoots();
    Q_SLOT void opensTheChosenRoot();
    Q_SLOT void nothingFound();
    Q_SLOT void escapesNames();

    static QAction *actionWith(const QMenu &menu, const QString &text)
    {
        for (QAction *action : menu.actions()) {
            if (action->text().startsWith(text))
                return action;
        }
        return nullptr;
    }

    QByteArray m_path;
};

void TestRootMenu::listsFoundRoots()
{
    qputenv("SYNC_BASE", QFile::encodeName(m_root));
    RootFinder finder;
    RootMenu menu(QStringLiteral("roots"), &finder, nullptr);
    menu.setRecent({"/srv/before"});
    QVERIFY(actionWith(menu, QStringLiteral("/srv/before")) != nullptr);
    const QSignalSpy finished(&finder, &RootFinder::finished);
    Q_EMIT menu.aboutToShow(); // opening the menu searches
    QVERIFY(finder.isSearching());
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
    QAction *found = actionWith(menu, m_root);
    QVERIFY(found != nullptr);
    QVERIFY2(found->text().contains(QStringLiteral("10 users")) &&
                 found->text().contains(QStringLiteral("community")) &&
                 found->text().contains(QStringLiteral("(SYNC_BASE)")),
             qPrintable(found->text()));
    const QSignalSpy chosen(&menu, &RootMenu::chosen);
    found->trigger();
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen.first().first().toByteArray(), QFile::encodeName(m_root));
    // The last search has just ended.
    finder.search();
    QVERIFY(!finder.isSearching());
}

void TestRootMenu::opensTheChosenRoot()
{
    qputenv("SYNC_BASE", QFile::encodeName(m_root));
    MainWindow window(m_settings.get());
    window.show();
    QTRY_VERIFY_WITH_TIMEOUT(actionWith(*window.rootMenu(), m_root) != nullptr, patience);
    // The empty window has a button for the root too.
    bool hasButton = false;
    for (const QPushButton *button : window.findChildren<QPushButton *>())
        hasButton = hasButton || button->text().startsWith(m_root);
    QVERIFY(hasButton);
    actionWith(*window.rootMenu(), m_root)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(window.session()->root() != nullptr, patience);
    QCOMPARE(window.session()->path(), QFile::encodeName(m_root));
    QTRY_VERIFY_WITH_TIMEOUT(!window.session()->isAnalysing(), patience);
    // The submenu in the menu bar has the same entries.
    QVERIFY(window.rootMenu()->menuAction()->isVisible());
}

void TestRootMenu::nothingFound()
{
    RootFinder finder;
    RootMenu menu(QStringLiteral("roots"), &finder, nullptr);
    finder.search();
    const QSignalSpy finished(&finder, &RootFinder::finished);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
    if (!finder.found().roots.isEmpty())
        QSKIP("this machine has a data root");
    QAction *nothing = actionWith(menu, QStringLiteral("No data root was found"));
    QVERIFY(nothing != nullptr);
    QVERIFY(!nothing->isEnabled());
}

void TestRootMenu::escapesNames()
{
    const QString hostile = m_root + QStringLiteral("/a&b\n<b>\t");
    QVERIFY(QFile::rename(m_root + QStringLiteral("/collections"), *m_place / QStringLiteral("c")));
    QVERIFY(QDir().mkpath(hostile));
    QVERIFY(
        QFile::rename(*m_place / QStringLiteral("c"), hostile + QStringLiteral("/collections")));
    qputenv("SYNC_BASE", QFile::encodeName(hostile));
    RootFinder finder;
    RootMenu menu(QStringLiteral("roots"), &finder, nullptr);
    finder.search();
    const QSignalSpy finished(&finder, &RootFinder::finished);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
    QVERIFY(actionWith(menu, m_root + QStringLiteral("/a&&b\\n<b>\\t – ")) != nullptr);
}

QTEST_MAIN(TestRootMenu)
#include "tst_rootmenu.moc"
