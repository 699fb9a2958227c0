#include "volume/userfolder.h"

#include "base/displayname.h"

#include <QUuid>

namespace SyncAdmin {

QString UserFolder::displayName() const
{
    return SyncAdmin::displayName(name);
}

QString UserFolder::path() const
{
    return parent ? parent->pathOf(name) : displayName();
}

bool UserFolder::isUuid() const
{
    // QUuid also accepts braces and upper case, which no server writes.
    return name.size() == 36 &&
           QUuid::fromString(QLatin1String(name)).toByteArray(QUuid::WithoutBraces) == name;
}

Result<Directory> UserFolder::open() const
{
    if (kind == Kind::Silent)
        return failure(Error::Code::NoAnswer, path());
    auto opened = parent->openFolder(name);
    if (!opened)
        return opened;
    ASSIGN_OR_RETURN(const auto status, opened->status());
    if (status.inode != inode || status.device != device)
        return failure(Error::Code::Changed, path());
    return opened;
}

} // namespace SyncAdmin
