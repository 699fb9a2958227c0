#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <utility>

namespace SyncAdmin {

// Reads values from a JSON object of untrusted origin. The name of the first missing or invalid
// field is kept; after it every read returns an empty value. 64-bit numbers are strings, because
// JSON numbers lose digits; bytes are base64.
class JsonFields
{
public:
    explicit JsonFields(QJsonObject object) : m_object(std::move(object)) {}

    bool isValid() const { return m_wrong.isEmpty(); }
    const QString &wrong() const { return m_wrong; } // the first invalid field
    void reject(const char *key);

    bool has(const char *key) const { return m_object.contains(QLatin1String(key)); }
    QString text(const char *key, qsizetype maxSize);
    QByteArray bytes(const char *key, qsizetype maxSize);
    qint64 number(const char *key, qint64 min, qint64 max);
    quint64 bigNumber(const char *key);
    qint64 signedNumber(const char *key);
    bool flag(const char *key);
    QDateTime time(const char *key);
    QJsonObject object(const char *key);
    QJsonArray array(const char *key, qsizetype maxSize);

private:
    QJsonValue take(const char *key, QJsonValue::Type type);

    QJsonObject m_object;
    QString m_wrong;
};

QString jsonTime(const QDateTime &time);    // ISO 8601 UTC with milliseconds
QString jsonBytes(const QByteArray &bytes); // base64

} // namespace SyncAdmin
