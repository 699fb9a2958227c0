#include "base/directory.h"
#include "store/auditlog.h"
#include "store/commitrecord.h"
#include "store/manifest.h"

#include <QJsonDocument>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace SyncAdmin;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

// What was accepted must say the same once it is written and read again.
template <typename Record>
void checkRecord(const QByteArray &json)
{
    const QString path = QStringLiteral("record");
    const auto read = Record::fromJson(json, path);
    if (!read) {
        require(read.error().code == Error::Code::BadManifest);
        return;
    }
    const QByteArray written = read->toJson();
    const auto again = Record::fromJson(written, path);
    require(again.has_value() && again->toJson() == written);
}

// Its names are used below a user folder, by somebody who may be root.
void checkNames(const QByteArray &json)
{
    const auto manifest = Manifest::fromJson(json, QStringLiteral("manifest"));
    if (!manifest)
        return;
    require(isSingleName(manifest->id) && isSingleName(manifest->user));
    require(manifest->source.isEmpty() || isSingleName(manifest->source));
    for (const QByteArray &part : manifest->place.split('/'))
        require(part.isEmpty() || isSingleName(part));
    for (const ManifestEntry &entry : manifest->entries)
        require(isSingleName(entry.name));
}

void checkAuditLine(const QByteArray &line)
{
    const auto entry = AuditEntry::fromJson(QJsonDocument::fromJson(line).object());
    if (!entry)
        return;
    const QJsonObject written = entry->toJson();
    const auto again = AuditEntry::fromJson(written);
    require(again.has_value() && again->toJson() == written);
}

} // namespace

// A store is checked to be the caller's own, but what is in it may come from a backup.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    checkRecord<Manifest>(text);
    checkRecord<CommitRecord>(text);
    checkNames(text);
    for (const QByteArray &line : text.split('\n'))
        checkAuditLine(line);
    return 0;
}
