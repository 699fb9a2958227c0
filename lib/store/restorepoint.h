#pragma once

#include "store/manifest.h"
#include "volume/dataroot.h"

#include <optional>

namespace SyncAdmin {

// What an operation moved out, and the state of the operation, as read from a folder of the store.
// A value.
struct RestorePoint
{
    enum class State {
        Complete,    // committed; can be restored
        Interrupted, // no commit record: recover() moves everything back
        UnderWay,    // no commit record yet: another process works in the store
        Restored,    // its entries have returned
        RolledBack,  // an interrupted operation, undone; it still holds files that a server made
        Purging,     // its deletion has begun
        Unfinished,  // interrupted before the first move; recover() removes it
        Unreadable,  // error: why
    };

    QByteArray id; // the folder's name, as read
    State state = State::Unreadable;
    Manifest manifest;          // can be empty if the state is Unfinished, Unreadable or Purging
    std::optional<Error> error; // of Unreadable
    QByteArray restoredBy;      // of Restored: the point that undoes the restore
    QDateTime committed;        // UTC
    // What the point holds: by its manifest, or measured if it is Restored, RolledBack or Purging.
    qint64 heldFiles = 0;
    qint64 heldBytes = 0;

    QString displayId() const;
    // Whether its entries are those of the user's folder.
    bool isOf(const UserFolder &user) const;
    bool isInterruptedFor(const UserFolder &user) const;
    bool needsRecovery() const; // Interrupted or Unfinished
    bool isEnded() const;       // neither that nor UnderWay
};

QString stateName(RestorePoint::State state); // "complete": stable

// Reads a folder of a store's restore-points/. Errors are in the value.
RestorePoint readRestorePoint(const Directory &points, const QByteArray &id);

} // namespace SyncAdmin
