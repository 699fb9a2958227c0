#include "store/serverrecord.h"

#include "base/jsonfields.h"
#include "store/pointfiles.h"
#include "store/storelock.h"

#include <QJsonDocument>

namespace SyncAdmin {

namespace {

const QByteArray recordName = QByteArrayLiteral("stopped-servers.json");
const QByteArray serverLockName = QByteArrayLiteral("server-lock");
constexpr int version = 1;
constexpr qsizetype maxName = 255;
constexpr qsizetype maxRecordText = 16 * 1024;

tl::unexpected<Error> unreadable(const QString &path, const QString &why)
{
    return failure(
        Error::Code::BadInput, path,
        QStringLiteral("Cannot read %1, the record of the servers that were stopped: %2. "
                       "Start your server yourself, then remove this file.")
            .arg(path, why));
}

Result<std::optional<ServerRecord>> readIn(const Directory &store)
{
    ASSIGN_OR_RETURN(const auto json, ifExists(store.readFile(recordName, ServerRecord::maxBytes)));
    if (!json)
        return std::optional<ServerRecord>();
    ASSIGN_OR_RETURN(const auto record, ServerRecord::fromJson(*json, store.pathOf(recordName)));
    return std::optional(record);
}

} // namespace

QByteArray ServerRecord::toJson() const
{
    QJsonArray handles;
    for (const ServerHandle &server : servers)
        handles.append(server.toJson());
    QJsonObject object{{QStringLiteral("version"), version},
                       {QStringLiteral("act"), operation},
                       {QStringLiteral("time"), jsonTime(time)},
                       {QStringLiteral("command"), command.left(maxRecordText)},
                       {QStringLiteral("servers"), handles}};
    caller.insertInto(object);
    return QJsonDocument(object).toJson();
}

Result<ServerRecord> ServerRecord::fromJson(const QByteArray &json, const QString &path)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return unreadable(path, QStringLiteral("it is not a JSON object"));
    JsonFields fields(document.object());
    fields.number("version", version, version);
    ServerRecord record;
    record.operation = fields.text("act", maxName);
    record.time = fields.time("time");
    record.caller = Caller::from(fields, maxRecordText);
    record.command = fields.text("command", maxRecordText);
    const QJsonArray handles = fields.array("servers", maxServers);
    if (!fields.isValid())
        return unreadable(path, QStringLiteral("its field '%1' is invalid").arg(fields.wrong()));
    for (const QJsonValue value : handles) {
        const auto server = ServerHandle::fromJson(value.toObject());
        if (!server)
            return unreadable(path, server.error().message());
        record.servers.append(*server);
    }
    if (record.servers.isEmpty())
        return unreadable(path, QStringLiteral("it names no server"));
    return record;
}

ServerRecordFile::ServerRecordFile(Directory store, FileDescriptor lock)
    : m_store(std::move(store)), m_lock(std::move(lock))
{}

Result<ServerRecordFile> ServerRecordFile::lock(const RestorePointStore &store)
{
    ASSIGN_OR_RETURN(auto held, lockInStore(store.directory(), serverLockName));
    return ServerRecordFile(store.directory(), std::move(held));
}

Result<std::optional<ServerRecord>> ServerRecordFile::readUnlocked(const RestorePointStore &store)
{
    auto record = readIn(store.directory());
    if (!record || !*record)
        return record;
    RETURN_IF_ERROR(refuseLocked(store.directory(), serverLockName));
    // Its operation may have ended between the two.
    return readIn(store.directory());
}

Result<std::optional<ServerRecord>> ServerRecordFile::read() const
{
    return readIn(m_store);
}

Result<> ServerRecordFile::write(const ServerRecord &record) const
{
    return PointFiles::writeRecord(m_store, recordName, record.toJson());
}

Result<> ServerRecordFile::remove() const
{
    RETURN_IF_ERROR(ifExists(m_store.removeFile(recordName)));
    return m_store.sync();
}

} // namespace SyncAdmin
