#pragma once

#include <QByteArray>

namespace SyncAdmin {

// The target of a symbolic link, including the links in /proc. Empty, with errno set, on failure.
QByteArray linkTarget(const QByteArray &link);

// The absolute path without links and "..", as realpath(3) resolves it. Empty if that fails.
QByteArray realPath(const QByteArray &path);

} // namespace SyncAdmin
