#pragma once

#include "base/task.h"
#include "engine/plan.h"

#include <QMap>

#include <optional>

namespace SyncAdmin {

// Everything that an operation puts into the entry folder is built completely in its restore point
// first. The arguments of that, and its results.
struct Preparation
{
    const ResetPlan &plan;
    Directory user;                       // the entry folder
    Directory fresh;                      // of the new point, where everything is built
    std::optional<Directory> sourceItems; // of the point that a restore takes from
    const Task &task;

    QList<InstalledMedia> installed; // the media databases that were built
    // The user's media folders whose files these list, as they were before they were read.
    QMap<QByteArray, FileStatus> mediaFolders;
};

// Builds and syncs the entry of a step that isPlaced(), with the owner, mode and ACL of the entry
// that it replaces, or with those of the user folder.
Result<ManifestEntry> prepareEntry(const PlanStep &step, Preparation &preparation);

// The attributes of an entry, ACL included; of the folder itself if `name` is empty.
Result<EntryAttributes> attributesOf(const Directory &folder, const QByteArray &name);

// Makes an empty folder with these attributes and syncs it.
Result<EntryAttributes> buildFolder(const Directory &in, const QByteArray &name,
                                    const EntryAttributes &like);

} // namespace SyncAdmin
