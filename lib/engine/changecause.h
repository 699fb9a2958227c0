#pragma once

#include "holders/inuse.h"
#include "volume/userfolder.h"

#include <functional>
#include <optional>

namespace SyncAdmin {

// Why files have changed, if `error` is that they have: InUse with the holders if a process has one
// of them open, because a running server changes them. Otherwise the error itself, as any other
// error. `probe` finds who has the files open. It is repeated for 150 ms until it finds somebody,
// because a server that replaces a file has none of them open for moments. `found` receives the
// holders. Any thread.
Error causeOfChange(const Error &error, const QString &path, const std::function<InUse()> &probe,
                    std::optional<InUse> *found = nullptr);
// The same for an error of reading a user's files.
Error causeOfChange(const Error &error, const UserFolder &user);

// The names of the regular files directly in a folder; none where it cannot be listed.
QByteArrayList regularFilesIn(const Directory &folder);

} // namespace SyncAdmin
