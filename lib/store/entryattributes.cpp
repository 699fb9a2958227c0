#include "store/entryattributes.h"

#include "store/recordjson.h"

#include <array>
#include <limits>

namespace SyncAdmin {

namespace {

using Type = FileStatus::Type;
using RecordJson::Named;

constexpr qsizetype maxAttributes = 1000;
constexpr qsizetype maxValue = 64 * 1024;
constexpr qint64 maxId = std::numeric_limits<quint32>::max();

constexpr std::array typeNames{Named{Type::Regular, "file"}, Named{Type::Folder, "folder"},
                               Named{Type::Link, "link"}, Named{Type::Other, "other"}};

} // namespace

EntryAttributes EntryAttributes::of(const FileStatus &status, const ExtendedAttributes &extended)
{
    return {status.inode, status.born,  status.type, status.size, status.modified,
            status.owner, status.group, status.mode, extended};
}

bool EntryAttributes::isSameEntry(const FileStatus &status) const
{
    return inode == status.inode && born == status.born && type == status.type;
}

bool EntryAttributes::isUnwritten(const FileStatus &status) const
{
    return size == status.size && modified == status.modified;
}

QJsonObject EntryAttributes::toJson() const
{
    QJsonArray list;
    for (auto it = extended.begin(); it != extended.end(); ++it) {
        list.append(QJsonObject{{QStringLiteral("name"), jsonBytes(it.key())},
                                {QStringLiteral("value"), jsonBytes(it.value())}});
    }
    return {{QStringLiteral("inode"), QString::number(inode)},
            {QStringLiteral("born"), QString::number(born)},
            {QStringLiteral("type"), RecordJson::nameIn(typeNames, type)},
            {QStringLiteral("size"), QString::number(size)},
            {QStringLiteral("modified"), QString::number(modified)},
            {QStringLiteral("owner"), static_cast<qint64>(owner)},
            {QStringLiteral("group"), static_cast<qint64>(group)},
            {QStringLiteral("mode"), static_cast<qint64>(mode)},
            {QStringLiteral("attributes"), list}};
}

EntryAttributes EntryAttributes::from(JsonFields &outer, const char *key)
{
    JsonFields fields(outer.object(key));
    EntryAttributes attributes;
    attributes.inode = fields.bigNumber("inode");
    attributes.born = fields.signedNumber("born");
    attributes.type = RecordJson::valueIn(typeNames, fields, "type");
    attributes.size = fields.signedNumber("size");
    attributes.modified = fields.signedNumber("modified");
    attributes.owner = static_cast<quint32>(fields.number("owner", 0, maxId));
    attributes.group = static_cast<quint32>(fields.number("group", 0, maxId));
    attributes.mode = static_cast<quint32>(fields.number("mode", 0, 07777));
    const QJsonArray extended = fields.array("attributes", maxAttributes);
    for (const QJsonValue value : extended) {
        JsonFields one(value.toObject());
        const QByteArray name = one.bytes("name", RecordJson::maxName);
        const QByteArray content = one.bytes("value", maxValue);
        if (!one.isValid() || name.isEmpty() || name.contains('\0'))
            fields.reject("attributes");
        else
            attributes.extended.insert(name, content);
    }
    if (attributes.size < 0)
        fields.reject("size");
    if (!fields.isValid())
        outer.reject(key);
    return attributes;
}

} // namespace SyncAdmin
