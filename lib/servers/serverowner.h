#pragma once

#include <QString>

namespace SyncAdmin {

// Whom the server's process runs as, and from what that was concluded.
struct ServerOwner
{
    quint32 uid = 0;
    quint32 gid = 0;
    QString reason; // "as the server's process has", to be shown
    // Concluded from a single other user, which is no majority: holds only for what is in doubt.
    bool isWeak = false;
};

} // namespace SyncAdmin
