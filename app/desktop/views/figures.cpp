#include "views/figures.h"

#include "base/displayname.h"
#include "base/format.h"

#include <QCoreApplication>

namespace SyncAdmin::Desktop {

namespace {

struct FiguresTr
{
    Q_DECLARE_TR_FUNCTIONS(Figures)
};

void add(QList<Figure> &figures, const QString &label, const QString &value)
{
    figures.append({label, value});
}

void addCollection(QList<Figure> &figures, const DatabaseAnalysis<CollectionStats> &collection)
{
    figures.append(Figure());
    if (!collection.stats) {
        add(figures, FiguresTr::tr("Collection"),
            collection.error ? errorText(*collection.error) : FiguresTr::tr("Cannot be read"));
        return;
    }
    const CollectionStats &stats = *collection.stats;
    add(figures, FiguresTr::tr("Cards"), numberText(stats.cards));
    add(figures, FiguresTr::tr("Notes"), numberText(stats.notes));
    if (stats.decks)
        add(figures, FiguresTr::tr("Decks"), numberText(*stats.decks));
    if (stats.noteTypes)
        add(figures, FiguresTr::tr("Note types"), numberText(*stats.noteTypes));
    add(figures, FiguresTr::tr("Reviews"), numberText(stats.reviews));
    add(figures, FiguresTr::tr("USN"), QString::number(stats.usn));
    add(figures, FiguresTr::tr("Collection size"), bytesText(collection.bytes));
    figures.append(Figure());
    add(figures, FiguresTr::tr("Last sync"), exactTimeText(stats.lastSync));
    add(figures, FiguresTr::tr("Last review"), exactTimeText(stats.lastReview));
    add(figures, FiguresTr::tr("Modified"), exactTimeText(stats.modified));
    add(figures, FiguresTr::tr("Schema modified"), exactTimeText(stats.schemaModified));
    add(figures, FiguresTr::tr("Created"), exactTimeText(stats.created));
    add(figures, FiguresTr::tr("Schema version"), QString::number(stats.schemaVersion));
}

void addMedia(QList<Figure> &figures, const UserAnalysis &analysis)
{
    figures.append(Figure());
    const auto &media = analysis.usage.of(DiskUsage::Class::Media);
    add(figures, FiguresTr::tr("Media files"),
        FiguresTr::tr("%1, %2").arg(numberText(media.files), bytesText(media.bytes)));
    for (const auto &database : analysis.mediaDatabases) {
        const QString name = displayName(database.name);
        if (!database.stats) {
            add(figures, name, database.error ? errorText(*database.error) : unknownText());
            continue;
        }
        QString value =
            FiguresTr::tr("%1 entries, USN %2")
                .arg(numberText(database.stats->entries), QString::number(database.stats->usn));
        if (database.stats->trackedBytes)
            value += FiguresTr::tr(", %1").arg(bytesText(*database.stats->trackedBytes));
        add(figures, name, value);
    }
}

} // namespace

QList<Figure> figuresOf(const UserRow &row)
{
    QList<Figure> figures;
    if (!row.person.isEmpty())
        add(figures, FiguresTr::tr("Account"), row.person);
    add(figures, FiguresTr::tr("Folder"), row.user.path());
    add(figures, FiguresTr::tr("Layout"),
        layoutNames(row.user.layouts ? row.user.layouts : Layouts(row.user.layout)));
    add(figures, FiguresTr::tr("Owner"), FiguresTr::tr("uid %1").arg(row.user.owner));
    if (!row.holder.isEmpty())
        add(figures, FiguresTr::tr("In use by"), row.holder);
    if (row.error)
        add(figures, FiguresTr::tr("Error"), errorText(*row.error));
    if (!row.analysis || !row.analysis->wasRead)
        return figures;
    const auto total = row.analysis->usage.total();
    add(figures, FiguresTr::tr("Total"),
        FiguresTr::tr("%1 in %2 files").arg(bytesText(total.bytes), numberText(total.files)));
    if (row.analysis->collection)
        addCollection(figures, *row.analysis->collection);
    addMedia(figures, *row.analysis);
    return figures;
}

DiskUsage usageOf(const QList<UserRow> &rows)
{
    DiskUsage usage;
    for (const UserRow &row : rows) {
        if (!row.analysis)
            continue;
        for (size_t i = 0; i < usage.byClass.size(); ++i)
            usage.byClass.at(i) += row.analysis->usage.byClass.at(i);
    }
    return usage;
}

QList<Figure> figuresOf(const QList<UserRow> &rows)
{
    qint64 cards = 0;
    qint64 notes = 0;
    qint64 problems = 0;
    qint64 unknown = 0;
    for (const UserRow &row : rows) {
        if (const CollectionStats *stats = row.collection()) {
            cards += stats->cards;
            notes += stats->notes;
        }
        unknown += row.bytes() ? 0 : 1;
        problems += row.needsAttention() ? 1 : 0;
    }
    const DiskUsage usage = usageOf(rows);
    QList<Figure> figures;
    add(figures, FiguresTr::tr("Users"), numberText(rows.size()));
    add(figures, FiguresTr::tr("With problems"), numberText(problems));
    if (unknown > 0)
        add(figures, FiguresTr::tr("Size unknown"), numberText(unknown));
    figures.append(Figure());
    add(figures, FiguresTr::tr("Cards"), numberText(cards));
    add(figures, FiguresTr::tr("Notes"), numberText(notes));
    add(figures, FiguresTr::tr("Media files"), numberText(usage.of(DiskUsage::Class::Media).files));
    add(figures, FiguresTr::tr("Total"),
        FiguresTr::tr("%1 in %2 files")
            .arg(bytesText(usage.total().bytes), numberText(usage.total().files)));
    return figures;
}

} // namespace SyncAdmin::Desktop
