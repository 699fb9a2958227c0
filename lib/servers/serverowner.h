#pragma once

#include <QString>

namespace SyncAdmin {

// The uid and gid of the server's process, and how they were determined.
struct ServerOwner
{
    quint32 uid = 0;
    quint32 gid = 0;
    QString reason; // "the same as the server's process", for display
    // Derived from a single other user: valid only for files whose owner is in doubt.
    bool isWeak = false;
};

} // namespace SyncAdmin
