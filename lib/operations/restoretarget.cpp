#include "operations/restoretarget.h"

#include <algorithm>

namespace SyncAdmin {

Result<RestoreTarget> RestoreTarget::open(const UserFolder &user)
{
    RestoreTarget target;
    target.user = user;
    ASSIGN_OR_RETURN(target.folder, ifExists(user.parent->openFolder(user.name)));
    if (!target.folder)
        return target;
    ASSIGN_OR_RETURN(target.status, target.folder->status());
    target.user.device = target.status.device;
    target.user.inode = target.status.inode;
    target.user.owner = target.status.owner;
    ASSIGN_OR_RETURN(target.entries, entriesOf(*target.folder, user.layout));
    for (const UserEntry &entry : std::as_const(target.entries)) {
        if (entry.artefact.kind == Artefact::Kind::MediaFolder && entry.status.isLink())
            return failure(Error::Code::LinkRefused, target.folder->pathOf(entry.name));
    }
    return target;
}

const UserEntry *RestoreTarget::entry(const QByteArray &name) const
{
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&name](const UserEntry &each) { return each.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

} // namespace SyncAdmin
