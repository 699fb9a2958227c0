#include "base/icons.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

// All shapes are drawn in a square of 16 units.
constexpr double unit = 16;

QPen linePen(const QColor &color, double width = 1.4)
{
    return {color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
}

void drawMark(QPainter &painter, const QColor &color, const QPolygonF &shape)
{
    painter.setPen(linePen(color, 1));
    painter.setBrush(color);
    painter.drawPolygon(shape);
}

void drawExclamation(QPainter &painter, double top, double bottom)
{
    const QColor light = QGuiApplication::palette().color(QPalette::Base);
    painter.setPen(linePen(light, 1.7));
    painter.drawLine(QPointF(8, top), QPointF(8, bottom - 3.2));
    painter.drawPoint(QPointF(8, bottom));
}

bool drawState(QPainter &painter, Glyph glyph, const QColor &line)
{
    switch (glyph) {
    case Glyph::Fine:
        painter.setPen(Qt::NoPen);
        painter.setBrush(goodColor());
        painter.drawEllipse(QPointF(8, 8), 4, 4);
        return true;
    case Glyph::Waiting:
        painter.setPen(linePen(line, 1.2));
        painter.drawEllipse(QPointF(8, 8), 3.6, 3.6);
        return true;
    case Glyph::Noted:
        painter.setPen(linePen(goodColor(), 1.5));
        painter.drawEllipse(QPointF(8, 8), 5, 5);
        painter.setBrush(goodColor());
        painter.drawEllipse(QPointF(8, 8), 1.2, 1.2);
        return true;
    case Glyph::Warned:
        drawMark(painter, warningColor(),
                 QPolygonF({QPointF(8, 2.5), QPointF(14, 13), QPointF(2, 13)}));
        drawExclamation(painter, 6, 11.6);
        return true;
    case Glyph::Broken:
        drawMark(painter, errorColor(), QRectF(3, 3, 10, 10));
        drawExclamation(painter, 5, 11.2);
        return true;
    case Glyph::InUse: {
        painter.setPen(linePen(warningColor(), 1.6));
        painter.setBrush(Qt::NoBrush);
        painter.drawArc(QRectF(5.2, 2.4, 5.6, 8), 0, 180 * 16);
        drawMark(painter, warningColor(), QRectF(3.5, 7.2, 9, 6.2));
        return true;
    }
    default:
        return false;
    }
}

void drawArrowHead(QPainter &painter, const QPointF &tip, const QPointF &a, const QPointF &b)
{
    painter.drawPolyline(QPolygonF({a, tip, b}));
}

// A circular arrow; counterclockwise for operations that undo.
void drawRound(QPainter &painter, bool backwards)
{
    painter.drawArc(QRectF(3, 3, 10, 10), backwards ? 150 * 16 : 30 * 16,
                    backwards ? -300 * 16 : 300 * 16);
    if (backwards)
        drawArrowHead(painter, {3.4, 5.6}, {3, 2.2}, {6.9, 5.4});
    else
        drawArrowHead(painter, {12.6, 5.6}, {13, 2.2}, {9.1, 5.4});
}

void drawPage(QPainter &painter)
{
    painter.drawPolygon(QPolygonF(
        {QPointF(3.5, 2), QPointF(9.5, 2), QPointF(12.5, 5), QPointF(12.5, 14), QPointF(3.5, 14)}));
}

void drawObject(QPainter &painter, Glyph glyph)
{
    switch (glyph) {
    case Glyph::Open:
        painter.drawPolyline(QPolygonF({QPointF(2, 13), QPointF(2, 3.5), QPointF(6, 3.5),
                                        QPointF(7.5, 5.5), QPointF(13, 5.5), QPointF(13, 7.5)}));
        painter.drawPolygon(
            QPolygonF({QPointF(2, 13), QPointF(4.2, 7.5), QPointF(15, 7.5), QPointF(12.8, 13)}));
        break;
    case Glyph::DryRun:
    case Glyph::Report:
        drawPage(painter);
        for (const double y : {6.5, 9.0, 11.5})
            painter.drawLine(QPointF(6, y), QPointF(10, y));
        break;
    case Glyph::RestorePoints:
        for (const double y : {4.0, 8.0, 12.0})
            painter.drawEllipse(QPointF(8, y), 5.5, 1.9);
        break;
    case Glyph::Delete:
        painter.drawLine(QPointF(3, 4.5), QPointF(13, 4.5));
        painter.drawLine(QPointF(6.5, 2.5), QPointF(9.5, 2.5));
        painter.drawPolyline(QPolygonF(
            {QPointF(4.5, 4.5), QPointF(5.2, 14), QPointF(10.8, 14), QPointF(11.5, 4.5)}));
        break;
    case Glyph::Copy:
        painter.drawRect(QRectF(5.5, 5.5, 8, 8));
        painter.drawPolyline(QPolygonF({QPointF(3.5, 10.5), QPointF(2.5, 10.5), QPointF(2.5, 2.5),
                                        QPointF(10.5, 2.5), QPointF(10.5, 3.5)}));
        break;
    case Glyph::Users:
        painter.drawEllipse(QPointF(8, 5.2), 2.7, 2.7);
        painter.drawArc(QRectF(2.5, 9.5, 11, 10), 0, 180 * 16);
        painter.drawLine(QPointF(2.5, 14.4), QPointF(13.5, 14.4));
        break;
    case Glyph::Info:
        painter.drawEllipse(QPointF(8, 8), 6, 6);
        painter.drawLine(QPointF(8, 7.5), QPointF(8, 11.3));
        painter.drawPoint(QPointF(8, 4.9));
        break;
    case Glyph::Stopped:
        painter.drawEllipse(QPointF(8, 8), 6, 6);
        painter.drawRect(QRectF(5.8, 5.8, 4.4, 4.4));
        break;
    default:
        break;
    }
}

void drawGlyph(QPainter &painter, Glyph glyph, const QColor &line)
{
    if (drawState(painter, glyph, line))
        return;
    painter.setPen(linePen(line));
    painter.setBrush(Qt::NoBrush);
    switch (glyph) {
    case Glyph::Refresh:
        drawRound(painter, false);
        break;
    case Glyph::Restore:
        drawRound(painter, true);
        break;
    case Glyph::Reset: // an emptied user
        drawRound(painter, true);
        painter.setBrush(line);
        painter.drawEllipse(QPointF(8, 8), 1.4, 1.4);
        break;
    default:
        drawObject(painter, glyph);
    }
}

class GlyphEngine : public QIconEngine
{
public:
    explicit GlyphEngine(Glyph glyph) : m_glyph(glyph) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QGuiApplication::palette();
        const QColor line = mode == QIcon::Disabled
                                ? palette.color(QPalette::Disabled, QPalette::ButtonText)
                            : mode == QIcon::Selected ? palette.color(QPalette::HighlightedText)
                                                      : palette.color(QPalette::ButtonText);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const double side = std::min(rect.width(), rect.height());
        painter->translate(QRectF(rect).center() - QPointF(side / 2, side / 2));
        painter->scale(side / unit, side / unit);
        drawGlyph(*painter, m_glyph, line);
        painter->restore();
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new GlyphEngine(*this); }

private:
    Glyph m_glyph;
};

} // namespace

QIcon glyphIcon(Glyph glyph)
{
    return QIcon(new GlyphEngine(glyph));
}

QIcon severityIcon(Problem::Severity severity)
{
    switch (severity) {
    case Problem::Severity::Note:
        return glyphIcon(Glyph::Info);
    case Problem::Severity::Warning:
        return glyphIcon(Glyph::Warned);
    case Problem::Severity::Error:
        return glyphIcon(Glyph::Broken);
    }
    return {};
}

bool isDark()
{
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightness() <
           palette.color(QPalette::WindowText).lightness();
}

QColor goodColor()
{
    return isDark() ? QColor(0x5f, 0xc4, 0x7a) : QColor(0x1f, 0x7a, 0x3a);
}

QColor warningColor()
{
    return isDark() ? QColor(0xf0, 0xb4, 0x3c) : QColor(0xb3, 0x6b, 0x00);
}

QColor errorColor()
{
    return isDark() ? QColor(0xf2, 0x6d, 0x6d) : QColor(0xb8, 0x1e, 0x1e);
}

} // namespace SyncAdmin::Desktop
