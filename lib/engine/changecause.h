#pragma once

#include "holders/inuse.h"
#include "volume/userfolder.h"

#include <functional>
#include <optional>

namespace SyncAdmin {

// What an error means that says that files are no longer what they were: InUse, with the holders,
// where a process has one of them open, for a server at work changes them; otherwise the error as
// it is, as every other error. `probe` asks who has the files open. It is called again for 150 ms
// while nobody is seen, since a server that replaces a file holds none of them for moments.
// `found` receives the holders. Any thread.
Error causeOfChange(const Error &error, const QString &path, const std::function<InUse()> &probe,
                    std::optional<InUse> *found = nullptr);
// The same for an error of reading a user's files.
Error causeOfChange(const Error &error, const UserFolder &user);

// The names of the regular files directly in a folder; none where it cannot be listed.
QByteArrayList regularFilesIn(const Directory &folder);

} // namespace SyncAdmin
