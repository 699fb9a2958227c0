#pragma once

#include "base/directory.h"
#include "store/caller.h"

#include <QDateTime>
#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace SyncAdmin {

// One line of the audit log. Each operation writes two: "started" before it touches anything, and
// its result.
struct AuditEntry
{
    QDateTime time;    // UTC
    QString operation; // "reset", "restore", "recover", "purge", "stop-server", ...
    QString phase;     // "started" or "finished"
    QByteArray user;   // empty where the operation is about none
    QByteArray restorePoint;
    Caller caller;
    QString command;
    QStringList plan;  // the steps' own words
    QString outcome;   // of "finished": outcomeName()
    QString error;     // its code's name
    QString errorText; // and its text
    QStringList warnings;
    std::optional<qint64> downtime; // ms, of a server that was stopped for an operation
    qint64 mediaUsn = 0; // the highest of the media databases that the operation met or installed

    // The line that an operation starts with: now, by this process.
    static AuditEntry started(const QString &operation, const QByteArray &user,
                              const QString &command);
    // Makes it the line that the operation ends with, now.
    void finish(const QString &outcomeOfIt, const std::optional<Error> &errorOfIt);

    QJsonObject toJson() const;
    static std::optional<AuditEntry> fromJson(const QJsonObject &object);
};

struct AuditHistory
{
    QList<AuditEntry> entries; // the oldest first
    qint64 unreadableLines = 0;
    bool isCut = false; // the log is longer than what is read of it
};

// Why an operation must not begin: `cause` kept its line out of the log. NotRecorded.
Error notRecorded(const Error &cause);

// The operations of a store, one JSON object a line.
class AuditLog
{
public:
    static constexpr qint64 maxBytes = 64 * 1024 * 1024; // that read() takes, from the end

    // Appends one line and syncs it.
    static Result<> append(const Directory &store, const AuditEntry &entry);
    // Appends the line that an operation starts with, without which it must not begin. NotRecorded.
    static Result<> appendStart(const Directory &store, const AuditEntry &entry);
    // Appends the line that it ends with; a failure to do so is one more warning.
    static void appendEnd(const Directory &store, const AuditEntry &entry, QStringList &warnings);
    // No log is an empty history. What is no line of ours is counted and passed over.
    static Result<AuditHistory> read(const Directory &store);
    // The highest USN of a user's media databases in the whole log; 0 where it names none.
    static Result<qint64> highestMediaUsn(const Directory &store, const QByteArray &user);
};

} // namespace SyncAdmin
