#include "store/manifest.h"

#include "accounts/sessions.h"
#include "base/jsonfields.h"
#include "volume/artefact.h"

#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <array>
#include <limits>

namespace SyncAdmin {

namespace {

constexpr qsizetype maxEntries = 20'000;
constexpr qsizetype maxNameBytes = 255;
constexpr qsizetype maxManifestText = 64 * 1024;
constexpr qsizetype maxAttributes = 1000;
constexpr qsizetype maxValue = 64 * 1024;
constexpr qint64 maxId = std::numeric_limits<quint32>::max();

template <typename Value>
struct Named
{
    Value value;
    const char *name;
};
template <typename Value>
Named(Value, const char *) -> Named<Value>; // clang 14 does not find it by itself

using Kind = ManifestEntry::Move;
using Type = FileStatus::Type;

constexpr std::array moveNames{Named{Kind::MakeUserFolder, "make-user-folder"},
                               Named{Kind::MoveOut, "retire"}, Named{Kind::Return, "bring-back"},
                               Named{Kind::Install, "place"}};
constexpr std::array typeNames{Named{Type::Regular, "file"}, Named{Type::Folder, "folder"},
                               Named{Type::Link, "link"}, Named{Type::Other, "other"}};
constexpr std::array operationNames{Named{Manifest::Operation::Reset, "reset"},
                                    Named{Manifest::Operation::Restore, "restore"},
                                    Named{Manifest::Operation::Revoke, "revoke"},
                                    Named{Manifest::Operation::RestoreSessions, "restore"}};

template <typename Names, typename Value>
QString nameIn(const Names &names, Value value)
{
    for (const auto &named : names) {
        if (named.value == value)
            return QString::fromLatin1(named.name);
    }
    return {};
}

template <typename Names>
auto valueIn(const Names &names, JsonFields &fields, const char *key)
{
    const QString text = fields.text(key, maxNameBytes);
    for (const auto &named : names) {
        if (text == QLatin1String(named.name))
            return named.value;
    }
    fields.reject(key);
    return names.front().value;
}

QJsonObject jsonOf(const EntryAttributes &attributes)
{
    QJsonArray extended;
    for (auto it = attributes.extended.begin(); it != attributes.extended.end(); ++it) {
        extended.append(QJsonObject{{QStringLiteral("name"), jsonBytes(it.key())},
                                    {QStringLiteral("value"), jsonBytes(it.value())}});
    }
    return {{QStringLiteral("inode"), QString::number(attributes.inode)},
            {QStringLiteral("born"), QString::number(attributes.born)},
            {QStringLiteral("type"), nameIn(typeNames, attributes.type)},
            {QStringLiteral("size"), QString::number(attributes.size)},
            {QStringLiteral("modified"), QString::number(attributes.modified)},
            {QStringLiteral("owner"), static_cast<qint64>(attributes.owner)},
            {QStringLiteral("group"), static_cast<qint64>(attributes.group)},
            {QStringLiteral("mode"), static_cast<qint64>(attributes.mode)},
            {QStringLiteral("attributes"), extended}};
}

EntryAttributes attributesFrom(JsonFields &outer, const char *key)
{
    JsonFields fields(outer.object(key));
    EntryAttributes attributes;
    attributes.inode = fields.bigNumber("inode");
    attributes.born = fields.signedNumber("born");
    attributes.type = valueIn(typeNames, fields, "type");
    attributes.size = fields.signedNumber("size");
    attributes.modified = fields.signedNumber("modified");
    attributes.owner = static_cast<quint32>(fields.number("owner", 0, maxId));
    attributes.group = static_cast<quint32>(fields.number("group", 0, maxId));
    attributes.mode = static_cast<quint32>(fields.number("mode", 0, 07777));
    const QJsonArray extended = fields.array("attributes", maxAttributes);
    for (const QJsonValue value : extended) {
        JsonFields one(value.toObject());
        const QByteArray name = one.bytes("name", maxNameBytes);
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

QByteArray nameFrom(JsonFields &fields, const char *key)
{
    const QByteArray name = fields.bytes(key, maxNameBytes);
    if (!isSingleName(name))
        fields.reject(key);
    return name;
}

QJsonObject jsonOf(const Caller &caller)
{
    QJsonObject object;
    caller.insertInto(object);
    return object;
}

Caller callerFrom(JsonFields &outer, const char *key)
{
    JsonFields fields(outer.object(key));
    const Caller caller = Caller::from(fields, maxManifestText);
    if (!fields.isValid())
        outer.reject(key);
    return caller;
}

QJsonObject jsonOf(const ManifestEntry &entry)
{
    return {{QStringLiteral("move"), nameIn(moveNames, entry.move)},
            {QStringLiteral("kind"), stepKindName(entry.kind)},
            {QStringLiteral("name"), jsonBytes(entry.name)},
            {QStringLiteral("files"), QString::number(entry.files)},
            {QStringLiteral("bytes"), QString::number(entry.bytes)},
            {QStringLiteral("entry"), jsonOf(entry.attributes)}};
}

ManifestEntry entryFrom(JsonFields &fields)
{
    ManifestEntry entry;
    entry.move = valueIn(moveNames, fields, "move");
    const auto kind = stepKindFromName(fields.text("kind", maxNameBytes));
    if (!kind)
        fields.reject("kind");
    entry.kind = kind.value_or(entry.kind);
    entry.name = nameFrom(fields, "name");
    entry.files = fields.signedNumber("files");
    entry.bytes = fields.signedNumber("bytes");
    if (entry.files < 0 || entry.bytes < 0)
        fields.reject("files");
    entry.attributes = attributesFrom(fields, "entry");
    return entry;
}

void readEntries(JsonFields &fields, Manifest &manifest)
{
    QSet<std::pair<int, QByteArray>> seen;
    const QJsonArray entries = fields.array("entries", maxEntries);
    for (const QJsonValue value : entries) {
        JsonFields one(value.toObject());
        const ManifestEntry entry = entryFrom(one);
        const std::pair<int, QByteArray> key(static_cast<int>(entry.move), entry.name);
        if (!one.isValid() || seen.contains(key)) {
            fields.reject("entries");
            return;
        }
        seen.insert(key);
        manifest.entries.append(entry);
    }
}

// The object of a record of ours, or why it is none.
Result<QJsonObject> recordIn(const QByteArray &json, qint64 most, const QString &path)
{
    if (json.size() > most)
        return failure(Error::Code::BadManifest, path, QStringLiteral("it is too large"));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        return failure(Error::Code::BadManifest, path, error.errorString());
    JsonFields fields(document.object());
    const qint64 version = fields.number("version", 1, maxId);
    if (!fields.isValid())
        return failure(Error::Code::BadManifest, path, QStringLiteral("it has no version"));
    if (version > Manifest::version)
        return failure(Error::Code::BadManifest, path,
                       QStringLiteral("a newer version of this program wrote it"));
    return document.object();
}

QJsonObject jsonOf(const InstalledMedia &media)
{
    return {{QStringLiteral("name"), jsonBytes(media.name)},
            {QStringLiteral("lastUsn"), QString::number(media.lastUsn)},
            {QStringLiteral("rows"), QString::number(media.rows)},
            {QStringLiteral("hash"), jsonBytes(media.hash)}};
}

void readInstalled(JsonFields &fields, Manifest &manifest)
{
    constexpr qsizetype maxDatabases = 8;
    constexpr qsizetype maxHash = 64;
    const QJsonArray all = fields.array("installed", maxDatabases);
    for (const QJsonValue value : all) {
        JsonFields one(value.toObject());
        InstalledMedia media;
        media.name = nameFrom(one, "name");
        media.lastUsn = one.signedNumber("lastUsn");
        media.rows = one.signedNumber("rows");
        media.hash = one.bytes("hash", maxHash);
        if (!one.isValid() || media.lastUsn < 0 || media.rows < 0)
            fields.reject("installed");
        manifest.installed.append(media);
    }
}

// What was added to the format since its first programs, each left out where it says nothing.
void readAdditions(JsonFields &fields, Manifest &manifest)
{
    if (fields.has("sessions") && fields.flag("sessions")) {
        manifest.entryFolder = EntryFolder::DataRoot;
        if (manifest.operation == Manifest::Operation::Restore)
            manifest.operation = Manifest::Operation::RestoreSessions;
    }
    if (fields.has("scope")) {
        const auto scope = scopeFromName(fields.text("scope", maxNameBytes));
        if (!scope)
            fields.reject("scope");
        manifest.scope = scope.value_or(manifest.scope);
    }
    if (fields.has("installed"))
        readInstalled(fields, manifest);
    if (fields.has("seenUsn"))
        manifest.seenUsn = fields.signedNumber("seenUsn");
}

void addAdditions(const Manifest &manifest, QJsonObject &object)
{
    if (manifest.entryFolder == EntryFolder::DataRoot)
        object.insert(QStringLiteral("sessions"), true);
    if (manifest.scope != ResetScope::Everything)
        object.insert(QStringLiteral("scope"), scopeName(manifest.scope));
    QJsonArray installed;
    for (const InstalledMedia &media : manifest.installed)
        installed.append(jsonOf(media));
    if (!installed.isEmpty())
        object.insert(QStringLiteral("installed"), installed);
    if (manifest.seenUsn > 0)
        object.insert(QStringLiteral("seenUsn"), QString::number(manifest.seenUsn));
}

template <typename Names>
bool isKnownPlace(const Names &names, const QByteArray &place)
{
    return std::find(names.begin(), names.end(), place) != names.end();
}

// session.db is all of a data root that an operation changes.
bool hasFittingEntries(const Manifest &manifest)
{
    const bool isOfRoot = manifest.operation == Manifest::Operation::Revoke ||
                          manifest.operation == Manifest::Operation::RestoreSessions;
    if (isOfRoot != (manifest.entryFolder == EntryFolder::DataRoot))
        return false;
    if (!isOfRoot)
        return true;
    return manifest.place.isEmpty() && std::all_of(manifest.entries.begin(), manifest.entries.end(),
                                                   [](const ManifestEntry &entry) {
                                                       return isSessionFile(entry.name) &&
                                                              entry.move != Kind::MakeUserFolder;
                                                   });
}

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

PlanStep ManifestEntry::step() const
{
    PlanStep step;
    step.kind = kind;
    step.name = name;
    step.files = files;
    step.bytes = bytes;
    step.identity = {0, attributes.inode, attributes.size, attributes.modified, attributes.type};
    step.database = artefactFor(name).database;
    if (step.database.isEmpty() && isSessionFile(name) && name != sessionDatabase)
        step.database = sessionDatabase;
    return step;
}

qint64 Manifest::bytes() const
{
    qint64 sum = 0;
    for (const ManifestEntry &entry : entries)
        sum += entry.move == Kind::MoveOut ? entry.bytes : 0;
    return sum;
}

qint64 Manifest::files() const
{
    qint64 sum = 0;
    for (const ManifestEntry &entry : entries)
        sum += entry.move == Kind::MoveOut ? entry.files : 0;
    return sum;
}

QByteArray Manifest::toJson() const
{
    QJsonArray moves;
    for (const ManifestEntry &entry : entries)
        moves.append(jsonOf(entry));
    QJsonObject object{{QStringLiteral("version"), version},
                       {QStringLiteral("act"), operationName(operation)},
                       {QStringLiteral("id"), jsonBytes(id)},
                       {QStringLiteral("user"), jsonBytes(user)},
                       {QStringLiteral("place"), jsonBytes(place)},
                       {QStringLiteral("layout"), layoutName(layout)},
                       {QStringLiteral("made"), jsonTime(made)},
                       {QStringLiteral("caller"), jsonOf(caller)},
                       {QStringLiteral("command"), command.left(maxManifestText)},
                       {QStringLiteral("keepMediaFiles"), keepMediaFiles},
                       {QStringLiteral("folder"), jsonOf(folder)},
                       {QStringLiteral("entries"), moves}};
    addAdditions(*this, object);
    if (!source.isEmpty())
        object.insert(QStringLiteral("source"), jsonBytes(source));
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

Result<Manifest> Manifest::fromJson(const QByteArray &json, const QString &path)
{
    ASSIGN_OR_RETURN(const auto object, recordIn(json, maxBytes, path));
    static const std::array<QByteArray, 3> places{"", "collections", "collections/users"};

    JsonFields fields(object);
    Manifest manifest;
    manifest.operation = valueIn(operationNames, fields, "act");
    manifest.id = nameFrom(fields, "id");
    manifest.user = nameFrom(fields, "user");
    manifest.place = fields.bytes("place", maxNameBytes);
    if (!isKnownPlace(places, manifest.place))
        fields.reject("place");
    const auto layout = layoutFromName(fields.text("layout", maxNameBytes));
    if (!layout)
        fields.reject("layout");
    manifest.layout = layout.value_or(manifest.layout);
    manifest.made = fields.time("made");
    manifest.caller = callerFrom(fields, "caller");
    manifest.command = fields.text("command", maxManifestText);
    manifest.keepMediaFiles = fields.flag("keepMediaFiles");
    if (manifest.operation == Operation::Restore)
        manifest.source = nameFrom(fields, "source");
    readAdditions(fields, manifest);
    manifest.folder = attributesFrom(fields, "folder");
    readEntries(fields, manifest);
    if (!hasFittingEntries(manifest))
        fields.reject("sessions");
    if (!fields.isValid())
        return failure(Error::Code::BadManifest, path,
                       QStringLiteral("'%1' is missing or wrong").arg(fields.wrong()));
    return manifest;
}

QByteArray CommitRecord::toJson() const
{
    const QJsonObject object{{QStringLiteral("version"), Manifest::version},
                             {QStringLiteral("id"), jsonBytes(id)},
                             {QStringLiteral("committed"), jsonTime(committed)},
                             {QStringLiteral("manifestSum"), jsonBytes(manifestSum)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

Result<CommitRecord> CommitRecord::fromJson(const QByteArray &json, const QString &path)
{
    ASSIGN_OR_RETURN(const auto object, recordIn(json, maxBytes, path));
    JsonFields fields(object);
    CommitRecord record;
    record.id = nameFrom(fields, "id");
    record.committed = fields.time("committed");
    record.manifestSum = fields.bytes("manifestSum", 64);
    if (!fields.isValid())
        return failure(Error::Code::BadManifest, path,
                       QStringLiteral("'%1' is missing or wrong").arg(fields.wrong()));
    return record;
}

QString operationName(Manifest::Operation operation)
{
    return nameIn(operationNames, operation);
}

} // namespace SyncAdmin
