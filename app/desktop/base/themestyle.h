#pragma once

#include <QProxyStyle>

namespace SyncAdmin::Desktop {

// The desktop's own style, with check boxes and radio buttons that can be seen on a dark ground:
// Fusion outlines them in a shade of the window's colour, which vanishes there.
class ThemeStyle : public QProxyStyle
{
    Q_OBJECT

public:
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
};

} // namespace SyncAdmin::Desktop
