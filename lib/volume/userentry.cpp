#include "volume/userentry.h"

#include <algorithm>

namespace SyncAdmin {

Result<QList<UserEntry>> entriesOf(const Directory &userFolder, Layouts layouts)
{
    ASSIGN_OR_RETURN(const auto listed, userFolder.entries());
    QList<UserEntry> entries;
    entries.reserve(listed.size());
    for (const DirectoryEntry &entry : listed) {
        ASSIGN_OR_RETURN(const auto status, ifExists(userFolder.status(entry.name)));
        if (!status)
            continue;
        entries.append({entry.name, artefactFor(entry.name, layouts), *status});
    }
    std::sort(entries.begin(), entries.end(),
              [](const UserEntry &a, const UserEntry &b) { return a.name < b.name; });
    return entries;
}

} // namespace SyncAdmin
