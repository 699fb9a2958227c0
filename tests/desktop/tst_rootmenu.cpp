#include "desktopfixture.h"

#include "window/rootmenu.h"

#include <QAction>
#include <QDir>
#include <QSignalSpy>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

// The menu of "Open data root": what the machine has, and what was opened before.
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
    Q_SLOT void listsWhatIsFound();
    Q_SLOT void opensWhatIsChosen();
    Q_SLOT void nothingFound();
    Q_SLOT void namesAreOnlyText();

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

void TestRootMenu::listsWhatIsFound()
{
    qputenv("SYNC_BASE", QFile::encodeName(m_root));
    RootFinder finder;
    RootMenu menu(QStringLiteral("roots"), &finder, nullptr);
    menu.setRecent({"/srv/before"});
    QVERIFY(actionWith(menu, QStringLiteral("/srv/before")) != nullptr);
    const QSignalSpy finished(&finder, &RootFinder::finished);
    Q_EMIT menu.aboutToShow(); // opening it looks
    QVERIFY(finder.isLooking());
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
    // It has only just looked.
    finder.look();
    QVERIFY(!finder.isLooking());
}

void TestRootMenu::opensWhatIsChosen()
{
    qputenv("SYNC_BASE", QFile::encodeName(m_root));
    MainWindow window(m_settings.get());
    window.show();
    QTRY_VERIFY_WITH_TIMEOUT(actionWith(*window.rootMenu(), m_root) != nullptr, patience);
    // Beside the menu the empty window has a button.
    bool hasButton = false;
    for (const QPushButton *button : window.findChildren<QPushButton *>())
        hasButton = hasButton || button->text().startsWith(m_root);
    QVERIFY(hasButton);
    actionWith(*window.rootMenu(), m_root)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(window.session()->root() != nullptr, patience);
    QCOMPARE(window.session()->path(), QFile::encodeName(m_root));
    QTRY_VERIFY_WITH_TIMEOUT(!window.session()->isAnalysing(), patience);
    // A submenu of the menu bar shows the same.
    QVERIFY(window.rootMenu()->menuAction()->isVisible());
}

void TestRootMenu::nothingFound()
{
    RootFinder finder;
    RootMenu menu(QStringLiteral("roots"), &finder, nullptr);
    finder.look();
    const QSignalSpy finished(&finder, &RootFinder::finished);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
    if (!finder.found().roots.isEmpty())
        QSKIP("this machine has a data root");
    QAction *nothing = actionWith(menu, QStringLiteral("No data root was found"));
    QVERIFY(nothing != nullptr);
    QVERIFY(!nothing->isEnabled());
}

void TestRootMenu::namesAreOnlyText()
{
    const QString hostile = m_root + QStringLiteral("/a&b\n<b>\t");
    QVERIFY(QFile::rename(m_root + QStringLiteral("/collections"), *m_place / QStringLiteral("c")));
    QVERIFY(QDir().mkpath(hostile));
    QVERIFY(
        QFile::rename(*m_place / QStringLiteral("c"), hostile + QStringLiteral("/collections")));
    qputenv("SYNC_BASE", QFile::encodeName(hostile));
    RootFinder finder;
    RootMenu menu(QStringLiteral("roots"), &finder, nullptr);
    finder.look();
    const QSignalSpy finished(&finder, &RootFinder::finished);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
    QVERIFY(actionWith(menu, m_root + QStringLiteral("/a&&b\\n<b>\\t – ")) != nullptr);
}

QTEST_MAIN(TestRootMenu)
#include "tst_rootmenu.moc"
