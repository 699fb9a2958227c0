#include "base/text.h"

#include <QLocale>

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
    // What would print as 1024.0 belongs to the next unit.
    while (size >= step - 0.05 && unit + 1 < units.size()) {
        size /= step;
        ++unit;
    }
    return QString::number(size, 'f', 1) + QLatin1Char(' ') + QLatin1String(units.at(unit));
}

} // namespace SyncAdmin
