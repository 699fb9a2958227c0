#include "store/recordjson.h"

#include "base/directory.h"

#include <QJsonDocument>

#include <limits>

namespace SyncAdmin::RecordJson {

QByteArray nameFrom(JsonFields &fields, const char *key)
{
    const QByteArray name = fields.bytes(key, maxName);
    if (!isSingleName(name))
        fields.reject(key);
    return name;
}

Result<QJsonObject> recordIn(const QByteArray &json, qint64 maxBytes, const QString &path)
{
    if (json.size() > maxBytes)
        return failure(Error::Code::BadManifest, path, QStringLiteral("it is too large"));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        return failure(Error::Code::BadManifest, path, error.errorString());
    JsonFields fields(document.object());
    const qint64 found = fields.number("version", 1, std::numeric_limits<quint32>::max());
    if (!fields.isValid())
        return failure(Error::Code::BadManifest, path, QStringLiteral("it has no version"));
    if (found > version)
        return failure(Error::Code::BadManifest, path,
                       QStringLiteral("a newer version of this program wrote it"));
    return document.object();
}

Result<> check(const JsonFields &fields, const QString &path)
{
    if (fields.isValid())
        return {};
    return failure(Error::Code::BadManifest, path,
                   QStringLiteral("'%1' is missing or invalid").arg(fields.wrong()));
}

} // namespace SyncAdmin::RecordJson
