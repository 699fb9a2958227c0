#pragma once

#include <QByteArray>

namespace SyncAdmin {

// The target of a symbolic link, including the links in /proc. Empty, with errno set, on failure.
QByteArray linkTarget(const QByteArray &link);

} // namespace SyncAdmin
