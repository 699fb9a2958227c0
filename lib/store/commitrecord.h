#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QDateTime>

namespace SyncAdmin {

// The record of an operation that is committed: written and synced after the last move. Marks of a
// restored or rolled back point have the same fields. A value.
struct CommitRecord
{
    static constexpr qint64 maxBytes = 64 * 1024;

    QByteArray id;
    QDateTime committed;    // UTC
    QByteArray manifestSum; // SHA-256 of the manifest's bytes

    QByteArray toJson() const;
    static Result<CommitRecord> fromJson(const QByteArray &json, const QString &path);
};

} // namespace SyncAdmin
