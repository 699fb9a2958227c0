#include "desktopfixture.h"

#include "flows/reportflow.h"
#include "flows/tablereport.h"
#include "support/consolerun.h"
#include "support/files.h"
#include "views/noticebar.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

// Reports to files of every format, and to the clipboard.
class TestReportFlow : public DemoRootTest
{
    Q_OBJECT

private:
    // Chooses this file in the file dialog; false where there is none.
    static bool choose(MainWindow &window, const QString &path, const QString &filter = {})
    {
        window.actions().saveReport->trigger();
        auto *dialog = window.findChild<QFileDialog *>();
        if (dialog == nullptr)
            return false;
        if (!filter.isEmpty()) {
            dialog->selectNameFilter(filter);
            Q_EMIT dialog->filterSelected(filter);
        }
        dialog->selectFile(path);
        return QMetaObject::invokeMethod(dialog, "accept");
    }
    bool isSaved(MainWindow &window, const QString &path) const
    {
        return QTest::qWaitFor(
            [&] { return window.messageBar()->text().endsWith(path) && QFile::exists(path); },
            patience);
    }
    QList<UserRow> rowsOf(MainWindow &window) const
    {
        QList<UserRow> rows;
        for (int i = 0; i < window.session()->users()->rowCount(); ++i)
            rows.append(window.session()->users()->row(i));
        return rows;
    }

private Q_SLOTS:
    void init() { makeDemo(); }

    void savesEveryFormat()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        const QList<UserRow> rows = rowsOf(window);
        QVERIFY(rows.size() > 5);

        const QString text = *m_place / QStringLiteral("all.txt");
        QVERIFY(choose(window, text));
        QVERIFY(isSaved(window, text));
        QCOMPARE(QString::fromUtf8(readBytes(text)), textReport(rows));
        // The same text as in the console.
        const ConsoleRun john =
            runConsole({"analyze", "john.doe", "--data-root", QFile::encodeName(m_root)});
        QVERIFY2(readBytes(text).contains(john.output.trimmed()), john.output.constData());

        const QString csv = *m_place / QStringLiteral("all.csv");
        QVERIFY(choose(window, csv));
        QVERIFY(isSaved(window, csv));
        QCOMPARE(QString::fromUtf8(readBytes(csv)), csvReport(rows));
        QCOMPARE(readBytes(csv).count("\r\n"), rows.size() + 1);

        // The chosen filter determines the suffix.
        const QString lines = *m_place / QStringLiteral("all.jsonl");
        QVERIFY(choose(window, *m_place / QStringLiteral("all"),
                       QStringLiteral("JSON Lines (*.jsonl)")));
        QVERIFY(isSaved(window, lines));
        int objects = 0;
        for (const QByteArray &line : readBytes(lines).split('\n')) {
            if (!line.isEmpty())
                objects += QJsonDocument::fromJson(line).isObject() ? 1 : 0;
        }
        QCOMPARE(objects, rows.size());

        const QString pdf = *m_place / QStringLiteral("all.pdf");
        QVERIFY(choose(window, pdf));
        QVERIFY(isSaved(window, pdf));
        QVERIFY(readBytes(pdf).startsWith("%PDF"));
    }

    void savesTheSelection()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        window.page()->select(pathsOf(window, {"alice"}));
        const QString csv = *m_place / QStringLiteral("alice.csv");
        QVERIFY(choose(window, csv));
        QVERIFY(isSaved(window, csv));
        const QByteArray content = readBytes(csv);
        QCOMPARE(content.count("\r\n"), 2);
        QVERIFY(content.contains("alice"));
        QVERIFY(!content.contains("john.doe"));
    }

    void reportsWhatCannotBeWritten()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        // A folder of that name, which not even root can overwrite.
        const QString path = *m_place / QStringLiteral("taken.txt");
        QVERIFY(makePath(path + QStringLiteral("/inside")));
        auto *reports = window.findChild<ReportFlow *>();
        QVERIFY(reports);
        reports->write(rowsOf(window), ReportFormat::Text, path);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.messageBar()->text().contains(QStringLiteral("Cannot save the report")),
            patience);
        QVERIFY(window.messageBar()->text().contains(path));
        QVERIFY(QFile::exists(path + QStringLiteral("/inside")));
        QCOMPARE(QDir(m_place->path()).entryList({QStringLiteral("taken*")}).size(), 1);
    }

    void copiesAll()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        window.page()->select({});
        QGuiApplication::clipboard()->clear();
        window.actions().copyReport->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(QGuiApplication::clipboard()->text(), textReport(rowsOf(window)),
                                  patience);
    }

    void leavesNoDialogBehind()
    {
        MainWindow window(m_settings.get());
        window.show();
        QVERIFY(openAndWait(window, m_root));
        const auto before = QDir(m_place->path()).entryList();
        window.actions().saveReport->trigger();
        auto *dialog = window.findChild<QFileDialog *>();
        QVERIFY(dialog);
        dialog->reject();
        QTRY_VERIFY(!window.findChild<QFileDialog *>());
        QVERIFY(!window.messageBar()->isVisible());
        QCOMPARE(QDir(m_place->path()).entryList(), before);
    }
};

QTEST_MAIN(TestReportFlow)
#include "tst_reportflow.moc"
