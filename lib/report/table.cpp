#include "report/table.h"

#include "base/text.h"

#include <QDateTime>

#include <unicode/uchar.h>

namespace SyncAdmin {

namespace {

constexpr QChar unknown(0x2013);
constexpr QChar ellipsis(0x2026);

int displayWidth(char32_t character)
{
    const auto code = static_cast<UChar32>(character);
    const auto type = u_charType(code);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK)
        return 0;
    const int eastAsian = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
    return eastAsian == U_EA_WIDE || eastAsian == U_EA_FULLWIDTH ? 2 : 1;
}

// The characters from the front, or from the back, that fit into `width` cells.
QList<uint> charactersWithin(const QList<uint> &all, int width, bool fromBack)
{
    QList<uint> taken;
    int used = 0;
    for (qsizetype i = 0; i < all.size(); ++i) {
        const uint character = all.at(fromBack ? all.size() - 1 - i : i);
        used += displayWidth(char32_t(character));
        if (used > width)
            break;
        if (fromBack)
            taken.prepend(character);
        else
            taken.append(character);
    }
    return taken;
}

QString fromCharacters(const QList<uint> &characters)
{
    QString text;
    for (const uint character : characters)
        text += QString::fromUcs4(reinterpret_cast<const char32_t *>(&character), 1);
    return text;
}

} // namespace

int displayWidth(const QString &text)
{
    int width = 0;
    for (const uint character : text.toUcs4())
        width += displayWidth(char32_t(character));
    return width;
}

QString elidedMiddle(const QString &text, int width)
{
    if (displayWidth(text) <= width)
        return text;
    const QList<uint> all = text.toUcs4();
    const int back = (width - 1) / 2;
    return fromCharacters(charactersWithin(all, width - 1 - back, false)) + ellipsis +
           fromCharacters(charactersWithin(all, back, true));
}

QString TextTable::tabSeparated() const
{
    QStringList titles;
    for (const Column &column : m_columns)
        titles.append(column.title);
    QString text = titles.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const QList<Cell> &row : m_rows) {
        QStringList cells;
        for (const Cell &cell : row)
            cells.append(cell.raw);
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

TextTable::Cell numberCell(qint64 number)
{
    return {groupedNumber(number), QString::number(number)};
}

TextTable::Cell sizeCell(qint64 bytes)
{
    return {sizeText(bytes), QString::number(bytes)};
}

TextTable::Cell timeCell(qint64 milliseconds, const QTimeZone &zone)
{
    if (milliseconds <= 0)
        return unknownCell();
    QDateTime time = QDateTime::fromMSecsSinceEpoch(milliseconds, zone);
    const int year = time.date().year();
    if (!time.isValid() || year < 1970 || year > 9999)
        return unknownCell();
    // ISO 8601 needs a Z or an offset.
    time = zone == QTimeZone::utc() ? time.toUTC() : time.toOffsetFromUtc(time.offsetFromUtc());
    return {time.toString(QStringLiteral("yyyy-MM-dd HH:mm")), time.toString(Qt::ISODate)};
}

TextTable::Cell unknownCell()
{
    return {unknown, QString()};
}

QString timeTitle(const QString &title, const QTimeZone &zone)
{
    return zone == QTimeZone::utc() ? title + QStringLiteral(" (UTC)") : title;
}

} // namespace SyncAdmin
