#pragma once

#include <QString>

#include <initializer_list>
#include <utility>

namespace SyncAdmin {

// The numbers of every report, the same in every locale.
QString groupedNumber(qint64 number); // 1,234
QString sizeText(qint64 bytes);       // powers of 1024, one decimal: 512.0 B, 23.4 MB
QString durationText(qint64 ms);      // 0.4 s, 59.9 s, 2 min 5 s, 3 h 20 min

// Puts values in the place of their {keys}, in one pass: a value that holds a brace is left as it
// is.
QString filledIn(const QString &pattern,
                 std::initializer_list<std::pair<const char *, QString>> values);

} // namespace SyncAdmin
