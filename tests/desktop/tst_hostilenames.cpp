#include "desktopfixture.h"

#include "base/displayname.h"
#include "dialogs/confirmdialog.h"
#include "dialogs/reportdialog.h"
#include "dialogs/resetdialog.h"
#include "flows/tablereport.h"
#include "views/detailspanel.h"
#include "views/noticebar.h"
#include "views/tablepane.h"
#include "views/tableview.h"
#include "window/userpage.h"

#include <QAction>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextDocument>
#include <QTextDocumentFragment>

#include <sys/stat.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

const QByteArrayList hostileNames{"<img src=x onerror=1>",
                                  "<b>bold<br>",
                                  "line\nbreak",
                                  "\xe2\x80\xaegnp.exe",
                                  "=cmd()",
                                  "-x",
                                  "back\\slash",
                                  "\xff\xfe",
                                  "a&b",
                                  "%1 %2 %n",
                                  "\x1b[31mred"};

const QByteArray rootName = "/<b>da\n\xe2\x80\xaeta";

// The text of a tool tip as Qt shows it.
QString withoutMarks(const QString &toolTip)
{
    return Qt::mightBeRichText(toolTip) ? QTextDocumentFragment::fromHtml(toolTip).toPlainText()
                                        : toolTip;
}

// Characters that are drawn differently from how they are written, or change the text beside them.
bool isTame(const QString &text)
{
    for (const QChar c : text) {
        const bool isLineFeed = c == QLatin1Char('\n');
        if (!isLineFeed &&
            (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format))
            return false;
    }
    return true;
}

} // namespace

class TestHostileNames : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TemporaryRoot> m_place;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MainWindow> m_window;

    QStringList shownTexts(QWidget *root) const
    {
        QStringList texts{root->windowTitle()};
        QList<QWidget *> widgets = root->findChildren<QWidget *>();
        widgets.append(root);
        for (const QWidget *widget : std::as_const(widgets)) {
            texts << widget->accessibleName() << widget->accessibleDescription()
                  << withoutMarks(widget->toolTip()) << widget->statusTip();
        }
        for (const QPlainTextEdit *text : root->findChildren<QPlainTextEdit *>())
            texts.append(text->toPlainText());
        for (const QLabel *label : root->findChildren<QLabel *>())
            texts.append(label->text());
        for (const QAbstractButton *button : root->findChildren<QAbstractButton *>())
            texts.append(button->text());
        for (const QAction *action : root->findChildren<QAction *>())
            texts << action->text().section(QLatin1Char('\t'), 0, 0) // then the key
                  << withoutMarks(action->toolTip());
        for (const TableView *view : root->findChildren<TableView *>()) {
            const QAbstractItemModel *model = view->model();
            for (int row = 0; model != nullptr && row < model->rowCount(); ++row) {
                for (int column = 0; column < model->columnCount(); ++column) {
                    for (const int role :
                         {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)})
                        texts.append(model->index(row, column).data(role).toString());
                }
            }
        }
        return texts;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_place = std::make_unique<TemporaryRoot>();
        const QByteArray root = QByteArray(m_place->bytes()).append(rootName);
        QCOMPARE(::mkdir(root.constData(), 0755), 0);
        QCOMPARE(::mkdir(QByteArray(root + "/collections").constData(), 0755), 0);
        for (const QByteArray &name : hostileNames) {
            const QByteArray path = root + "/collections/" + name;
            QCOMPARE(::mkdir(path.constData(), 0755), 0);
            FILE *made = std::fopen(QByteArray(path + "/collection.anki2").constData(), "w");
            QVERIFY(made);
            std::fputs("garbage", made);
            std::fclose(made);
            made = std::fopen(QByteArray(path + "/<i>x\n.tmp").constData(), "w");
            QVERIFY(made);
            std::fclose(made);
        }
        m_settings = std::make_unique<Settings>(*m_place / QStringLiteral("settings.ini"));
        m_window = std::make_unique<MainWindow>(m_settings.get());
        m_window->show();
        QVERIFY(openAndWait(*m_window, QString::fromLocal8Bit(root)));
    }
    void cleanupTestCase()
    {
        m_window->close();
        m_window.reset();
    }

    void areEscapedInEveryWidget_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const QByteArray &name : hostileNames)
            QTest::newRow(displayName(name).toUtf8().constData()) << name;
    }

    void areEscapedInEveryWidget()
    {
        QFETCH(QByteArray, name);
        m_window->page()->select(pathsOf(*m_window, {name}));
        QTest::qWait(20);
        QCOMPARE(m_window->page()->selectedRows().size(), 1);
        for (int tab = 0; tab < 6; ++tab) {
            m_window->page()->details()->showTab(static_cast<DetailsPanel::Tab>(tab));
            for (const QString &text : shownTexts(m_window.get()))
                QVERIFY2(isTame(text), text.toUtf8().toPercentEncoding(" ").constData());
        }
        QCOMPARE(withoutMarks(m_window->actions().reset->toolTip()),
                 QStringLiteral("Reset %1…").arg(displayName(name)));
        QVERIFY(m_window->windowTitle().endsWith(displayName(rootName)));
        for (const QLabel *label : m_window->findChildren<QLabel *>())
            QVERIFY(label->textFormat() == Qt::PlainText || label->text().isEmpty());
        ResetDialog dialog(m_window->session(), m_settings.get(),
                           {m_window->page()->selectedRows().first().analysis});
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.restorePointBox();
        m_settings->setAlwaysTypeName(true);
        dialog.show();
        for (const QString &text : shownTexts(&dialog))
            QVERIFY(isTame(text));
        QVERIFY(dialog.windowTitle().contains(displayName(name)));
        dialog.reject();
    }

    void areEscapedInAnOperation_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const QByteArray &name : hostileNames.mid(0, 4))
            QTest::newRow(displayName(name).toUtf8().constData()) << name;
    }

    // Notices, activity list, restore points, their dialogs and the report.
    void areEscapedInAnOperation()
    {
        QFETCH(QByteArray, name);
        m_settings->setAlwaysTypeName(false);
        const auto check = [this](QWidget *widget) {
            for (const QString &text : shownTexts(widget))
                QVERIFY2(isTame(text), text.toUtf8().toPercentEncoding(" ").constData());
            for (const QLabel *label : widget->findChildren<QLabel *>())
                QVERIFY(label->textFormat() == Qt::PlainText || label->text().isEmpty());
        };
        ResetDialog *reset = openReset(*m_window, {name});
        QVERIFY(reset);
        QTRY_VERIFY_WITH_TIMEOUT(reset->confirmButton()->isEnabled(), patience);
        check(reset);
        QTest::mouseClick(reset->confirmButton(), Qt::LeftButton);
        const QString done = displayName(name) + QStringLiteral(" was reset");
        QTRY_VERIFY2_WITH_TIMEOUT(m_window->resultBar()->text().contains(done),
                                  qPrintable(m_window->resultBar()->text()), patience);
        QCOMPARE(m_window->flows()->run()->activity().entries().first().subject, displayName(name));
        check(m_window.get());
        const auto mine = [this, &name] {
            QList<FoundPoint> points;
            for (const FoundPoint &each : m_window->points()->all()) {
                if (each.point.manifest.user == name)
                    points.append(each);
            }
            return points;
        };
        QTRY_COMPARE_WITH_TIMEOUT(mine().size(), 1, patience);
        m_window->actions().restorePoints->setChecked(true);
        check(m_window.get());
        m_window->actions().restorePoints->setChecked(false);
        for (const bool isDeletion : {false, true}) {
            if (isDeletion)
                m_window->flows()->deletion()->start(mine());
            else
                m_window->flows()->restore()->start(mine());
            QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<ConfirmDialog *>(), patience);
            auto *dialog = m_window->findChild<ConfirmDialog *>();
            check(dialog);
            QVERIFY(dialog->windowTitle().contains(isDeletion ? mine().first().point.displayId()
                                                              : displayName(name)));
            dialog->reject();
            QTRY_VERIFY(!m_window->findChild<ConfirmDialog *>());
        }
        QPushButton *show = buttonIn(m_window->resultBar(), QStringLiteral("Show report"));
        QVERIFY(show);
        QTest::mouseClick(show, Qt::LeftButton);
        auto *report = m_window->findChild<ReportDialog *>();
        QVERIFY(report);
        check(report);
        report->reject();
    }

    void areNoFormulasInCsv_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("cell");
        QTest::newRow("plain") << "john"
                               << "john";
        QTest::newRow("formula") << "=cmd()"
                                 << "'=cmd()";
        QTest::newRow("plus") << "+1"
                              << "'+1";
        QTest::newRow("minus") << "-x"
                               << "'-x";
        QTest::newRow("at") << "@a"
                            << "'@a";
        QTest::newRow("tab") << "\tx"
                             << "'\tx";
        QTest::newRow("return") << "\rx"
                                << "\"'\rx\"";
        QTest::newRow("comma") << "a,b"
                               << "\"a,b\"";
        QTest::newRow("quote") << "a\"b"
                               << "\"a\"\"b\"";
    }

    void areNoFormulasInCsv()
    {
        QFETCH(QString, text);
        QFETCH(QString, cell);
        QCOMPARE(csvCell(text), cell);
    }

    void areEscapedInReports()
    {
        QList<UserRow> rows;
        for (int i = 0; i < m_window->session()->users()->rowCount(); ++i)
            rows.append(m_window->session()->users()->row(i));
        QCOMPARE(rows.size(), hostileNames.size());
        const QString csv = csvReport(rows);
        QCOMPARE(csv.count(QStringLiteral("\r\n")), rows.size() + 1);
        QVERIFY(csv.contains(QStringLiteral("'=cmd()")));
        for (const QString &line : csv.split(QStringLiteral("\r\n")))
            QVERIFY(isTame(line));
        QVERIFY(isTame(textReport(rows)));
        const QByteArrayList lines = jsonReport(rows).trimmed().split('\n');
        QCOMPARE(lines.size(), rows.size());
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const QJsonObject user = QJsonDocument::fromJson(lines.at(i)).object();
            const QByteArray bytes =
                QByteArray::fromBase64(user.value(QLatin1String("nameBytes")).toString().toUtf8());
            QCOMPARE(bytes.isEmpty() ? user.value(QLatin1String("name")).toString().toUtf8()
                                     : bytes,
                     rows.at(i).user.name);
        }
    }
};

QTEST_MAIN(TestHostileNames)
#include "tst_hostilenames.moc"
