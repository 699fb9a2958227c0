#pragma once

#include "base/task.h"
#include "engine/plan.h"

#include <QMap>

#include <optional>

namespace SyncAdmin {

// What an operation puts into place is built complete in its restore point first. What that takes,
// and what it tells.
struct Preparation
{
    const ResetPlan &plan;
    Directory user;                       // or the data root, for an operation on sessions
    Directory fresh;                      // of the new point, where everything is built
    std::optional<Directory> sourceItems; // of the point that a restore takes from
    const Task &task;

    QList<InstalledMedia> installed; // the media databases that were built
    // The user's media folders whose files they list, as they were before these were read.
    QMap<QByteArray, FileStatus> mediaFolders;
};

// Builds the entry of a step that isPlaced(), synced, with the owner, mode and ACL of the one whose
// place it takes, or with those of the user folder.
Result<ManifestEntry> prepareEntry(const PlanStep &step, Preparation &preparation);

// What an entry of this folder is now, with its ACL; of the folder itself where `name` is empty.
Result<EntryAttributes> attributesOf(const Directory &folder, const QByteArray &name);

// An empty folder of the caller's own made to look like another one.
Result<EntryAttributes> buildFolder(const Directory &in, const QByteArray &name,
                                    const EntryAttributes &like);

} // namespace SyncAdmin
