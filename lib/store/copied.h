#pragma once

#include "store/restorepointstore.h"

namespace SyncAdmin {

// Fails with StoreCopied if a restore point's files are copies, as after its volume was copied or
// restored from a backup: the record finds its files by inode and birth time, and would take every
// copy for somebody else's file. `user` is the folder that the entries were moved out of; of a
// point whose operation is complete only the point itself counts.
Result<> refuseCopied(const RestorePointFolder &folder, const std::optional<Directory> &user,
                      const RestorePoint &point, const QString &userPath);

} // namespace SyncAdmin
