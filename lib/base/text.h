#pragma once

#include <QString>

#include <initializer_list>
#include <utility>

namespace SyncAdmin {

// Numbers as every report writes them, independent of the locale.
QString groupedNumber(qint64 number); // 1,234
QString sizeText(qint64 bytes);       // powers of 1024, one decimal: 512.0 B, 23.4 MB
QString durationText(qint64 ms);      // 0.4 s, 59.9 s, 2 min 5 s, 3 h 20 min

// Replaces each {key} with its value, in one pass: keys inside values are not replaced. A full stop
// at the end of a value is dropped if the pattern has one there too.
QString filledIn(const QString &pattern,
                 std::initializer_list<std::pair<const char *, QString>> values);

} // namespace SyncAdmin
