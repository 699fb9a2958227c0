#pragma once

#include <QByteArray>

namespace SyncAdmin {

// Where a symbolic link leads, as it is written there; one of /proc too, whose text the kernel
// makes. Empty, and errno says why, where it cannot be read.
QByteArray linkTarget(const QByteArray &link);

} // namespace SyncAdmin
