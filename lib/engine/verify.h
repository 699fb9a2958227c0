#pragma once

#include "base/task.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

// What is wrong with a restore point. Without findings it can be restored as it is.
struct VerifyReport
{
    struct Finding
    {
        QByteArray name; // of the entry
        Error error;
    };

    QByteArray id;
    qint64 entries = 0; // that were checked
    qint64 databases = 0;
    QList<Finding> findings;

    bool isSound() const { return findings.isEmpty(); }
};

// Checks that every entry of the manifest exists, by identity, size and time, and runs
// integrity_check on the databases. Leaves no trace. Errors: Cancelled, StoreCopied, those of
// RestorePointStore::checkRestorable(), those of opening the point. Any thread.
Result<VerifyReport> verify(const RestorePointStore &store, const RestorePoint &point,
                            const Task &task);

} // namespace SyncAdmin
