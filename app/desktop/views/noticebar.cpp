#include "views/noticebar.h"

#include <QAccessible>
#include <QAccessibleEvent>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

Glyph glyphOf(NoticeBar::Kind kind)
{
    switch (kind) {
    case NoticeBar::Kind::Done:
        return Glyph::Fine;
    case NoticeBar::Kind::Info:
        return Glyph::Info;
    case NoticeBar::Kind::Warning:
        return Glyph::Warned;
    case NoticeBar::Kind::Error:
        return Glyph::Broken;
    case NoticeBar::Kind::Cancelled:
        return Glyph::Stopped;
    }
    return Glyph::Info;
}

} // namespace

NoticeBar::NoticeBar(QWidget *parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)),
      m_progress(new QProgressBar(this)), m_buttons(new QHBoxLayout),
      m_dismiss(new QPushButton(tr("Dis&miss"), this))
{
    setFrameShape(StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 24);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_progress);
    layout->addLayout(m_buttons);
    layout->addWidget(m_dismiss);
    connect(static_cast<QPushButton *>(m_dismiss), &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT dismissed();
    });
    hide();
}

void NoticeBar::present(Kind kind, const QString &text)
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_kind = kind;
    drawIcon();
    setText(text);
    setProgress(0, -1);
    setDismissable(true);
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void NoticeBar::drawIcon()
{
    m_icon->setPixmap(glyphIcon(glyphOf(m_kind)).pixmap(18));
}

void NoticeBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
}

QPushButton *NoticeBar::addButton(const QString &text, QObject *receiver,
                                  const std::function<void()> &call)
{
    auto *button = new QPushButton(text, this);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, receiver, call);
    m_buttons->addWidget(button);
    // A new widget is at the end of the window's tab order.
    setTabOrder(m_dismiss->previousInFocusChain(), button);
    button->show();
    return button;
}

void NoticeBar::setText(const QString &text)
{
    m_text->setText(text);
    setAccessibleName(text);
}

void NoticeBar::setProgress(qint64 done, qint64 total)
{
    // A progress bar counts in int, which is too small for bytes.
    constexpr int steps = 1000;
    m_progress->setVisible(total >= 0);
    m_progress->setRange(0, total > 0 ? steps : 0);
    if (total > 0)
        m_progress->setValue(static_cast<int>(std::min(done, total) * steps / total));
}

void NoticeBar::setDismissable(bool isOn)
{
    m_dismiss->setVisible(isOn);
}

QString NoticeBar::text() const
{
    return m_text->text();
}

} // namespace SyncAdmin::Desktop
