#include "agent/jsonarchive.h"

namespace SyncAdmin {

namespace {

// Up to here every reader of JSON keeps each digit.
constexpr qint64 maxExact = qint64{1} << 53;

const QString nameKey = QStringLiteral("name");
const QString nameBytesKey = QStringLiteral("nameBytes");

} // namespace

QJsonValue integerToJson(qint64 number)
{
    return number > maxExact || number < -maxExact ? QJsonValue(QString::number(number))
                                                   : QJsonValue(number);
}

QJsonValue integerToJson(quint64 number)
{
    return number > quint64(maxExact) ? QJsonValue(QString::number(number))
                                      : QJsonValue(static_cast<qint64>(number));
}

std::optional<qint64> integerFromJson(const QJsonValue &value)
{
    // toInteger() returns its default for what is no integer.
    if (value.isDouble() && value.toInteger(0) == value.toInteger(1))
        return value.toInteger();
    bool isNumber = false;
    const qint64 number = value.toString().toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

std::optional<quint64> unsignedFromJson(const QJsonValue &value)
{
    if (value.isDouble() && value.toInteger(-1) >= 0)
        return static_cast<quint64>(value.toInteger());
    bool isNumber = false;
    const quint64 number = value.toString().toULongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

QJsonValue bytesToJson(const QByteArray &bytes)
{
    // A QString drops a byte order mark, so that the bytes count.
    if (isUtf8(bytes))
        return QString::fromUtf8(bytes);
    return QJsonObject{{nameKey, displayName(bytes)}, {nameBytesKey, jsonBytes(bytes)}};
}

std::optional<QByteArray> bytesFromJson(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().toUtf8();
    const QJsonValue encoded = value.toObject().value(nameBytesKey);
    if (!encoded.isString())
        return std::nullopt;
    const auto decoded = QByteArray::fromBase64Encoding(encoded.toString().toLatin1(),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? std::optional(*decoded) : std::nullopt;
}

} // namespace SyncAdmin
