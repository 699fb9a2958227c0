#pragma once

#include <QProxyStyle>

namespace SyncAdmin::Desktop {

// The desktop's style, with check boxes and radio buttons that are visible on dark backgrounds,
// where Fusion's outlines are not.
class ThemeStyle : public QProxyStyle
{
    Q_OBJECT

public:
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
};

} // namespace SyncAdmin::Desktop
