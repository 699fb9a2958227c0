#include "base/themestyle.h"

#include "base/icons.h"

#include <QPainter>
#include <QStyleOption>

namespace SyncAdmin::Desktop {

void ThemeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                               QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool isRound = element == PE_IndicatorRadioButton;
    const bool isFusion = baseStyle()->inherits("QFusionStyle");
    if ((!isRound && element != PE_IndicatorCheckBox) || !isFusion || !isDark())
        return;
    QColor line = option->palette.color(QPalette::WindowText);
    line.setAlphaF((option->state & State_Enabled) != 0 ? 0.65F : 0.3F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(line);
    painter->setBrush(Qt::NoBrush);
    const QRectF edge = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    const double inset = isRound ? 0.5 : 0;
    const QRectF shape = edge.adjusted(inset, inset, -inset, -inset);
    if (isRound)
        painter->drawEllipse(shape);
    else
        painter->drawRoundedRect(shape, 2, 2);
    painter->restore();
}

} // namespace SyncAdmin::Desktop
