#include "report/text.h"

#include "base/displayname.h"
#include "base/text.h"
#include "report/operationparts.h"

namespace SyncAdmin {

using namespace OperationParts;

namespace {

QString collectionText(const DatabaseAnalysis<CollectionStats> &collection)
{
    QString text;
    if (collection.stats) {
        text = line(QStringLiteral("Collection: %1 cards, %2 notes, USN %3")
                        .arg(groupedNumber(collection.stats->cards),
                             groupedNumber(collection.stats->notes),
                             QString::number(collection.stats->usn)));
    } else if (collection.error) {
        text = line(QStringLiteral("Collection: ERROR - ") + collection.error->reason());
    }
    return text + line(QStringLiteral("  Size: ") + sizeText(collection.bytes));
}

QString mediaFolderText(const UserAnalysis &analysis, const QByteArray &name)
{
    const auto media = analysis.usage.inFolder(name, DiskUsage::Class::Media);
    return line(QStringLiteral("Media files: %1 files, %2")
                    .arg(groupedNumber(media.files), sizeText(media.bytes)));
}

QString mediaDatabaseText(const DatabaseAnalysis<MediaDatabaseStats> &database)
{
    if (!database.stats) {
        return database.error
                   ? line(QStringLiteral("Media database: ERROR - ") + database.error->reason())
                   : QString();
    }
    const MediaDatabaseStats &stats = *database.stats;
    QString tracked = QStringLiteral("  Tracked: %1 files").arg(groupedNumber(stats.trackedFiles));
    if (stats.trackedBytes)
        tracked += QStringLiteral(", ") + sizeText(*stats.trackedBytes);
    return line(QStringLiteral("Media database: %1 entries, USN %2")
                    .arg(groupedNumber(stats.entries), QString::number(stats.usn))) +
           line(tracked);
}

// The database that each layout's server uses; a client's database only if the server uses that
// one.
QString mediaDatabasesText(const UserAnalysis &analysis)
{
    QString text;
    for (const auto &database : analysis.mediaDatabases) {
        const bool isSpare =
            database.name == clientMediaDatabaseName() &&
            analysis.entry(mediaDatabaseNames(Layout::Community).first()) != nullptr;
        if (!isSpare)
            text += mediaDatabaseText(database);
    }
    return text;
}

QString problemsText(const QList<Problem> &problems)
{
    if (problems.isEmpty())
        return {};
    QString text = QStringLiteral("\nProblems:\n");
    for (const Problem &problem : problems)
        text += line(QStringLiteral("  ! ") + problem.text());
    return text;
}

QString keptText(const ResetPlan &plan)
{
    QString text;
    for (const UserEntry &entry : plan.kept) {
        // A sidecar is moved together with its database.
        if (entry.artefact.database.isEmpty())
            text += line(QStringLiteral("  - ") + displayName(entry.name));
    }
    return text.isEmpty() ? text : QStringLiteral("Kept as they are:\n") + text;
}

} // namespace

QString analysisText(const UserAnalysis &analysis)
{
    QString title = QStringLiteral("User Data Analysis: ") + analysis.user.displayName();
    if (!analysis.person.isEmpty())
        title += QStringLiteral(" (%1)").arg(displayText(analysis.person));
    QString text = heading(title);
    if (analysis.wasRead) {
        const auto total = analysis.usage.total();
        text += line(QStringLiteral("Total files: ") + groupedNumber(total.files));
        text += line(QStringLiteral("Total size: ") + sizeText(total.bytes));
    }
    if (analysis.collection)
        text += collectionText(*analysis.collection);
    for (const QByteArray &name : analysis.mediaFolders)
        text += mediaFolderText(analysis, name);
    return text + mediaDatabasesText(analysis) + problemsText(analysis.problems);
}

QString dryRunText(const ResetPlan &plan, const QString &command)
{
    QString text = heading(QStringLiteral("DRY RUN MODE")) +
                   line(QStringLiteral("This is a dry run - no changes will be made.")) +
                   line(QStringLiteral("Use --confirm to actually perform the reset.")) + line({}) +
                   heading(QStringLiteral("DRY RUN RESULTS"));
    if (plan.steps.isEmpty())
        return text + nothingToResetText(plan);
    text += line(QStringLiteral("Operations that would be performed:"));
    for (const PlanStep &step : plan.steps)
        text += line(QStringLiteral("  ✓ ") + step.done());
    text += keptText(plan);
    return text + line({}) + line(QStringLiteral("To actually perform this reset, run:")) +
           line(command);
}

QString planText(const ResetPlan &plan)
{
    QString text;
    for (const PlanStep &step : plan.steps)
        text += line(QStringLiteral("  - ") + step.toDo());
    return text;
}

QString nothingToResetText(const ResetPlan &plan)
{
    return line(QStringLiteral("Nothing to reset: user '%1' has no data on the server.")
                    .arg(plan.user.displayName()));
}

} // namespace SyncAdmin
