#pragma once

#include "store/manifest.h"

#include <optional>

namespace SyncAdmin {

// The folders between which a manifest's entries are renamed.
struct MoveFolders
{
    Directory point;
    Directory items;
    Directory user;                  // the entry folder
    Directory parent;                // of the user folder
    std::optional<Directory> fresh;  // of the point, where prepared entries are
    std::optional<Directory> source; // the items of the point that a restore takes from
};

// One rename, by descriptors.
struct Move
{
    ManifestEntry entry;
    Directory from;
    QByteArray fromName;
    Directory to;
    QByteArray toName;

    QString fromPath() const { return from.pathOf(fromName); }
    QString toPath() const { return to.pathOf(toName); }
};

// What has a name, compared with a manifest's entry by identity.
enum class Standing { Absent, Ours, Other };
Result<Standing> standingAt(const Directory &folder, const QByteArray &name,
                            const ManifestEntry &entry);

// The moves of a manifest's entries, in their order. BadManifest if a folder is missing.
Result<QList<Move>> movesOf(const Manifest &manifest, const MoveFolders &folders);

// The place of an entry in the order in which entries leave a user folder, the smallest first. A
// server that starts in between finds no sidecar without its database and no media database
// without its media.
int moveOutRank(const QByteArray &name);

// Renames without ever replacing anything. Changed if what has the name is not the manifest's
// entry, Exists.
Result<> runMove(const Move &move, bool noReplace);

// Syncs every folder that these moves touch, each once.
Result<> syncFolders(const QList<Move> &moves);

// Whether renameat2() on this file system honors RENAME_NOREPLACE, tried with files in a folder
// that only the caller can write to.
Result<bool> knowsNoReplace(const Directory &scratch);

// Removes the folder of a point whose items/ is empty; fails if it is not. The manifest is removed
// first, so that the point is no longer an interrupted operation.
Result<> discardPoint(const Directory &points, const QByteArray &id);

} // namespace SyncAdmin
