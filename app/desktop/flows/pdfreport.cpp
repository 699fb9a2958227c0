#include "flows/pdfreport.h"

#include "base/format.h"
#include "views/figures.h"
#include "views/usagebar.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

struct PdfReportTr
{
    Q_DECLARE_TR_FUNCTIONS(PdfReport)
};

constexpr int dotsPerInch = 300;
constexpr qsizetype maxBars = 10;

// Draws from the top of the page downwards and turns pages.
class Page
{
public:
    Page(const std::function<void()> &newPage, QPainter &painter)
        : m_newPage(newPage), m_painter(painter)
    {}

    double width() const { return m_painter.viewport().width(); }
    double y = 0;

    static double points(double value) { return value * dotsPerInch / 72; }
    // Makes room for `height`; true when a page was begun for it.
    bool reserve(double height)
    {
        if (y + height <= m_painter.viewport().height())
            return false;
        m_newPage();
        y = 0;
        return true;
    }
    void setFont(double size, bool isBold = false)
    {
        QFont font(QStringLiteral("sans-serif"));
        font.setPointSizeF(size);
        font.setBold(isBold);
        m_painter.setFont(font);
    }
    void line(const QString &text, double size, bool isBold = false)
    {
        setFont(size, isBold);
        const double height = m_painter.fontMetrics().height();
        reserve(height);
        cell(text, 0, width(), height, false);
        y += height;
    }
    void cell(const QString &text, double left, double cellWidth, double height, bool isNumber)
    {
        m_painter.drawText(
            QRectF(left, y, cellWidth, height),
            static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter),
            m_painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(cellWidth)));
    }
    QPainter &painter() { return m_painter; }

private:
    const std::function<void()> &m_newPage;
    QPainter &m_painter;
};

void drawUsage(Page &page, const DiskUsage &usage)
{
    const qint64 total = usage.total().bytes;
    const double height = Page::points(16);
    page.reserve(height * 3);
    double left = 0;
    using Class = DiskUsage::Class;
    const QList<Class> classes{Class::Collection, Class::Media, Class::MediaDatabase,
                               Class::Temporary, Class::Other};
    for (const Class which : classes) {
        const double share =
            total == 0 ? 0
                       : static_cast<double>(usage.of(which).bytes) / static_cast<double>(total);
        page.painter().fillRect(QRectF(left, page.y, share * page.width(), height),
                                usageClassColor(which, false));
        left += share * page.width();
    }
    page.y += height + Page::points(4);
    page.setFont(9);
    const double column = page.width() / static_cast<double>(classes.size());
    const double lineHeight = page.painter().fontMetrics().height();
    for (qsizetype i = 0; i < classes.size(); ++i) {
        const double x = static_cast<double>(i) * column;
        const double swatch = lineHeight * 0.6;
        page.painter().fillRect(QRectF(x, page.y + lineHeight * 0.2, swatch, swatch),
                                usageClassColor(classes.at(i), false));
        const double text = x + swatch + Page::points(3);
        page.cell(usageClassText(classes.at(i)), text, column - swatch - Page::points(6),
                  lineHeight, false);
        page.y += lineHeight;
        page.cell(bytesText(usage.of(classes.at(i)).bytes), text, column - swatch - Page::points(6),
                  lineHeight, false);
        page.y -= lineHeight;
    }
    page.y += 2 * lineHeight + Page::points(10);
}

void drawBiggest(Page &page, QList<UserRow> rows)
{
    std::sort(rows.begin(), rows.end(), [](const UserRow &a, const UserRow &b) {
        return a.bytes().value_or(0) > b.bytes().value_or(0);
    });
    const qint64 most = rows.isEmpty() ? 0 : rows.first().bytes().value_or(0);
    if (rows.size() < 2 || most == 0)
        return;
    page.line(PdfReportTr::tr("The largest users"), 12, true);
    page.setFont(9);
    const double height = page.painter().fontMetrics().height() * 1.3;
    const double nameWidth = page.width() * 0.3;
    const double sizeWidth = page.width() * 0.14;
    const double barWidth = page.width() - nameWidth - sizeWidth - Page::points(12);
    for (const UserRow &row : rows.mid(0, maxBars)) {
        page.reserve(height);
        const auto bytes = static_cast<double>(row.bytes().value_or(0));
        page.cell(row.title(), 0, nameWidth, height, false);
        page.painter().fillRect(QRectF(nameWidth + Page::points(4), page.y + height * 0.2,
                                       barWidth * bytes / static_cast<double>(most), height * 0.6),
                                usageClassColor(DiskUsage::Class::Collection, false));
        page.cell(bytesText(row.bytes().value_or(0)), page.width() - sizeWidth, sizeWidth, height,
                  true);
        page.y += height;
    }
    page.y += Page::points(10);
}

struct TableColumn
{
    QString title;
    double share;
    bool isNumber;
};

void drawTable(Page &page, const QList<UserRow> &rows)
{
    const QList<TableColumn> columns{
        {PdfReportTr::tr("User"), 0.32, false},    {PdfReportTr::tr("Cards"), 0.11, true},
        {PdfReportTr::tr("Notes"), 0.11, true},    {PdfReportTr::tr("Last sync"), 0.2, false},
        {PdfReportTr::tr("Media"), 0.1, true},     {PdfReportTr::tr("Size"), 0.12, true},
        {PdfReportTr::tr("Problems"), 0.04, true},
    };
    const auto drawLine = [&page, &columns](const QStringList &cells, double height) {
        double left = 0;
        for (qsizetype i = 0; i < columns.size(); ++i) {
            const double cellWidth = columns.at(i).share * page.width();
            page.cell(cells.value(i), left, cellWidth - Page::points(5), height,
                      columns.at(i).isNumber);
            left += cellWidth;
        }
        page.y += height;
    };
    const auto drawHead = [&] {
        page.setFont(9, true);
        QStringList titles;
        for (const TableColumn &column : columns)
            titles.append(column.title);
        titles.last() = QStringLiteral("!");
        drawLine(titles, page.painter().fontMetrics().height() * 1.2);
        page.setFont(9);
    };
    page.line(PdfReportTr::tr("All users"), 12, true);
    drawHead();
    const double height = page.painter().fontMetrics().height() * 1.2;
    for (const UserRow &row : rows) {
        if (page.reserve(height))
            drawHead();
        const CollectionStats *stats = row.collection();
        const auto number = [](std::optional<qint64> value) {
            return value ? numberText(*value) : unknownText();
        };
        drawLine({row.title(), number(stats ? std::optional(stats->cards) : std::nullopt),
                  number(stats ? std::optional(stats->notes) : std::nullopt),
                  stats != nullptr ? timeText(stats->lastSync) : unknownText(),
                  number(row.mediaFiles()), row.bytes() ? bytesText(*row.bytes()) : unknownText(),
                  row.problems().isEmpty() ? QString() : numberText(row.problems().size())},
                 height);
    }
}

} // namespace

void drawReport(QPaintDevice &device, const std::function<void()> &newPage,
                const QList<UserRow> &rows)
{
    QPainter painter(&device);
    Page page(newPage, painter);
    const DiskUsage usage = usageOf(rows);
    page.line(PdfReportTr::tr("Users of the sync server"), 18, true);
    page.line(PdfReportTr::tr("%1 users, %2 in %3 files")
                  .arg(numberText(rows.size()), bytesText(usage.total().bytes),
                       numberText(usage.total().files)),
              10);
    page.y += Page::points(10);
    drawUsage(page, usage);
    drawBiggest(page, rows);
    drawTable(page, rows);
}

QByteArray pdfReport(const QList<UserRow> &rows)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(dotsPerInch);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(18, 18, 18, 18), QPageLayout::Millimeter);
    writer.setTitle(PdfReportTr::tr("Users of the sync server"));
    writer.setCreator(QStringLiteral("Anki Sync Admin"));
    drawReport(
        writer, [&writer] { writer.newPage(); }, rows);
    return buffer.data();
}

} // namespace SyncAdmin::Desktop
