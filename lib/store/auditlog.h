#pragma once

#include "base/directory.h"
#include "store/caller.h"

#include <QDateTime>
#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace SyncAdmin {

// One line of the audit log. Each act writes two: "started" before it touches anything, and its
// result.
struct AuditEntry
{
    QDateTime time;  // UTC
    QString act;     // "reset", "restore", "recover", "purge", "stop-server", ...
    QString phase;   // "started" or "finished"
    QByteArray user; // empty where the act is about none
    QByteArray restorePoint;
    Caller caller;
    QString command;
    QStringList plan;  // the steps' own words
    QString outcome;   // of "finished": outcomeName()
    QString error;     // its code's name
    QString errorText; // and its text
    QStringList warnings;
    std::optional<qint64> downtime; // ms, of a server that was stopped for an act
    qint64 mediaUsn = 0; // the highest of the media databases that the act met or installed

    QJsonObject toJson() const;
    static std::optional<AuditEntry> fromJson(const QJsonObject &object);
};

struct AuditHistory
{
    QList<AuditEntry> entries; // the oldest first
    qint64 unreadableLines = 0;
};

// The acts of a store, one JSON object a line.
class AuditLog
{
public:
    static constexpr qint64 mostBytes = 64 * 1024 * 1024; // that are read; BadInput beyond

    // Appends one line and syncs it.
    static Result<> append(const Directory &store, const AuditEntry &entry);
    // No log is an empty history. What is no line of ours is counted and passed over.
    static Result<AuditHistory> read(const Directory &store);
};

} // namespace SyncAdmin
