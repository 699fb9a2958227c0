#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QList>

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

} // namespace SyncAdmin
