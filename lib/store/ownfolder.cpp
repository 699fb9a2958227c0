#include "store/ownfolder.h"

#include <unistd.h>

namespace SyncAdmin {

Result<Directory> openOwnFolder(const Directory &place, const QByteArray &name)
{
    const QString path = place.pathOf(name);
    ASSIGN_OR_RETURN(const auto before, place.status(name));
    if (before.isLink())
        return failure(Error::Code::ForeignStore, path, QStringLiteral("it is a symbolic link"));
    if (!before.isFolder())
        return failure(Error::Code::ForeignStore, path, QStringLiteral("it is not a folder"));
    if (before.owner != ::geteuid())
        return failure(Error::Code::ForeignStore, path,
                       QStringLiteral("it belongs to uid %1. Run the program as that user.")
                           .arg(before.owner));
    const auto folder = place.openFolder(name);
    if (!folder)
        return folder;
    ASSIGN_OR_RETURN(const auto status, folder->status());
    if (status.owner != ::geteuid() || (status.mode & 0777U) != 0700U)
        return failure(Error::Code::ForeignStore, path,
                       QStringLiteral("other users can access it. Its mode must be 0700."));
    return folder;
}

Result<> makeOwnFolder(const Directory &place, const QByteArray &name)
{
    RETURN_IF_ERROR(unlessFailsWith(Error::Code::Exists, place.makeFolder(name, 0700)));
    return {};
}

} // namespace SyncAdmin
