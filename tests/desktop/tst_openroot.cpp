#include "desktopfixture.h"

#include "views/detailspanel.h"

#include <QDir>
#include <QLabel>
#include <QScopeGuard>
#include <QSignalSpy>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

// A root that is opened after another one, or by a path that is not whole.
class TestOpenRoot : public DemoRootTest
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeDemo(); }

    // The selection goes with the users, and the details with the selection.
    void anotherRootLeavesNoDetailsOfTheFirst()
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

    void aDesktopsFolderIsRefused()
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

    void aRelativeRootIsRememberedWhole()
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

    // A folder that is gone makes no path whole, nor does an empty one.
    void whatCannotBeMadeWholeIsAnError_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("in a folder that is gone") << QByteArray("data");
        QTest::newRow("empty") << QByteArray();
    }

    void whatCannotBeMadeWholeIsAnError()
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
