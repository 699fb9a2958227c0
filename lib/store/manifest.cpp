#include "store/manifest.h"

#include "accounts/sessions.h"
#include "store/recordjson.h"
#include "volume/artefact.h"

#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <array>

namespace SyncAdmin {

namespace {

constexpr qsizetype maxEntries = 20'000;
constexpr qsizetype maxManifestText = 64 * 1024;

using Kind = ManifestEntry::Move;
using RecordJson::Named;

constexpr std::array moveNames{Named{Kind::MakeUserFolder, "make-user-folder"},
                               Named{Kind::MoveOut, "retire"}, Named{Kind::Return, "bring-back"},
                               Named{Kind::Install, "place"}};
constexpr std::array operationNames{Named{Manifest::Operation::Reset, "reset"},
                                    Named{Manifest::Operation::Restore, "restore"},
                                    Named{Manifest::Operation::Revoke, "revoke"},
                                    Named{Manifest::Operation::RestoreSessions, "restore"}};

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
    return {{QStringLiteral("move"), RecordJson::nameIn(moveNames, entry.move)},
            {QStringLiteral("kind"), stepKindName(entry.kind)},
            {QStringLiteral("name"), jsonBytes(entry.name)},
            {QStringLiteral("files"), QString::number(entry.files)},
            {QStringLiteral("bytes"), QString::number(entry.bytes)},
            {QStringLiteral("entry"), entry.attributes.toJson()}};
}

ManifestEntry entryFrom(JsonFields &fields)
{
    ManifestEntry entry;
    entry.move = RecordJson::valueIn(moveNames, fields, "move");
    const auto kind = stepKindFromName(fields.text("kind", RecordJson::maxName));
    if (!kind)
        fields.reject("kind");
    entry.kind = kind.value_or(entry.kind);
    entry.name = RecordJson::nameFrom(fields, "name");
    entry.files = fields.signedNumber("files");
    entry.bytes = fields.signedNumber("bytes");
    if (entry.files < 0 || entry.bytes < 0)
        fields.reject("files");
    entry.attributes = EntryAttributes::from(fields, "entry");
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
        media.name = RecordJson::nameFrom(one, "name");
        media.lastUsn = one.signedNumber("lastUsn");
        media.rows = one.signedNumber("rows");
        media.hash = one.bytes("hash", maxHash);
        if (!one.isValid() || media.lastUsn < 0 || media.rows < 0)
            fields.reject("installed");
        manifest.installed.append(media);
    }
}

// Members that were added to the format later. Each is absent if it has its default.
void readAdditions(JsonFields &fields, Manifest &manifest)
{
    if (fields.has("sessions") && fields.flag("sessions")) {
        manifest.entryFolder = EntryFolder::DataRoot;
        if (manifest.operation == Manifest::Operation::Restore)
            manifest.operation = Manifest::Operation::RestoreSessions;
    }
    if (fields.has("scope")) {
        const auto scope = scopeFromName(fields.text("scope", RecordJson::maxName));
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
    QJsonObject object{{QStringLiteral("version"), RecordJson::version},
                       {QStringLiteral("act"), operationName(operation)},
                       {QStringLiteral("id"), jsonBytes(id)},
                       {QStringLiteral("user"), jsonBytes(user)},
                       {QStringLiteral("place"), jsonBytes(place)},
                       {QStringLiteral("layout"), layoutName(layout)},
                       {QStringLiteral("made"), jsonTime(made)},
                       {QStringLiteral("caller"), jsonOf(caller)},
                       {QStringLiteral("command"), command.left(maxManifestText)},
                       {QStringLiteral("keepMediaFiles"), keepMediaFiles},
                       {QStringLiteral("folder"), folder.toJson()},
                       {QStringLiteral("entries"), moves}};
    addAdditions(*this, object);
    if (!source.isEmpty())
        object.insert(QStringLiteral("source"), jsonBytes(source));
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

Result<Manifest> Manifest::fromJson(const QByteArray &json, const QString &path)
{
    ASSIGN_OR_RETURN(const auto object, RecordJson::recordIn(json, maxBytes, path));
    static const std::array<QByteArray, 3> places{"", "collections", "collections/users"};

    JsonFields fields(object);
    Manifest manifest;
    manifest.operation = RecordJson::valueIn(operationNames, fields, "act");
    manifest.id = RecordJson::nameFrom(fields, "id");
    manifest.user = RecordJson::nameFrom(fields, "user");
    manifest.place = fields.bytes("place", RecordJson::maxName);
    if (!isKnownPlace(places, manifest.place))
        fields.reject("place");
    const auto layout = layoutFromName(fields.text("layout", RecordJson::maxName));
    if (!layout)
        fields.reject("layout");
    manifest.layout = layout.value_or(manifest.layout);
    manifest.made = fields.time("made");
    manifest.caller = callerFrom(fields, "caller");
    manifest.command = fields.text("command", maxManifestText);
    manifest.keepMediaFiles = fields.flag("keepMediaFiles");
    if (manifest.operation == Operation::Restore)
        manifest.source = RecordJson::nameFrom(fields, "source");
    readAdditions(fields, manifest);
    manifest.folder = EntryAttributes::from(fields, "folder");
    readEntries(fields, manifest);
    if (!hasFittingEntries(manifest))
        fields.reject("sessions");
    RETURN_IF_ERROR(RecordJson::check(fields, path));
    return manifest;
}

QString operationName(Manifest::Operation operation)
{
    return RecordJson::nameIn(operationNames, operation);
}

} // namespace SyncAdmin
