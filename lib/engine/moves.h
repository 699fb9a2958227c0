#pragma once

#include "store/manifest.h"

#include <optional>

namespace SyncAdmin {

// The folders between which a manifest's entries are renamed.
struct MoveFolders
{
    Directory point;
    Directory items;
    Directory user;                  // or the data root, where it is about sessions
    Directory parent;                // of the user folder
    std::optional<Directory> fresh;  // of the point, where it builds media folders
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

// What stands under a name, compared with a manifest's entry by identity.
enum class Standing { Absent, Ours, Other };
Result<Standing> standingAt(const Directory &folder, const QByteArray &name,
                            const ManifestEntry &entry);

Result<QList<Move>> movesOf(const Manifest &manifest, const MoveFolders &folders);

// The order in which entries leave a user folder, the smallest first: a server that starts in
// between finds no sidecar without its database and no media database without its media.
int moveOutRank(const QByteArray &name);

// Renames without ever replacing anything. Changed if what stands there is not the manifest's
// entry.
Result<> runMove(const Move &move, bool noReplace);

// Syncs every folder that these moves touch, each once.
Result<> syncFolders(const QList<Move> &moves);

// Whether renameat2() can be told not to replace, tried with two scratch files in a folder of ours.
Result<bool> knowsNoReplace(const Directory &scratch);

// Removes the folder of a point that nothing is left in; fails where its items/ holds anything. Its
// manifest goes first, so that it is no interrupted operation any more.
Result<> discardPoint(const Directory &points, const QByteArray &id);

} // namespace SyncAdmin
