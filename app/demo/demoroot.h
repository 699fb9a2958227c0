#pragma once

#include "base/result.h"

#include <QStringList>

namespace SyncAdmin::Demo {

// The folder name of the demo's user Bob. Only session.db contains his name.
QString bobsFolderName();

// Creates a data root of the community layout in `folder`: users of several kinds, one broken, one
// empty, one with leftovers, and one with the official server's files. The same content at every
// call, except that times are relative to now. Returns the names of the user folders. Exists if the
// folder is not empty.
Result<QStringList> makeDemoRoot(const QString &folder);

} // namespace SyncAdmin::Demo
