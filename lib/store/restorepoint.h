#pragma once

#include "store/manifest.h"
#include "volume/dataroot.h"

#include <optional>

namespace SyncAdmin {

// What an operation on a user has put aside, as its folder in the store tells it. A value.
struct RestorePoint
{
    enum class State {
        Complete,    // committed; can be restored
        Interrupted, // no commit record: recover() puts everything back
        UnderWay,    // no commit record yet: another process is at work in the store
        Restored,    // its entries have come back
        RolledBack,  // an interrupted operation, undone; it still holds what the server had made
                     // meanwhile
        Purging,     // its deletion has begun
        Unfinished,  // stopped before anything was moved; recover() clears it away
        Unreadable,  // error: why
    };

    QByteArray id; // the folder's name, as read
    State state = State::Unreadable;
    Manifest manifest;          // empty where state is Unfinished or Unreadable, or while Purging
    std::optional<Error> error; // of Unreadable
    QByteArray restoredBy;      // of Restored: the point that undoes the restore
    QDateTime committed;        // UTC
    // What lies in it: by the manifest as long as the operation counts or is interrupted; on the
    // disk once its files have gone back or are being deleted.
    qint64 heldFiles = 0;
    qint64 heldBytes = 0;

    QString displayId() const;
    // Whether its entries are those of the user's folder.
    bool isOf(const UserFolder &user) const;
    bool isInterruptedFor(const UserFolder &user) const;
    // Interrupted or Unfinished: what recover() is for.
    bool needsRecovery() const;
    // Neither that nor under way.
    bool isEnded() const;
};

QString stateName(RestorePoint::State state); // "complete": stable

// Reads one of the folders below a store's restore-points/; what is wrong with it stands in the
// value.
RestorePoint readRestorePoint(const Directory &points, const QByteArray &id);

} // namespace SyncAdmin
