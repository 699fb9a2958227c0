#include "desktopfixture.h"

#include "dialogs/aboutdialog.h"
#include "support/files.h"
#include "views/activitypane.h"
#include "views/detailspanel.h"
#include "views/tablepane.h"
#include "views/tableview.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QRadioButton>
#include <QSplitter>

#include <sqlite3.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

class TestSettings : public DemoRootTest
{
    Q_OBJECT

private:
    QString file() const { return *m_place / QStringLiteral("settings.ini"); }
    static TableView *viewOf(MainWindow &window, const char *id)
    {
        return window.findChild<TableView *>(QString::fromLatin1(id));
    }
    // Starts the program again.
    void restart()
    {
        m_settings->sync();
        m_settings = std::make_unique<Settings>(file());
    }

private Q_SLOTS:
    void init() { makeDemo(); }

    void restoresTheWindow()
    {
        QSize size;
        QList<int> parts;
        QString first;
        {
            MainWindow window(m_settings.get());
            window.show();
            QVERIFY(openAndWait(window, m_root));
            window.resize(780, 610); // fits on the screen
            TableView *view = window.page()->view();
            QHeaderView *header = view->header();
            view->setColumnHidden(UserModel::Usn, true);
            view->setColumnHidden(UserModel::Reviews, false);
            header->moveSection(header->visualIndex(UserModel::Size), 1);
            view->setColumnWidth(UserModel::Cards, 123);
            view->sortByColumn(UserModel::Size, Qt::DescendingOrder);
            window.page()->splitter()->setSizes({340, 430});
            QTest::qWait(50);
            size = window.size();
            parts = window.page()->splitter()->sizes();
            first = view->model()->index(0, 0).data(KeyRole).toString();
            window.close();
        }
        restart();
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        QCOMPARE(window.size(), size);
        const TableView *view = window.page()->view();
        QVERIFY(view->isColumnHidden(UserModel::Usn));
        QVERIFY(!view->isColumnHidden(UserModel::Reviews));
        QCOMPARE(view->header()->visualIndex(UserModel::Size), 1);
        QCOMPARE(view->columnWidth(UserModel::Cards), 123);
        QCOMPARE(view->header()->sortIndicatorSection(), int(UserModel::Size));
        QCOMPARE(view->header()->sortIndicatorOrder(), Qt::DescendingOrder);
        QCOMPARE(view->model()->index(0, 0).data(KeyRole).toString(), first);
        QTRY_COMPARE(window.page()->splitter()->sizes(), parts);
        window.close();
    }

    void everyTableKeepsItsColumns_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id : {"files", "dry-run", "problems", "points", "user-points", "activity"})
            QTest::newRow(id) << QString::fromLatin1(id);
    }

    void everyTableKeepsItsColumns()
    {
        QFETCH(QString, id);
        const auto fill = [](MainWindow &window) {
            window.page()->select(pathsOf(window, {"anna", "broken"}));
            QTest::qWait(50);
            for (int tab = 0; tab < 6; ++tab)
                window.page()->details()->showTab(static_cast<DetailsPanel::Tab>(tab));
            QTRY_VERIFY_WITH_TIMEOUT(!window.points()->all().isEmpty(), patience);
        };
        ActivityEntry entry;
        entry.time = QDateTime::currentDateTimeUtc();
        entry.subject = QStringLiteral("anna");
        Activity activity;
        activity.add(entry, *m_settings);
        constexpr int width = 77;
        {
            MainWindow window(m_settings.get());
            window.show();
            QVERIFY(openAndWait(window, m_root));
            ResetDialog *dialog = openReset(window, {"anna"});
            QVERIFY(dialog);
            QTRY_COMPARE_WITH_TIMEOUT(dialog->operations().size(), 1, patience);
            QVERIFY(window.operations()->run(dialog->operations()));
            dialog->reject();
            QTRY_COMPARE_WITH_TIMEOUT(window.points()->all().size(), 1, patience);
            QTRY_VERIFY_WITH_TIMEOUT(!window.operations()->isRunning(), patience);
            fill(window);
            TableView *view = viewOf(window, id.toLatin1().constData());
            QVERIFY(view);
            QTRY_VERIFY_WITH_TIMEOUT(view->model()->rowCount() > 0, patience);
            view->setColumnWidth(view->header()->count() > 2 ? 1 : 0, width);
            window.close();
        }
        restart();
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        fill(window);
        TableView *view = viewOf(window, id.toLatin1().constData());
        QTRY_VERIFY_WITH_TIMEOUT(view->model()->rowCount() > 0, patience);
        QCOMPARE(view->columnWidth(view->header()->count() > 2 ? 1 : 0), width);
        window.close();
    }

    void keepsRootsAsBytes()
    {
        const QByteArray odd = "/data/\xff\xfe, \n\"%2F\"";
        m_settings->addRecentRoot("/one");
        m_settings->addRecentRoot(odd);
        m_settings->addRecentRoot("/one");
        restart();
        QCOMPARE(m_settings->recentRoots(), QByteArrayList({"/one", odd}));
        for (int i = 0; i < 20; ++i)
            m_settings->addRecentRoot(QByteArray::number(i));
        QCOMPARE(m_settings->recentRoots().size(), 8);
        QCOMPARE(m_settings->recentRoots().first(), QByteArray("19"));
    }

    void keepsTheActivity()
    {
        {
            MainWindow window(m_settings.get());
            window.show();
            QVERIFY(openAndWait(window, m_root));
            ResetDialog *dialog = openReset(window, {"test-1"});
            QVERIFY(dialog);
            QTRY_VERIFY_WITH_TIMEOUT(dialog->confirmButton()->isEnabled(), patience);
            QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
            QTRY_COMPARE_WITH_TIMEOUT(window.flows()->run()->activity().entries().size(), 1,
                                      patience);
            QTRY_VERIFY_WITH_TIMEOUT(!window.operations()->isRunning(), patience);
            window.close();
        }
        restart();
        MainWindow window(m_settings.get());
        QCOMPARE(window.flows()->run()->activity().entries().size(), 1);
        const ActivityEntry &entry = window.flows()->run()->activity().entries().first();
        QCOMPARE(entry.subject, QStringLiteral("test-1"));
        QCOMPARE(entry.outcome, QStringLiteral("done"));
        QVERIFY(!entry.point.isEmpty());
        QVERIFY(entry.report.contains(QStringLiteral("Successfully reset user 'test-1'!")));
        QCOMPARE(viewOf(window, "activity")->model()->rowCount(), 1);
        window.close();
    }

    void remembersOptionsInTheSafeDirectionOnly()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        bool isRemembered = false;
        for (const auto &[user, keepsMedia] :
             {std::pair("test-1", false), std::pair("test-2", true),
              std::pair("john.doe", false)}) {
            ResetDialog *dialog = openReset(window, {user});
            QVERIFY(dialog);
            QVERIFY(dialog->restorePointBox()->isChecked()); // although it was unchecked before
            QCOMPARE(dialog->keepMediaButton()->isChecked(), m_settings->keepMediaFiles());
            dialog->restorePointBox()->setChecked(false);
            dialog->keepMediaButton()->setChecked(keepsMedia);
            QTRY_COMPARE_WITH_TIMEOUT(dialog->operations().size(), 1, patience);
            QCOMPARE(m_settings->keepMediaFiles(), isRemembered);
            isRemembered = isRemembered || keepsMedia;
            dialog->accept();
            QCOMPARE(m_settings->keepMediaFiles(), isRemembered);
            QTRY_VERIFY_WITH_TIMEOUT(!window.operations()->isRunning(), patience);
            QTRY_VERIFY(window.findChildren<ResetDialog *>().isEmpty());
        }
        window.close();
        restart();
        QVERIFY(m_settings->keepMediaFiles());
    }

    void toleratesABrokenFile_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("binary") << QByteArray("\0\xff\x1b[31m\n=\n[[[\n", 14).repeated(50);
        QTest::newRow("states") << QByteArray(
            "[views]\n1\\users=garbage\n1\\files=@ByteArray(\\0\\0\\0\\xff)\n"
            "1\\window=@ByteArray(x)\n1\\user-splitter=@Variant(\\0\\0\\0\\x7f)\n"
            "1\\vertical-splitter=1, 2, 3\n1\\activity=@Invalid()\n");
        QTest::newRow("lists") << QByteArray(
            "[General]\nactivity=not json, {}, \"{\\\"time\\\":7}\"\n"
            "[roots]\nrecent=, , %, %zz\n"
            "[reset]\nkeepMediaFiles=maybe\n"
            "alwaysTypeName=@Rect(1 2 3 4)\n");
    }

    void toleratesABrokenFile()
    {
        QFETCH(QByteArray, content);
        m_settings.reset();
        QVERIFY(writeBytes(file(), content));
        m_settings = std::make_unique<Settings>(file());
        {
            MainWindow window(m_settings.get());
            window.show();
            QVERIFY(openAndWait(window, m_root));
            QVERIFY(window.width() > 300 && window.height() > 200);
            QVERIFY(window.flows()->run()->activity().entries().isEmpty());
            QVERIFY(!window.page()->view()->isColumnHidden(UserModel::User));
            QVERIFY(window.page()->view()->columnWidth(UserModel::User) > 20);
            for (const QByteArray &root : m_settings->recentRoots())
                QVERIFY(!root.isEmpty());
            window.close();
        }
        restart();
        QCOMPARE(m_settings->recentRoots().first(), QFile::encodeName(m_root));
    }

    // Saved states of another version of a view do not fit.
    void ignoresStatesOfOtherVersions()
    {
        m_settings->setViewState(QStringLiteral("users"), "state");
        m_settings->sync();
        QSettings raw(file(), QSettings::IniFormat);
        QCOMPARE(raw.value(QStringLiteral("views/1/users")).toByteArray(), QByteArray("state"));
        raw.setValue(QStringLiteral("views/0/files"), QByteArray("older"));
        raw.sync();
        restart();
        QVERIFY(m_settings->viewState(QStringLiteral("files")).isEmpty());
    }

    void aboutShowsTheVersions()
    {
        MainWindow window(m_settings.get());
        window.show();
        window.actions().about->trigger();
        const auto *about = window.findChild<AboutDialog *>();
        QVERIFY(about && about->isVisible());
        QStringList texts;
        for (const QLabel *label : about->findChildren<QLabel *>())
            texts.append(label->text());
        const QString text = texts.join(QLatin1Char('\n'));
        for (const char *version : {qVersion(), sqlite3_libversion(), SYNCADMIN_VERSION})
            QVERIFY2(text.contains(QString::fromLatin1(version)), qPrintable(text));
        window.close();
    }
};

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
