#pragma once

#include "base/result.h"

#include <QStringList>

namespace SyncAdmin::Demo {

// The folder name of the demo's user Bob, whom only session.db knows by this name.
QString bobsFolderName();

// Makes a data root of the community layout in `folder`, which is made where it is missing: users
// of several kinds, of which one is broken, one empty, one has leftovers, and one has the official
// server's artefacts. The same at every call, but for the times, which are told from now. Returns
// the names of the user folders. Error Exists if the folder holds anything.
Result<QStringList> makeDemoRoot(const QString &folder);

} // namespace SyncAdmin::Demo
