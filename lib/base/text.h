#pragma once

#include <QString>

namespace SyncAdmin {

// The numbers of every report, the same in every locale.
QString groupedNumber(qint64 number); // 1,234
QString sizeText(qint64 bytes);       // powers of 1024, one decimal: 512.0 B, 23.4 MB

} // namespace SyncAdmin
