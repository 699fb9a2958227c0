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
    QByteArray user;   // empty if the operation concerns none
    QByteArray restorePoint;
    Caller caller;
    QString command;
    QStringList plan;  // the texts of the steps
    QString outcome;   // of "finished": outcomeName()
    QString error;     // its code's name
    QString errorText; // and its text
    QStringList warnings;
    std::optional<qint64> downtime; // ms, of a server that was stopped for an operation
    qint64 mediaUsn = 0;            // the highest of the media databases that it found or installed

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
    bool isCut = false; // only the end of the log was read
};

// NotRecorded: an operation must not begin, because of `cause` its line is not in the log.
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
    // Appends the line that it ends with. A failure becomes a warning.
    static void appendEnd(const Directory &store, const AuditEntry &entry, QStringList &warnings);
    // An empty history if there is no log. Lines that cannot be parsed are counted and skipped.
    static Result<AuditHistory> read(const Directory &store);
    // The highest USN of a user's media databases in the whole log; 0 if there is none.
    static Result<qint64> highestMediaUsn(const Directory &store, const QByteArray &user);
};

} // namespace SyncAdmin
