#include "desktopfixture.h"

#include "base/displayname.h"
#include "base/format.h"
#include "flows/pdfreport.h"
#include "views/usagebar.h"

#include <QPaintDevice>
#include <QPaintEngine>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

namespace {

// Records texts and filled rectangles, and whether there are pictures.
class TextEngine : public QPaintEngine
{
public:
    TextEngine() : QPaintEngine(AllFeatures) {}
    bool begin(QPaintDevice *) override { return true; }
    bool end() override { return true; }
    void updateState(const QPaintEngineState &now) override
    {
        if ((now.state() & QPaintEngine::DirtyBrush) != 0)
            m_color = now.brush().color();
    }
    using QPaintEngine::drawRects;
    void drawRects(const QRectF *rects, int count) override
    {
        for (int i = 0; i < count; ++i)
            m_fills.append({rects[i], m_color});
    }
    void drawPixmap(const QRectF &, const QPixmap &, const QRectF &) override { ++m_pictures; }
    void drawImage(const QRectF &, const QImage &, const QRectF &,
                   Qt::ImageConversionFlags) override
    {
        ++m_pictures;
    }
    using QPaintEngine::drawPolygon;
    void drawPolygon(const QPointF *, int, PolygonDrawMode) override {}
    void drawTextItem(const QPointF &at, const QTextItem &item) override
    {
        // Parts of a line in different fonts are drawn one after the other.
        if (!m_texts.isEmpty() && at.y() == m_lastY && std::abs(at.x() - m_lastEnd) < 2)
            m_texts.last() += item.text();
        else
            m_texts.append(item.text());
        m_lastY = at.y();
        m_lastEnd = at.x() + item.width();
    }
    Type type() const override { return User; }

    struct Fill
    {
        QRectF where;
        QColor color;
    };
    QStringList m_texts;
    QList<Fill> m_fills;
    int m_pictures = 0;

private:
    QColor m_color;
    double m_lastY = -1;
    double m_lastEnd = -1;
};

class TextPages : public QPaintDevice
{
public:
    QPaintEngine *paintEngine() const override { return &m_engine; }
    const QStringList &texts() const { return m_engine.m_texts; }
    int pictures() const { return m_engine.m_pictures; }
    const QList<TextEngine::Fill> &fills() const { return m_engine.m_fills; }

protected:
    int metric(PaintDeviceMetric metric) const override
    {
        constexpr int width = 2055; // of A4 at 300 dots an inch, without its margins
        constexpr int height = 3083;
        constexpr int dots = 300;
        constexpr int millimetres = 174;
        switch (metric) {
        case PdmWidth:
            return width;
        case PdmHeight:
            return height;
        case PdmWidthMM:
        case PdmHeightMM:
            return millimetres;
        case PdmNumColors:
            return INT_MAX;
        case PdmDepth:
            return 32;
        case PdmDevicePixelRatio:
            return 1;
        case PdmDevicePixelRatioScaled:
            return static_cast<int>(devicePixelRatioFScale());
        default:
            return dots;
        }
    }

private:
    mutable TextEngine m_engine;
};

const QByteArrayList hostileNames{
    "<img src=x>", "<b>bold<br>", "line\nbreak", "\xe2\x80\xaegnp.exe", "back\\slash", "\xff\xfe",
    "a&b",         "%1 %2 %n",    "\x1b[31mred", "\xe2\x80\x8bzero",    "tab\tx"};

QList<UserRow> rowsOf(const QByteArrayList &names)
{
    const auto parent = std::make_shared<const Directory>(*Directory::open(QByteArrayLiteral("/")));
    const QCollator collator = nameCollator();
    QList<UserRow> rows;
    for (const QByteArray &name : names) {
        const UserFolder user = folderNamed(parent, name);
        UserRow row(user, rows.isEmpty() ? QStringLiteral("\u202e<i>p") : QString(), collator);
        row.analysis = *analysed(user, 12, 2048 + rows.size()).analysis;
        rows.append(row);
    }
    return rows;
}

} // namespace

class TestPdfReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawsHostileNamesEscaped()
    {
        TextPages pages;
        int turned = 0;
        drawReport(
            pages, [&turned] { ++turned; }, rowsOf(hostileNames));
        QCOMPARE(turned, 0);
        QCOMPARE(pages.pictures(), 0);
        const QString all = pages.texts().join(QLatin1Char('\n'));
        for (const QByteArray &name : hostileNames) {
            const QString shown = displayName(name);
            QVERIFY2(all.contains(shown), qPrintable(shown + QLatin1String(" in ") + all));
        }
        QVERIFY(all.contains(displayText(QStringLiteral("\u202e<i>p"))));
        for (const QString &text : pages.texts()) {
            for (const QChar c : text) {
                QVERIFY2(c.category() != QChar::Other_Control &&
                             c.category() != QChar::Other_Format,
                         text.toUtf8().toPercentEncoding(" ").constData());
            }
        }
    }

    void addsPagesForLongLists()
    {
        QByteArrayList names;
        constexpr int users = 300;
        for (int i = 0; i < users; ++i)
            names.append("user-" + QByteArray::number(i));
        TextPages pages;
        int turned = 0;
        drawReport(
            pages, [&turned] { ++turned; }, rowsOf(names));
        QVERIFY(turned >= 2);
        QCOMPARE(pages.texts().filter(QStringLiteral("Cards")).size(), turned + 1);
        for (const QByteArray &name : names)
            QVERIFY(!pages.texts().filter(QString::fromLatin1(name)).isEmpty());
    }

    // The bar of all data is divided by class.
    void chartShowsTheShares()
    {
        QList<UserRow> rows = rowsOf({"alice", "bob"});
        for (UserRow &row : rows) {
            UserAnalysis analysis = *row.analysis;
            analysis.usage = {};
            analysis.usage.of(DiskUsage::Class::Collection) = {1, 1000, 1000};
            analysis.usage.of(DiskUsage::Class::Media) = {5, 3000, 3000};
            row.analysis = std::make_shared<const UserAnalysis>(analysis);
        }
        TextPages pages;
        drawReport(
            pages, [] {}, rows);
        QVERIFY(pages.fills().size() >= 2);
        const auto [first, firstColor] = pages.fills().at(0);
        const auto [second, secondColor] = pages.fills().at(1);
        QCOMPARE(firstColor, usageClassColor(DiskUsage::Class::Collection, false));
        QCOMPARE(secondColor, usageClassColor(DiskUsage::Class::Media, false));
        QVERIFY(first.width() > 0);
        QVERIFY(std::abs(second.width() / first.width() - 3) < 0.01);
        QVERIFY(std::abs(second.left() - first.right()) < 1);
        QVERIFY(std::abs(first.width() + second.width() - pages.width()) < 2);
        QVERIFY(pages.texts().contains(bytesText(2000)));
        QVERIFY(pages.texts().contains(bytesText(6000)));
    }

    void makesAFile()
    {
        const QByteArray pdf = pdfReport(rowsOf(hostileNames));
        QVERIFY(pdf.startsWith("%PDF"));
        QVERIFY(pdf.contains("%%EOF"));
    }
};

QTEST_MAIN(TestPdfReport)
#include "tst_pdfreport.moc"
