#include "views/noticebar.h"

#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace SyncAdmin::Desktop;

namespace {

QList<QObject *> alerted;

void noteAlerts(QAccessibleEvent *event)
{
    if (event->type() == QAccessible::Alert)
        alerted.append(event->object());
}

QImage iconOf(const NoticeBar &bar)
{
    for (const QLabel *label : bar.findChildren<QLabel *>()) {
        if (!label->pixmap(Qt::ReturnByValue).isNull())
            return label->pixmap(Qt::ReturnByValue).toImage();
    }
    return {};
}

QPalette paletteOf(const QColor &window, const QColor &text)
{
    QPalette palette(window);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(role, text);
    return palette;
}

} // namespace

class TestNoticeBar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void announcesEachNoticeOnce()
    {
        QAccessible::setActive(true);
        if (!QAccessible::isActive())
            QSKIP("this platform plugin has no accessibility");
        const auto before = QAccessible::installUpdateHandler(noteAlerts);
        NoticeBar bar;
        bar.present(NoticeBar::Kind::Done, QStringLiteral("first"));
        bar.setText(QStringLiteral("other words"));
        bar.setProgress(1, 2);
        bar.present(NoticeBar::Kind::Error, QStringLiteral("second"));
        QAccessible::installUpdateHandler(before);
        QCOMPARE(alerted, QList<QObject *>({&bar, &bar}));
        QCOMPARE(bar.accessibleName(), QStringLiteral("second"));
    }

    void iconsDifferInShape()
    {
        NoticeBar bar;
        QList<QImage> seen;
        for (const auto kind :
             {NoticeBar::Kind::Done, NoticeBar::Kind::Cancelled, NoticeBar::Kind::Error}) {
            bar.present(kind, QStringLiteral("end"));
            // Any painted pixel counts, whatever its colour.
            const QImage shape = iconOf(bar).convertToFormat(QImage::Format_Alpha8);
            QVERIFY(!shape.isNull() && !seen.contains(shape));
            seen.append(shape);
        }
    }

    void staysUntilItIsDismissed()
    {
        NoticeBar bar;
        bar.present(NoticeBar::Kind::Done, QStringLiteral("<b>done</b>"));
        bar.setDismissable(true);
        QSignalSpy dismissed(&bar, &NoticeBar::dismissed);
        QPushButton *dismiss = nullptr;
        for (QPushButton *each : bar.findChildren<QPushButton *>()) {
            if (each->isVisible())
                dismiss = each;
        }
        QVERIFY(dismiss);
        QTest::mouseClick(dismiss, Qt::LeftButton);
        QCOMPARE(dismissed.size(), 1);
        QVERIFY(!bar.isVisible());
    }

    void followsTheTheme()
    {
        const QPalette before = QApplication::palette();
        QApplication::setPalette(paletteOf(Qt::white, Qt::black));
        NoticeBar bar;
        bar.present(NoticeBar::Kind::Cancelled, QStringLiteral("text"));
        const QImage light = iconOf(bar);
        QApplication::setPalette(paletteOf(QColor(20, 20, 20), Qt::white));
        QTRY_VERIFY(iconOf(bar) != light);
        QApplication::setPalette(before);
    }
};

QTEST_MAIN(TestNoticeBar)
#include "tst_noticebar.moc"
