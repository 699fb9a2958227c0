#pragma once

#include "store/restorepointstore.h"

namespace SyncAdmin {

// StoreCopied if a restore point's files are copies, for example because the volume was copied or
// restored from a backup: the record identifies files by inode and birth time, so that each copy
// would count as somebody else's file. `user` is the folder of the entries, for an operation that
// is not complete. `folderPath` is its path, to be shown.
Result<> refuseCopied(const RestorePointFolder &folder, const std::optional<Directory> &user,
                      const RestorePoint &point, const QString &folderPath);

} // namespace SyncAdmin
