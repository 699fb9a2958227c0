#include "volume/userentry.h"

#include <algorithm>

namespace SyncAdmin {

Result<QList<UserEntry>> entriesOf(const Directory &userFolder, Layouts layouts)
{
    const auto listed = userFolder.entries();
    if (!listed)
        return tl::unexpected(listed.error());
    QList<UserEntry> entries;
    entries.reserve(listed->size());
    for (const DirectoryEntry &entry : *listed) {
        const auto status = userFolder.status(entry.name);
        if (!status && status.error().code == Error::Code::DoesNotExist)
            continue;
        if (!status)
            return tl::unexpected(status.error());
        entries.append({entry.name, artefactFor(entry.name, layouts), *status});
    }
    std::sort(entries.begin(), entries.end(),
              [](const UserEntry &a, const UserEntry &b) { return a.name < b.name; });
    return entries;
}

} // namespace SyncAdmin
