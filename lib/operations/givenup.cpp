#include "operations/givenup.h"

#include "analysis/mediaindex.h"
#include "analysis/medialisting.h"
#include "database/database.h"
#include "volume/artefact.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

// The ids of a table, ascending.
Result<QList<qint64>> idsIn(const Directory &folder, const QByteArray &name, const QString &table,
                            const Task &task)
{
    QList<qint64> ids;
    ReadOptions options;
    options.processorLimit = 10'000;
    RETURN_IF_ERROR(readDatabase(folder, name, options, task, [&](Database &database) {
        ids.clear();
        if (!database.hasTable(table))
            return Result<>();
        return database.forEachRow(QStringLiteral("SELECT id FROM main.%1 ORDER BY id").arg(table),
                                   [&ids](const QVariantList &row) {
                                       ids.append(row.first().toLongLong());
                                       return true;
                                   });
    }));
    return ids;
}

// How many of the sorted `newer` are not among the sorted `older`.
template <typename Value>
qint64 countAdded(const QList<Value> &newer, const QList<Value> &older)
{
    QList<Value> added;
    std::set_difference(newer.begin(), newer.end(), older.begin(), older.end(),
                        std::back_inserter(added));
    return added.size();
}

Result<QByteArrayList> sortedNames(const Directory &folder, const QByteArray &name)
{
    ASSIGN_OR_RETURN(const auto status, ifExists(folder.status(name)));
    if (!status || !status->isFolder()) // somebody's file in the place of a media folder
        return QByteArrayList();
    ASSIGN_OR_RETURN(const Directory opened, folder.openFolder(name));
    ASSIGN_OR_RETURN(const QList<DirectoryEntry> entries, opened.entries());
    QByteArrayList names;
    for (const DirectoryEntry &entry : entries) {
        if (!isTemporaryMedia(entry.name.constData()))
            names.append(entry.name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

// The files of a media folder as its database has them, each as its name, a zero and its sum,
// ascending. None where it cannot be read.
Result<QByteArrayList> sortedSums(const Directory &folder, const QByteArray &mediaFolder,
                                  const Task &task)
{
    const Layout layout =
        mediaFolder == mediaFolderName(Layout::Official) ? Layout::Official : Layout::Community;
    const auto index = MediaIndex::read(folder, mediaDatabaseNames(layout).first(), task);
    if (!index && index.error().code == Error::Code::Cancelled)
        return failure(index);
    QByteArrayList sums;
    for (const MediaIndex::Row &row : index ? index->rows : QList<MediaIndex::Row>()) {
        if (row.size > 0)
            sums.append(row.name + '\0' + row.sum);
    }
    std::sort(sums.begin(), sums.end());
    return sums;
}

// How many files of the sorted `newer` have the name of one of the sorted `older`, and another sum.
qint64 countReplaced(const QByteArrayList &newer, const QByteArrayList &older)
{
    const auto isReplaced = [&older](const QByteArray &file) {
        const QByteArray name = file.left(file.indexOf('\0') + 1);
        const auto same = std::lower_bound(older.begin(), older.end(), name);
        return same != older.end() && same->startsWith(name) && *same != file;
    };
    return std::count_if(newer.begin(), newer.end(), isReplaced);
}

Result<> countRows(const RestoreSource &source, const Directory &folder, const Task &task,
                   GivenUp &givenUp)
{
    const std::pair<QString, qint64 GivenUp::*> tables[] = {
        {QStringLiteral("cards"), &GivenUp::cards}, {QStringLiteral("revlog"), &GivenUp::reviews}};
    for (const auto &[table, count] : tables) {
        const auto newer = idsIn(folder, collectionName(), table, task);
        if (!newer && newer.error().code == Error::Code::Cancelled)
            return failure(newer);
        const auto older = source.item(collectionName()) != nullptr
                               ? idsIn(source.items(), collectionName(), table, task)
                               : Result<QList<qint64>>(QList<qint64>());
        if (newer)
            givenUp.*count = countAdded(*newer, older.value_or(QList<qint64>()));
    }
    return {};
}

} // namespace

Result<GivenUp> countGivenUp(const RestoreSource &source, const RestoreTarget &target,
                             bool collection, const QList<PlanStep> &steps, const Task &task)
{
    GivenUp givenUp;
    if (!target.folder)
        return givenUp;
    if (collection) {
        RETURN_IF_ERROR(countRows(source, *target.folder, task, givenUp));
    }
    for (const PlanStep &step : steps) {
        if (step.kind != PlanStep::Kind::NewerMediaFolder)
            continue;
        const Directory &folder = *target.folder;
        ASSIGN_OR_RETURN(const QByteArrayList newer, sortedNames(folder, step.name));
        ASSIGN_OR_RETURN(const QByteArrayList older, sortedNames(source.items(), step.name));
        ASSIGN_OR_RETURN(const QByteArrayList newerSums, sortedSums(folder, step.name, task));
        ASSIGN_OR_RETURN(const QByteArrayList olderSums,
                         sortedSums(source.items(), step.name, task));
        givenUp.files += countAdded(newer, older) + countReplaced(newerSums, olderSums);
    }
    return givenUp;
}

} // namespace SyncAdmin
