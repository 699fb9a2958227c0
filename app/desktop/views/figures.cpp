#include "views/figures.h"

#include "base/displayname.h"
#include "views/format.h"

#include <QCoreApplication>

namespace SyncAdmin::Desktop {

namespace {

struct Tr
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
        add(figures, Tr::tr("Collection"),
            collection.error ? errorText(*collection.error) : Tr::tr("cannot be read"));
        return;
    }
    const CollectionStats &stats = *collection.stats;
    add(figures, Tr::tr("Cards"), numberText(stats.cards));
    add(figures, Tr::tr("Notes"), numberText(stats.notes));
    if (stats.decks)
        add(figures, Tr::tr("Decks"), numberText(*stats.decks));
    if (stats.noteTypes)
        add(figures, Tr::tr("Note types"), numberText(*stats.noteTypes));
    add(figures, Tr::tr("Reviews"), numberText(stats.reviews));
    add(figures, Tr::tr("USN"), QString::number(stats.usn));
    add(figures, Tr::tr("Collection size"), bytesText(collection.bytes));
    figures.append(Figure());
    add(figures, Tr::tr("Last sync"), exactTimeText(stats.lastSync));
    add(figures, Tr::tr("Last review"), exactTimeText(stats.lastReview));
    add(figures, Tr::tr("Modified"), exactTimeText(stats.modified));
    add(figures, Tr::tr("Schema modified"), exactTimeText(stats.schemaModified));
    add(figures, Tr::tr("Created"), exactTimeText(stats.created));
    add(figures, Tr::tr("Schema version"), QString::number(stats.schemaVersion));
}

void addMedia(QList<Figure> &figures, const UserAnalysis &analysis)
{
    figures.append(Figure());
    const auto &media = analysis.usage.of(DiskUsage::Class::Media);
    add(figures, Tr::tr("Media files"),
        Tr::tr("%1, %2").arg(numberText(media.files), bytesText(media.bytes)));
    for (const auto &database : analysis.mediaDatabases) {
        const QString name = displayName(database.name);
        if (!database.stats) {
            add(figures, name, database.error ? errorText(*database.error) : unknownText());
            continue;
        }
        QString value =
            Tr::tr("%1 entries, USN %2")
                .arg(numberText(database.stats->entries), QString::number(database.stats->usn));
        if (database.stats->trackedBytes)
            value += Tr::tr(", %1").arg(bytesText(*database.stats->trackedBytes));
        add(figures, name, value);
    }
}

} // namespace

QList<Figure> figuresOf(const UserRow &row)
{
    QList<Figure> figures;
    if (!row.person.isEmpty())
        add(figures, Tr::tr("Account"), row.person);
    add(figures, Tr::tr("Folder"), row.user.path());
    add(figures, Tr::tr("Layout"),
        layoutNames(row.user.layouts ? row.user.layouts : Layouts(row.user.layout)));
    add(figures, Tr::tr("Owner"), Tr::tr("uid %1").arg(row.user.owner));
    if (!row.holder.isEmpty())
        add(figures, Tr::tr("In use by"), row.holder);
    if (row.error)
        add(figures, Tr::tr("Error"), errorText(*row.error));
    if (!row.analysis || !row.analysis->wasRead)
        return figures;
    const auto total = row.analysis->usage.total();
    add(figures, Tr::tr("Total"),
        Tr::tr("%1 in %2 files").arg(bytesText(total.bytes), numberText(total.files)));
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
        problems += row.analysis && !row.analysis->problems.isEmpty() ? 1 : 0;
    }
    const DiskUsage usage = usageOf(rows);
    QList<Figure> figures;
    add(figures, Tr::tr("Users"), numberText(rows.size()));
    add(figures, Tr::tr("With problems"), numberText(problems));
    if (unknown > 0)
        add(figures, Tr::tr("Without figures"), numberText(unknown));
    figures.append(Figure());
    add(figures, Tr::tr("Cards"), numberText(cards));
    add(figures, Tr::tr("Notes"), numberText(notes));
    add(figures, Tr::tr("Media files"), numberText(usage.of(DiskUsage::Class::Media).files));
    add(figures, Tr::tr("Total"),
        Tr::tr("%1 in %2 files")
            .arg(bytesText(usage.total().bytes), numberText(usage.total().files)));
    return figures;
}

} // namespace SyncAdmin::Desktop
