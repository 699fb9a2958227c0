#include "base/jsonfields.h"

namespace SyncAdmin {

void JsonFields::reject(const char *key)
{
    if (m_wrong.isEmpty())
        m_wrong = QString::fromLatin1(key);
}

QJsonValue JsonFields::take(const char *key, QJsonValue::Type type)
{
    const QJsonValue value = m_object.value(QLatin1String(key));
    if (value.type() != type)
        reject(key);
    return isValid() ? value : QJsonValue();
}

QString JsonFields::text(const char *key, qsizetype maxSize)
{
    const QString value = take(key, QJsonValue::String).toString();
    if (value.size() > maxSize)
        reject(key);
    return isValid() ? value : QString();
}

QByteArray JsonFields::bytes(const char *key, qsizetype maxSize)
{
    const QByteArray encoded = text(key, maxSize * 2 + 4).toLatin1();
    const auto decoded =
        QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || (*decoded).size() > maxSize)
        reject(key);
    return isValid() ? *decoded : QByteArray();
}

qint64 JsonFields::number(const char *key, qint64 min, qint64 max)
{
    const QJsonValue value = take(key, QJsonValue::Double);
    const qint64 number = value.toInteger(min - 1);
    if (number < min || number > max)
        reject(key);
    return isValid() ? number : 0;
}

quint64 JsonFields::bigNumber(const char *key)
{
    bool isNumber = false;
    const quint64 number = text(key, 20).toULongLong(&isNumber);
    if (!isNumber)
        reject(key);
    return isValid() ? number : 0;
}

qint64 JsonFields::signedNumber(const char *key)
{
    bool isNumber = false;
    const qint64 number = text(key, 20).toLongLong(&isNumber);
    if (!isNumber)
        reject(key);
    return isValid() ? number : 0;
}

bool JsonFields::flag(const char *key)
{
    return take(key, QJsonValue::Bool).toBool();
}

QDateTime JsonFields::time(const char *key)
{
    const QDateTime time = QDateTime::fromString(text(key, 40), Qt::ISODateWithMs);
    if (!time.isValid())
        reject(key);
    return isValid() ? time.toUTC() : QDateTime();
}

QJsonObject JsonFields::object(const char *key)
{
    return take(key, QJsonValue::Object).toObject();
}

QJsonArray JsonFields::array(const char *key, qsizetype maxSize)
{
    const QJsonArray values = take(key, QJsonValue::Array).toArray();
    if (values.size() > maxSize)
        reject(key);
    return isValid() ? values : QJsonArray();
}

QString jsonTime(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QString jsonBytes(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

} // namespace SyncAdmin
