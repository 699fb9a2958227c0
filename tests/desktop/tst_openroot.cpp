#include "desktopfixture.h"

#include "views/detailspanel.h"

#include <QDir>
#include <QLabel>
#include <QScopeGuard>
#include <QSignalSpy>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

// Opening another root, and opening one by a relative path.
class TestOpenRoot : public DemoRootTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeDemo(); }

    // Selection and details belong to the previous root.
    void clearsTheDetailsWithAnotherRoot()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        window.page()->select(pathsOf(window, {"john.doe"}));
        QTRY_VERIFY(window.actions().reset->isEnabled());
        const TemporaryRoot other;
        QVERIFY(QDir(other.path()).mkpath(QStringLiteral("collections/.keep")));
        QVERIFY(openAndWait(window, other.path()));
        QTRY_VERIFY(!window.actions().reset->isEnabled());
        QVERIFY(window.page()->selectedRows().isEmpty());
        QStringList texts;
        for (const QLabel *label : window.page()->details()->findChildren<QLabel *>())
            texts.append(label->text());
        QVERIFY2(texts.contains(QStringLiteral("No user selected")),
                 qPrintable(texts.join(QLatin1Char('|'))));
        window.close();
    }

    void refusesAnAnkiFolderOfADesktop()
    {
        const TemporaryRoot other;
        QVERIFY(QDir(other.path()).mkpath(QStringLiteral("User 1/collection.media")));
        QVERIFY(QDir(other.path()).mkpath(QStringLiteral("addons21")));
        MainWindow window(m_settings.get());
        window.show();
        QSignalSpy failed(window.session(), &Session::openFailed);
        window.openRoot(other.bytes());
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patience);
        QCOMPARE(failed.first().at(1).value<Error>().code, Error::Code::DesktopFolder);
        QCOMPARE(m_settings->recentRoots(), QByteArrayList());
        window.close();
    }

    void remembersAnAbsolutePath()
    {
        const QString here = QDir::currentPath();
        QVERIFY(QDir::setCurrent(m_place->path()));
        const auto back = qScopeGuard([&here] { QDir::setCurrent(here); });
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, QStringLiteral("data")));
        QCOMPARE(m_settings->recentRoots().first(), QFile::encodeName(m_root));
        window.close();
    }

    // In a deleted working folder, or with an empty path.
    void reportsAPathThatCannotBeMadeAbsolute_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("in a folder that is gone") << QByteArray("data");
        QTest::newRow("empty") << QByteArray();
    }

    void reportsAPathThatCannotBeMadeAbsolute()
    {
        QFETCH(QByteArray, path);
        const QString here = QDir::currentPath();
        const auto back = qScopeGuard([&here] { QDir::setCurrent(here); });
        {
            const TemporaryRoot gone;
            QVERIFY(QDir::setCurrent(gone.path()));
        }
        MainWindow window(m_settings.get());
        window.show();
        QSignalSpy failed(window.session(), &Session::openFailed);
        window.openRoot(path);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patience);
        QCOMPARE(m_settings->recentRoots(), QByteArrayList());
        window.close();
    }
};

QTEST_MAIN(TestOpenRoot)
#include "tst_openroot.moc"
