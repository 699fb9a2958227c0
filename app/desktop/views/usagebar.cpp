#include "views/usagebar.h"

#include "base/format.h"
#include "base/icons.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

using Class = DiskUsage::Class;

constexpr int barHeight = 18;
constexpr int gap = 6;

} // namespace

QString usageClassText(Class which)
{
    switch (which) {
    case Class::Collection:
        return UsageBar::tr("Collection");
    case Class::MediaDatabase:
        return UsageBar::tr("Media database");
    case Class::Media:
        return UsageBar::tr("Media");
    case Class::Temporary:
        return UsageBar::tr("Temporary");
    case Class::Other:
        return UsageBar::tr("Other");
    }
    return {};
}

QColor usageClassColor(Class which, bool isOnDark)
{
    switch (which) {
    case Class::Collection:
        return isOnDark ? QColor(0x6a, 0xa9, 0xf0) : QColor(0x2a, 0x6f, 0xc4);
    case Class::MediaDatabase:
        return isOnDark ? QColor(0xc7, 0x92, 0xea) : QColor(0x7d, 0x4a, 0xb0);
    case Class::Media:
        return isOnDark ? QColor(0x72, 0xc7, 0x8e) : QColor(0x2f, 0x8f, 0x55);
    case Class::Temporary:
        return isOnDark ? QColor(0xf0, 0xb4, 0x3c) : QColor(0xc4, 0x7f, 0x10);
    case Class::Other:
        return isOnDark ? QColor(0xa6, 0xa6, 0xa6) : QColor(0x7a, 0x7a, 0x7a);
    }
    return {};
}

UsageBar::UsageBar(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QList<Class> UsageBar::shown() const
{
    QList<Class> classes;
    for (const Class which :
         {Class::Collection, Class::Media, Class::MediaDatabase, Class::Temporary, Class::Other}) {
        if (m_usage.of(which).files > 0)
            classes.append(which);
    }
    return classes;
}

QString UsageBar::legendText(Class which) const
{
    return tr("%1 %2").arg(usageClassText(which), bytesText(m_usage.of(which).bytes));
}

void UsageBar::setUsage(const DiskUsage &usage)
{
    m_usage = usage;
    QStringList parts;
    for (const Class which : shown())
        parts.append(legendText(which));
    setAccessibleName(tr("Disk usage"));
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize UsageBar::sizeHint() const
{
    const int lines = std::max(1, static_cast<int>((shown().size() + 1) / 2));
    return {240, barHeight + gap + lines * (fontMetrics().height() + 3)};
}

void UsageBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QList<Class> classes = shown();
    const bool isOnDark = isDark();
    const qint64 total = m_usage.total().bytes;
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(QPalette::Mid));
    if (total == 0)
        painter.drawRoundedRect(QRectF(0, 0, width(), barHeight), 3, 3);
    // Every class in use gets at least a few pixels, so that it is visible.
    constexpr double least = 3;
    const double free = width() - (least + 1) * static_cast<double>(classes.size());
    double x = 0;
    for (const Class which : classes) {
        if (total == 0)
            break;
        const double share =
            static_cast<double>(m_usage.of(which).bytes) / static_cast<double>(total);
        const double segment = least + std::max(0.0, free) * share;
        painter.setBrush(usageClassColor(which, isOnDark));
        painter.drawRoundedRect(QRectF(x, 0, segment, barHeight), 2, 2);
        x += segment + 1;
    }
    const int lineHeight = fontMetrics().height() + 3;
    const int swatch = fontMetrics().height() - 6;
    for (qsizetype i = 0; i < classes.size(); ++i) {
        const int left = static_cast<int>(i % 2) * width() / 2;
        const int top = barHeight + gap + static_cast<int>(i / 2) * lineHeight;
        painter.setPen(Qt::NoPen);
        painter.setBrush(usageClassColor(classes.at(i), isOnDark));
        painter.drawRoundedRect(QRect(left, top + 3, swatch, swatch), 2, 2);
        painter.setPen(palette().color(QPalette::WindowText));
        const QRect place(left + swatch + 6, top, width() / 2 - swatch - 8, lineHeight);
        painter.drawText(
            place, Qt::AlignLeft | Qt::AlignTop,
            fontMetrics().elidedText(legendText(classes.at(i)), Qt::ElideRight, place.width()));
    }
}

} // namespace SyncAdmin::Desktop
