#pragma once

#include "base/task.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

// What is wrong with a restore point; empty lists mean that it can be restored as it is.
struct VerifyReport
{
    struct Finding
    {
        QByteArray name; // of the entry
        Error error;
    };

    QByteArray id;
    qint64 entries = 0; // looked at
    qint64 databases = 0;
    QList<Finding> findings;

    bool isSound() const { return findings.isEmpty(); }
};

// Looks for every entry of the manifest by identity and runs integrity_check on the databases,
// without a trace. Errors: Cancelled, those of opening the point, BadManifest. Any thread.
Result<VerifyReport> verify(const RestorePointStore &store, const RestorePoint &point,
                            const Task &task);

} // namespace SyncAdmin
