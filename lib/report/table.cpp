#include "report/table.h"

#include <unicode/uchar.h>

#include <algorithm>

namespace SyncAdmin {

int displayWidth(const QString &text)
{
    int width = 0;
    for (const uint character : text.toUcs4()) {
        const auto code = static_cast<UChar32>(character);
        const auto type = u_charType(code);
        if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK)
            continue;
        const int eastAsian = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
        width += eastAsian == U_EA_WIDE || eastAsian == U_EA_FULLWIDTH ? 2 : 1;
    }
    return width;
}

QStringList TextTable::titles() const
{
    QStringList titles;
    for (const Column &column : m_columns)
        titles.append(column.title);
    return titles;
}

QString TextTable::aligned() const
{
    QList<QStringList> lines{titles()};
    lines += m_rows;
    QList<int> widths(m_columns.size(), 0);
    for (const QStringList &cells : std::as_const(lines)) {
        for (qsizetype i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths.at(i), displayWidth(cells.at(i)));
    }
    QString text;
    for (const QStringList &cells : std::as_const(lines)) {
        QString line;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            const QString padding(widths.at(i) - displayWidth(cells.at(i)), QLatin1Char(' '));
            const bool isRight = m_columns.at(i).align == Align::Right;
            if (i > 0)
                line += QStringLiteral("  ");
            line += isRight ? padding + cells.at(i) : cells.at(i) + padding;
        }
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
        text += line + QLatin1Char('\n');
    }
    return text;
}

QString TextTable::tabSeparated() const
{
    QString text = titles().join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const QStringList &cells : m_rows)
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    return text;
}

} // namespace SyncAdmin
