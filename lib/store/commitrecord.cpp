#include "store/commitrecord.h"

#include "store/recordjson.h"

#include <QJsonDocument>

namespace SyncAdmin {

QByteArray CommitRecord::toJson() const
{
    const QJsonObject object{{QStringLiteral("version"), RecordJson::version},
                             {QStringLiteral("id"), jsonBytes(id)},
                             {QStringLiteral("committed"), jsonTime(committed)},
                             {QStringLiteral("manifestSum"), jsonBytes(manifestSum)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

Result<CommitRecord> CommitRecord::fromJson(const QByteArray &json, const QString &path)
{
    ASSIGN_OR_RETURN(const auto object, RecordJson::recordIn(json, maxBytes, path));
    JsonFields fields(object);
    CommitRecord record;
    record.id = RecordJson::nameFrom(fields, "id");
    record.committed = fields.time("committed");
    record.manifestSum = fields.bytes("manifestSum", 64);
    RETURN_IF_ERROR(RecordJson::check(fields, path));
    return record;
}

} // namespace SyncAdmin
