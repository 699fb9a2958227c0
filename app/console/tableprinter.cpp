#include "tableprinter.h"

#include <libsmartcols.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <numeric>

namespace SyncAdmin::Console {

namespace {

constexpr int gap = 2; // between columns

// The columns that are still shown, with their texts.
class Fitting
{
public:
    explicit Fitting(const TextTable &table)
    {
        for (const TextTable::Column &column : table.columns())
            m_columns.append({column, {}, displayWidth(column.title)});
        for (const QList<TextTable::Cell> &row : table.rows()) {
            for (qsizetype i = 0; i < m_columns.size(); ++i) {
                Shown &column = m_columns[i];
                column.cells.append(i < row.size() ? row.at(i).text : QString());
                column.width = std::max(column.width, displayWidth(column.cells.last()));
            }
        }
    }

    void fitTo(int width)
    {
        while (minTotalWidth() > width && dropOne()) {
        }
        while (totalWidth() > width && shrinkWidest()) {
        }
        for (Shown &column : m_columns) {
            for (QString &cell : column.cells)
                cell = elidedMiddle(cell, column.width);
        }
    }

    QString text() const;

private:
    struct Shown
    {
        TextTable::Column column;
        QStringList cells;
        int width = 0;
    };

    static int minWidthOf(const Shown &column)
    {
        const int least = std::max(column.column.minWidth, displayWidth(column.column.title));
        return column.column.minWidth == 0 ? column.width : std::min(column.width, least);
    }

    int totalWidth() const
    {
        return std::accumulate(
            m_columns.begin(), m_columns.end(), -gap,
            [](int sum, const Shown &column) { return sum + column.width + gap; });
    }

    int minTotalWidth() const
    {
        return std::accumulate(
            m_columns.begin(), m_columns.end(), -gap,
            [](int sum, const Shown &column) { return sum + minWidthOf(column) + gap; });
    }

    // Makes the widest column that can be elided further one cell narrower.
    bool shrinkWidest()
    {
        Shown *widest = nullptr;
        for (Shown &column : m_columns) {
            if (column.width > minWidthOf(column) &&
                (widest == nullptr || column.width > widest->width))
                widest = &column;
        }
        if (widest != nullptr)
            --widest->width;
        return widest != nullptr;
    }

    bool dropOne()
    {
        const auto first = std::max_element(
            m_columns.begin(), m_columns.end(),
            [](const Shown &a, const Shown &b) { return a.column.dropOrder < b.column.dropOrder; });
        if (first == m_columns.end() || first->column.dropOrder == 0)
            return false;
        m_columns.erase(first);
        return true;
    }

    QList<Shown> m_columns;
};

struct Unref
{
    void operator()(libscols_table *table) const { scols_unref_table(table); }
};

QString withoutTrailingSpaces(const QString &text)
{
    QStringList lines = text.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (QString &line : lines) {
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString Fitting::text() const
{
    const std::unique_ptr<libscols_table, Unref> table(scols_new_table());
    scols_table_set_termforce(table.get(), SCOLS_TERMFORCE_NEVER);
    scols_table_set_column_separator(table.get(), "  ");
    for (const Shown &column : m_columns) {
        const bool isRight = column.column.align == TextTable::Align::Right;
        scols_table_new_column(table.get(), column.column.title.toUtf8().constData(), 0,
                               isRight ? SCOLS_FL_RIGHT : 0);
    }
    const qsizetype rows = m_columns.isEmpty() ? 0 : m_columns.first().cells.size();
    for (qsizetype row = 0; row < rows; ++row) {
        libscols_line *line = scols_table_new_line(table.get(), nullptr);
        for (qsizetype i = 0; i < m_columns.size(); ++i) {
            scols_line_set_data(line, static_cast<size_t>(i),
                                m_columns.at(i).cells.at(row).toUtf8().constData());
        }
    }
    char *printed = nullptr;
    if (rows == 0 || scols_print_table_to_string(table.get(), &printed) != 0) {
        QStringList titles; // smartcols prints no head without a line
        for (const Shown &column : m_columns)
            titles.append(column.column.title);
        return titles.join(QStringLiteral("  ")) + QLatin1Char('\n');
    }
    const QString text = QString::fromUtf8(printed);
    std::free(printed); // NOLINT(cppcoreguidelines-no-malloc): smartcols allocates it
    return withoutTrailingSpaces(text);
}

} // namespace

QString alignedTable(const TextTable &table, int width)
{
    Fitting fitting(table);
    fitting.fitTo(width);
    return fitting.text();
}

} // namespace SyncAdmin::Console
