#pragma once

#include "base/directory.h"

#include <QByteArray>
#include <QMap>

namespace SyncAdmin {

// Extended attributes by name. POSIX ACLs (system.posix_acl_*) are included as the kernel stores
// them.
using ExtendedAttributes = QMap<QByteArray, QByteArray>;

// The attributes of an entry of `folder`, or of `folder` itself if `name` is empty. A symbolic link
// is not followed. Empty on a file system without attributes.
Result<ExtendedAttributes> readAttributes(const Directory &folder, const QByteArray &name);

// Sets owner, group, extended attributes and then the mode of an open folder, or of a file in it if
// `name` is not empty. NoPermission if the caller may not.
Result<> applyAttributes(const Directory &folder, quint32 owner, quint32 group, quint32 mode,
                         const ExtendedAttributes &attributes, const QByteArray &name = {});

} // namespace SyncAdmin
