#include "base/text.h"

#include <QLocale>

#include <algorithm>
#include <array>

namespace SyncAdmin {

QString groupedNumber(qint64 number)
{
    static const QLocale english(QLocale::English, QLocale::UnitedStates);
    return english.toString(number);
}

QString sizeText(qint64 bytes)
{
    constexpr std::array units{"B", "KB", "MB", "GB", "TB"};
    constexpr double step = 1024;
    auto size = static_cast<double>(bytes);
    size_t unit = 0;
    // A size that would be shown as 1024.0 uses the next unit.
    while (size >= step - 0.05 && unit + 1 < units.size()) {
        size /= step;
        ++unit;
    }
    return QString::number(size, 'f', 1) + QLatin1Char(' ') + QLatin1String(units.at(unit));
}

QString durationText(qint64 ms)
{
    constexpr qint64 second = 1000;
    constexpr qint64 minute = 60 * second;
    constexpr qint64 hour = 60 * minute;
    // A time that would be shown as 60.0 s uses minutes.
    if (ms < minute - second / 20)
        return QString::number(static_cast<double>(std::max<qint64>(ms, 0)) / 1000, 'f', 1) +
               QStringLiteral(" s");
    if (ms < hour - second / 2) {
        const qint64 seconds = (ms + second / 2) / second;
        return QStringLiteral("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    }
    const qint64 minutes = (ms + minute / 2) / minute;
    return QStringLiteral("%1 h %2 min").arg(groupedNumber(minutes / 60)).arg(minutes % 60);
}

QString filledIn(const QString &pattern,
                 std::initializer_list<std::pair<const char *, QString>> values)
{
    QString filled;
    qsizetype at = 0;
    for (;;) {
        const qsizetype open = pattern.indexOf(QLatin1Char('{'), at);
        const qsizetype close = open < 0 ? -1 : pattern.indexOf(QLatin1Char('}'), open);
        if (close < 0)
            return filled + pattern.mid(at);
        filled += pattern.mid(at, open - at);
        const QString key = pattern.mid(open + 1, close - open - 1);
        for (const auto &[name, value] : values) {
            if (key != QLatin1String(name))
                continue;
            const bool isDoubled =
                value.endsWith(QLatin1Char('.')) && pattern.mid(close + 1, 1) == QLatin1String(".");
            filled += isDoubled ? value.chopped(1) : value;
        }
        at = close + 1;
    }
}

} // namespace SyncAdmin
