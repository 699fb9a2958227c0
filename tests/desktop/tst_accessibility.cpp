#include "desktopfixture.h"

#include "demo/demoroot.h"
#include "dialogs/aboutdialog.h"
#include "dialogs/closedialog.h"
#include "dialogs/confirmdialog.h"
#include "dialogs/reportdialog.h"
#include "dialogs/resetdialog.h"
#include "views/noticebar.h"
#include "views/tableview.h"
#include "window/userpage.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTabBar>
#include <QToolButton>
#include <QTranslator>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

QString described(const QWidget *widget)
{
    return QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') +
           widget->objectName();
}

QStringList withoutName(QWidget *root)
{
    QStringList found;
    for (QWidget *widget : root->findChildren<QWidget *>()) {
        const bool isPart = widget->objectName().startsWith(QStringLiteral("qt_")) ||
                            qobject_cast<QScrollBar *>(widget) != nullptr ||
                            qobject_cast<QMenu *>(widget) != nullptr;
        if (widget->focusPolicy() == Qt::NoFocus || isPart || !widget->isVisible())
            continue;
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
        const bool isNamed = interface != nullptr && !interface->text(QAccessible::Name).isEmpty();
        const bool isInside =
            widget->parentWidget() != nullptr && widget->parentWidget()->focusProxy() == widget;
        if (!isNamed && !isInside && qobject_cast<QTabBar *>(widget) == nullptr &&
            qobject_cast<QLabel *>(widget) == nullptr)
            found.append(described(widget));
    }
    return found;
}

// Every visible widget that takes the focus by Tab, in the order of the keys.
QStringList notReachedByTab(QWidget *root)
{
    QSet<QWidget *> reached;
    for (QWidget *each = root->nextInFocusChain(); each != root && !reached.contains(each);
         each = each->nextInFocusChain())
        reached.insert(each);
    QStringList missing;
    for (QWidget *widget : root->findChildren<QWidget *>()) {
        if ((widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isVisible() &&
            widget->window() == root && !reached.contains(widget))
            missing.append(described(widget));
    }
    return missing;
}

// Stops where Tab leads backwards: up, or to the left in the same line.
QStringList notInReadingOrder(QWidget *root)
{
    const auto isStop = [root](const QWidget *widget) {
        return (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->isVisible() &&
               widget->isEnabled() && widget->window() == root && widget->focusProxy() == nullptr &&
               !widget->visibleRegion().isEmpty() &&
               qobject_cast<const QTabBar *>(widget->parentWidget()) == nullptr;
    };
    const auto place = [root](const QWidget *widget) {
        return QRect(widget->mapTo(root, QPoint(0, 0)), widget->size());
    };
    QStringList backwards;
    const QWidget *before = nullptr;
    for (QWidget *each = root->nextInFocusChain(); each != root; each = each->nextInFocusChain()) {
        if (!isStop(each))
            continue;
        if (before != nullptr) {
            const QRect from = place(before);
            const QRect to = place(each);
            const bool isAbove = to.bottom() <= from.top();
            const bool isSameLine =
                to.top() <= from.center().y() && from.center().y() <= to.bottom();
            if (isAbove || (isSameLine && to.right() <= from.left()))
                backwards.append(described(before) + QStringLiteral(" -> ") + described(each));
        }
        before = each;
    }
    return backwards;
}

QStringList twice(const QStringList &texts)
{
    QStringList seen;
    QStringList found;
    for (const QString &text : texts) {
        const QString keys = QKeySequence::mnemonic(text).toString();
        if (keys.isEmpty())
            continue;
        if (seen.contains(keys))
            found.append(text);
        seen.append(keys);
    }
    return found;
}

QStringList mnemonicsTwice(QWidget *root)
{
    QStringList texts;
    for (const QAbstractButton *button : root->findChildren<QAbstractButton *>()) {
        const auto *tool = qobject_cast<const QToolButton *>(button);
        const bool isOfAnAction = tool != nullptr && tool->defaultAction() != nullptr;
        if (button->isVisible() && !isOfAnAction) // which shows no mnemonic there
            texts.append(button->text());
    }
    for (const QTabBar *tabs : root->findChildren<QTabBar *>()) {
        for (int i = 0; tabs->isVisible() && i < tabs->count(); ++i)
            texts.append(tabs->tabText(i));
    }
    for (const QMenuBar *bar : root->findChildren<QMenuBar *>()) {
        for (const QAction *action : bar->actions())
            texts.append(action->text());
    }
    QStringList found = twice(texts);
    for (const QMenu *menu : root->findChildren<QMenu *>()) {
        QStringList entries;
        for (const QAction *action : menu->actions())
            entries.append(action->text());
        found += twice(entries);
    }
    return found;
}

// A language that sets translated texts in brackets.
class Brackets : public QTranslator
{
public:
    using QTranslator::QTranslator;
    QString translate(const char *, const char *source, const char *, int) const override
    {
        return open + QString::fromUtf8(source) + QChar(u'⟧');
    }
    bool isEmpty() const override { return false; }

    static constexpr QChar open = u'⟦';
};

void addTexts(const QWidget *widget, QStringList &texts)
{
    texts += {widget->toolTip(), widget->statusTip(), widget->accessibleName(),
              widget->accessibleDescription()};
    if (widget->isWindow())
        texts += widget->windowTitle();
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        texts += label->text();
    else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        texts += button->text();
    else if (const auto *line = qobject_cast<const QLineEdit *>(widget))
        texts += line->placeholderText();
    else if (const auto *tabs = qobject_cast<const QTabBar *>(widget))
        for (int i = 0; i < tabs->count(); ++i)
            texts += tabs->tabText(i);
    else if (const auto *header = qobject_cast<const QHeaderView *>(widget))
        for (int i = 0; header->orientation() == Qt::Horizontal && i < header->count(); ++i)
            texts += header->model()->headerData(i, Qt::Horizontal).toString();
    for (const QAction *action : widget->actions())
        texts += {action->text(), action->iconText(), action->toolTip()};
}

// Shown texts of the program that were not translated; `data` are texts that need not be.
QStringList notTranslated(const QWidget *root, const QStringList &data)
{
    static const QRegularExpression word(QStringLiteral("\\p{L}{3}"));
    static const QRegularExpression date(QStringLiteral("\\d+ \\p{L}+ \\d{4}"));
    QStringList texts;
    addTexts(root, texts);
    for (const QWidget *widget : root->findChildren<QWidget *>()) {
        if (widget->isVisible() || qobject_cast<const QMenu *>(widget) != nullptr)
            addTexts(widget, texts);
    }
    QStringList found;
    for (const QString &text : std::as_const(texts)) {
        QString own = QString(text).remove(date);
        for (const QString &known : data)
            own.remove(known);
        if (own.contains(word) && !own.contains(Brackets::open))
            found.append(text);
    }
    return found;
}

} // namespace

class TestAccessibility : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TemporaryRoot> m_place;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MainWindow> m_window;
    QTranslator *m_translator = nullptr;
    QStringList m_data; // what a window may show as it is

    void check(QWidget *widget)
    {
        const QStringList asTheyAre = notTranslated(widget, m_data);
        QVERIFY2(asTheyAre.isEmpty(), qPrintable(asTheyAre.join(QLatin1String("; "))));
        QCOMPARE(withoutName(widget).join(QLatin1String("; ")), QString());
        QCOMPARE(notReachedByTab(widget).join(QLatin1String("; ")), QString());
        QCOMPARE(notInReadingOrder(widget).join(QLatin1String("; ")), QString());
        QCOMPARE(mnemonicsTwice(widget).join(QLatin1String("; ")), QString());
        // A label that shows a name must not interpret rich text.
        for (const QLabel *label : widget->findChildren<QLabel *>())
            QVERIFY2(label->textFormat() == Qt::PlainText || label->text().isEmpty(),
                     qPrintable(label->text()));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_place = std::make_unique<TemporaryRoot>();
        m_translator = new Brackets(this);
        QVERIFY(QCoreApplication::installTranslator(m_translator));
        const QString root = *m_place / QStringLiteral("data");
        m_data = {root,
                  QStringLiteral("john.doe"),
                  QStringLiteral("community"),
                  QStringLiteral("collection.media.server.db"),
                  QStringLiteral("collections"),
                  QStringLiteral("done"),
                  QStringLiteral("Report")};
        QVERIFY(Demo::makeDemoRoot(root));
        m_settings = std::make_unique<Settings>(*m_place / QStringLiteral("settings.ini"));
        m_window = std::make_unique<MainWindow>(m_settings.get());
        m_window->show();
        check(m_window.get());
        QVERIFY(openAndWait(*m_window, root));
        ResetDialog *dialog = openReset(*m_window, {"test-1"});
        QVERIFY(dialog);
        QTRY_COMPARE_WITH_TIMEOUT(dialog->operations().size(), 1, 20000);
        QTest::mouseClick(dialog->confirmButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->points()->all().size(), 1, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->operations()->isRunning(), 20000);
        m_window->page()->select(pathsOf(*m_window, {"john.doe"}));
        QTest::qWait(50);
    }
    void cleanupTestCase()
    {
        m_window->close();
        m_window.reset();
        QCoreApplication::removeTranslator(m_translator);
    }

    void windows_data()
    {
        QTest::addColumn<QString>("which");
        for (const char *which : {"main", "result", "points", "restore", "delete", "reset",
                                  "reset-several", "report", "about", "close"})
            QTest::newRow(which) << QString::fromLatin1(which);
    }

    void windows()
    {
        QFETCH(QString, which);
        if (which == QLatin1String("main")) {
            for (int tab = 0; tab < 6; ++tab) {
                m_window->page()->details()->showTab(static_cast<DetailsPanel::Tab>(tab));
                check(m_window.get());
            }
            return;
        }
        if (which == QLatin1String("result")) {
            m_window->resultBar()->present(NoticeBar::Kind::Done, QStringLiteral("done"));
            m_window->resultBar()->addButton(QStringLiteral("Un&do"), this, [] {});
            check(m_window.get());
            m_window->resultBar()->hide();
            return;
        }
        if (which == QLatin1String("points")) {
            m_window->actions().restorePoints->setChecked(true);
            check(m_window.get());
            m_window->actions().restorePoints->setChecked(false);
            return;
        }
        if (which == QLatin1String("restore") || which == QLatin1String("delete")) {
            const QList<FoundPoint> points = m_window->points()->all();
            if (which == QLatin1String("delete"))
                m_window->flows()->deletion()->start(points);
            else
                m_window->flows()->restore()->start(points);
            QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<ConfirmDialog *>(), 20000);
            auto *asked = m_window->findChild<ConfirmDialog *>();
            check(asked);
            asked->reject();
            QTRY_VERIFY(!m_window->findChild<ConfirmDialog *>());
            return;
        }
        std::unique_ptr<QDialog> dialog;
        QList<std::shared_ptr<const UserAnalysis>> users;
        const int count = which == QLatin1String("reset") ? 1 : 3;
        for (int i = 0; i < count; ++i)
            users.append(m_window->session()->users()->row(i).analysis);
        if (which.startsWith(QLatin1String("reset")))
            dialog = std::make_unique<ResetDialog>(m_window->session(), m_settings.get(), users);
        else if (which == QLatin1String("report"))
            dialog =
                std::make_unique<ReportDialog>(QStringLiteral("Report"), QStringLiteral("text"));
        else if (which == QLatin1String("about"))
            dialog = std::make_unique<AboutDialog>();
        else
            dialog = std::make_unique<CloseDialog>(QStringLiteral("john.doe"), false, nullptr);
        dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        dialog->show();
        check(dialog.get());
    }

    void statesHaveAccessibleTexts()
    {
        const QModelIndex index = m_window->session()->users()->index(0, UserModel::User);
        QVERIFY(index.data(Qt::AccessibleTextRole).toString() != index.data().toString());
    }
};

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
