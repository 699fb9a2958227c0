#pragma once

#include "base/directory.h"

#include <QByteArray>
#include <QMap>

namespace SyncAdmin {

// Extended attributes by name, POSIX ACLs (system.posix_acl_*) among them as the kernel stores
// them.
using ExtendedAttributes = QMap<QByteArray, QByteArray>;

// Those of an entry of `folder`, a link's own where it is one; of the folder itself where `name` is
// empty. A file system that has none gives none.
Result<ExtendedAttributes> readAttributes(const Directory &folder, const QByteArray &name);

// Makes owner, group, extended attributes and then mode of an open folder of the caller's own equal
// to these, or of a file in it where `name` is not empty. NoPermission where the caller may not.
Result<> applyAttributes(const Directory &folder, quint32 owner, quint32 group, quint32 mode,
                         const ExtendedAttributes &attributes, const QByteArray &name = {});

} // namespace SyncAdmin
