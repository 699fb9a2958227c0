#include "report/json.h"

#include "report/guidance.h"

#include "base/displayname.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace SyncAdmin {

namespace {

QJsonValue timeValue(qint64 milliseconds)
{
    if (milliseconds <= 0)
        return QJsonValue::Null;
    const auto time = QDateTime::fromMSecsSinceEpoch(milliseconds).toUTC();
    const int year = time.date().year();
    if (!time.isValid() || year < 1970 || year > 9999)
        return QJsonValue::Null;
    return time.toString(Qt::ISODateWithMs);
}

QJsonValue optionalNumber(const std::optional<qint64> &number)
{
    return number ? QJsonValue(*number) : QJsonValue(QJsonValue::Null);
}

QJsonObject amountObject(const DiskUsage::Amount &amount)
{
    return {{QStringLiteral("files"), amount.files},
            {QStringLiteral("bytes"), amount.bytes},
            {QStringLiteral("allocatedBytes"), amount.allocated}};
}

QJsonObject statsObject(const CollectionStats &stats)
{
    QJsonObject pending;
    for (auto it = stats.pending.begin(); it != stats.pending.end(); ++it)
        pending.insert(it.key(), it.value());
    return {{QStringLiteral("schemaVersion"), stats.schemaVersion},
            {QStringLiteral("cards"), stats.cards},
            {QStringLiteral("notes"), stats.notes},
            {QStringLiteral("decks"), optionalNumber(stats.decks)},
            {QStringLiteral("noteTypes"), optionalNumber(stats.noteTypes)},
            {QStringLiteral("reviews"), stats.reviews},
            {QStringLiteral("graves"), stats.graves},
            {QStringLiteral("usn"), stats.usn},
            {QStringLiteral("pendingRows"), pending},
            {QStringLiteral("created"), timeValue(stats.created)},
            {QStringLiteral("modified"), timeValue(stats.modified)},
            {QStringLiteral("schemaModified"), timeValue(stats.schemaModified)},
            {QStringLiteral("lastSync"), timeValue(stats.lastSync)},
            {QStringLiteral("lastReview"), timeValue(stats.lastReview)}};
}

QJsonObject statsObject(const MediaDatabaseStats &stats)
{
    return {{QStringLiteral("format"), formatName(stats.format)},
            {QStringLiteral("entries"), stats.entries},
            {QStringLiteral("usn"), stats.usn},
            {QStringLiteral("trackedFiles"), stats.trackedFiles},
            {QStringLiteral("trackedBytes"), optionalNumber(stats.trackedBytes)}};
}

template <typename Stats>
QJsonObject databaseObject(const DatabaseAnalysis<Stats> &database)
{
    QJsonObject object = database.stats ? statsObject(*database.stats) : QJsonObject();
    insertName(object, database.name);
    object.insert(QStringLiteral("bytes"), database.bytes);
    if (database.error)
        object.insert(QStringLiteral("error"), toJson(*database.error));
    return object;
}

QJsonObject usageObject(const DiskUsage &usage)
{
    using Class = DiskUsage::Class;
    return {{QStringLiteral("collection"), amountObject(usage.of(Class::Collection))},
            {QStringLiteral("mediaDatabase"), amountObject(usage.of(Class::MediaDatabase))},
            {QStringLiteral("media"), amountObject(usage.of(Class::Media))},
            {QStringLiteral("temporary"), amountObject(usage.of(Class::Temporary))},
            {QStringLiteral("other"), amountObject(usage.of(Class::Other))}};
}

QJsonArray mediaFoldersArray(const UserAnalysis &analysis)
{
    QJsonArray folders;
    for (const QByteArray &name : analysis.mediaFolders) {
        const auto media = analysis.usage.inFolder(name, DiskUsage::Class::Media);
        QJsonObject folder{{QStringLiteral("files"), media.files},
                           {QStringLiteral("bytes"), media.bytes}};
        insertName(folder, name);
        folders.append(folder);
    }
    return folders;
}

QJsonArray layoutsArray(Layouts layouts)
{
    QJsonArray names;
    for (const Layout layout : {Layout::Community, Layout::Official, Layout::Legacy}) {
        if (layouts.testFlag(layout))
            names.append(layoutName(layout));
    }
    return names;
}

} // namespace

void insertName(QJsonObject &object, const QByteArray &name)
{
    if (isUtf8(name)) {
        object.insert(QStringLiteral("name"), QString::fromUtf8(name));
        return;
    }
    object.insert(QStringLiteral("name"), displayName(name));
    object.insert(QStringLiteral("nameBytes"), QString::fromLatin1(name.toBase64()));
}

QJsonObject toJson(const Error &error)
{
    QJsonObject object{{QStringLiteral("code"), codeName(error.code)},
                       {QStringLiteral("text"), error.message()}};
    if (error.cause)
        object.insert(QStringLiteral("cause"), toJson(*error.cause));
    return object;
}

QJsonObject toJson(const Problem &problem)
{
    return {{QStringLiteral("code"), problemName(problem.code)},
            {QStringLiteral("severity"), severityName(problem.severity)},
            {QStringLiteral("subject"), problem.subject},
            {QStringLiteral("text"), problem.text()}};
}

QJsonObject toJson(const UserFolder &user, const Error &error)
{
    QJsonObject object{{QStringLiteral("type"), QStringLiteral("analysis")},
                       {QStringLiteral("error"), toJson(error)}};
    insertName(object, user.name);
    return object;
}

QJsonObject toJson(const UserAnalysis &analysis)
{
    QJsonObject object{{QStringLiteral("type"), QStringLiteral("analysis")},
                       {QStringLiteral("layouts"), layoutsArray(analysis.layouts())}};
    insertName(object, analysis.user.name);
    if (!analysis.person.isEmpty())
        object.insert(QStringLiteral("account"), analysis.person);
    if (analysis.wasRead) {
        const auto total = analysis.usage.total();
        object.insert(QStringLiteral("files"), total.files);
        object.insert(QStringLiteral("bytes"), total.bytes);
        object.insert(QStringLiteral("allocatedBytes"), total.allocated);
        object.insert(QStringLiteral("usage"), usageObject(analysis.usage));
    }
    if (analysis.collection)
        object.insert(QStringLiteral("collection"), databaseObject(*analysis.collection));
    object.insert(QStringLiteral("mediaFolders"), mediaFoldersArray(analysis));
    QJsonArray databases;
    for (const auto &database : analysis.mediaDatabases)
        databases.append(databaseObject(database));
    object.insert(QStringLiteral("mediaDatabases"), databases);
    QJsonArray problems;
    for (const Problem &problem : analysis.problems)
        problems.append(toJson(problem));
    object.insert(QStringLiteral("problems"), problems);
    return object;
}

QJsonObject toJson(const PlanStep &step)
{
    QJsonObject object{{QStringLiteral("kind"), stepKindName(step.kind)},
                       {QStringLiteral("files"), step.files},
                       {QStringLiteral("bytes"), step.bytes}};
    insertName(object, step.name);
    if (step.usn > 0)
        object.insert(QStringLiteral("usn"), step.usn);
    if (step.owner) {
        object.insert(QStringLiteral("uid"), static_cast<qint64>(step.owner->uid));
        object.insert(QStringLiteral("gid"), static_cast<qint64>(step.owner->gid));
    }
    return object;
}

QJsonObject toJson(const ResetPlan &plan)
{
    QJsonObject object{{QStringLiteral("type"), QStringLiteral("plan")},
                       {QStringLiteral("keepMediaFiles"), plan.options.keepMediaFiles},
                       {QStringLiteral("files"), plan.files()},
                       {QStringLiteral("bytes"), plan.bytes()}};
    insertName(object, plan.user.name);
    QJsonArray steps;
    for (const PlanStep &step : plan.steps)
        steps.append(toJson(step));
    object.insert(QStringLiteral("steps"), steps);
    QJsonArray kept;
    for (const UserEntry &entry : plan.kept) {
        QJsonObject keptEntry;
        insertName(keptEntry, entry.name);
        kept.append(keptEntry);
    }
    object.insert(QStringLiteral("kept"), kept);
    if (plan.operation == Manifest::Operation::Revoke)
        object.insert(QStringLiteral("sessionsLeft"), plan.sessionsLeft);
    if (!plan.affectsSync || plan.steps.isEmpty())
        return object;
    object.insert(QStringLiteral("scope"), scopeName(plan.options.scope));
    object.insert(QStringLiteral("nextSync"),
                  QJsonArray::fromStringList(nextSyncLines(plan.syncEffect())));
    object.insert(QStringLiteral("message"), messageBefore(plan.syncEffect()));
    if (plan.operation == Manifest::Operation::Restore) {
        object.insert(QStringLiteral("late"), plan.isLate);
        object.insert(QStringLiteral("givenUp"),
                      QJsonObject{{QStringLiteral("cards"), plan.givenUp.cards},
                                  {QStringLiteral("reviews"), plan.givenUp.reviews},
                                  {QStringLiteral("files"), plan.givenUp.files}});
    }
    return object;
}

QByteArray jsonLine(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace SyncAdmin
