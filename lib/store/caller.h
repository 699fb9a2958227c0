#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>

namespace SyncAdmin {

class JsonFields;

// Who runs this process, as restore points and the audit log name it.
struct Caller
{
    qint64 uid = 0; // effective
    // The person behind sudo or pkexec, from their environment variables.
    std::optional<qint64> originalUid;
    QString originalUser; // empty where only the uid is known
    QString through;      // "sudo", "pkexec" or empty
    QString host;

    static Caller current();
    QString text() const; // "root, through sudo by alice (uid 1000)"

    // Adds it to the JSON object of an operation, and takes it from there. `maxText` in characters.
    void insertInto(QJsonObject &object) const;
    static Caller from(JsonFields &fields, qsizetype maxText);
};

} // namespace SyncAdmin
