#include "engine/purge.h"

#include "base/log.h"
#include "engine/deletion.h"
#include "store/auditlog.h"
#include "store/commitrecord.h"
#include "store/pointfiles.h"

namespace SyncAdmin {

namespace {

Result<> checkPurgeable(const RestorePointStore &store, const RestorePoint &point)
{
    using State = RestorePoint::State;
    const QString path = store.pointsFolder().pathOf(point.id);
    if (point.state == State::Interrupted)
        return failure(Error::Code::Interrupted, path, point.displayId());
    // Half of its entries may be on their way back.
    ASSIGN_OR_RETURN(const auto all, store.uncommittedPoints());
    for (const RestorePoint &other : all) {
        if (other.state == State::Interrupted && other.manifest.source == point.id)
            return failure(Error::Code::Interrupted, path, other.displayId());
    }
    return {};
}

// The point of a restore shows that its source is empty. Before it is deleted, the source itself
// must be marked.
Result<> markSource(const RestorePointStore &store, const RestorePoint &point)
{
    if (point.manifest.source.isEmpty())
        return {};
    ASSIGN_OR_RETURN(const auto folder, store.pointsFolder().openFolder(point.id));
    if (!folder.status(PointFiles::committed))
        return {};
    const auto source = store.openPoint(point.manifest.source);
    if (!source)
        return {}; // purged already
    if (source->point.status(PointFiles::restored))
        return {};
    const CommitRecord mark{point.id, QDateTime::currentDateTimeUtc(), {}};
    return PointFiles::writeRecord(source->point, PointFiles::restored, mark.toJson());
}

// From here on the point cannot be restored. The manifest itself becomes the mark, because a full
// file system has no room for another file.
Result<> markPurging(const Directory &point)
{
    if (point.status(PointFiles::purging))
        return {};
    const auto renamed = point.renameReplacing(PointFiles::manifest, point, PointFiles::purging);
    if (!renamed && renamed.error().code == Error::Code::DoesNotExist)
        return PointFiles::writeRecord(point, PointFiles::purging, {});
    return renamed ? point.sync() : renamed;
}

Result<> removeRecords(const Directory &point)
{
    for (const QByteArray &name : {PointFiles::committed, PointFiles::restored,
                                   PointFiles::rollBack, PointFiles::manifest}) {
        RETURN_IF_ERROR(ifExists(point.removeFile(name)));
    }
    ASSIGN_OR_RETURN(const auto entries, point.entries());
    for (const DirectoryEntry &entry : entries) {
        if (entry.name == PointFiles::purging)
            continue;
        RETURN_IF_ERROR(point.removeFile(entry.name));
    }
    RETURN_IF_ERROR(ifExists(point.removeFile(PointFiles::purging)));
    return {};
}

Result<> deleteFolders(const RestorePointStore &store, const QByteArray &id, qint64 total,
                       const Task &task, qint64 &deleted)
{
    ASSIGN_OR_RETURN(const auto point, store.pointsFolder().openFolder(id));
    RETURN_IF_ERROR(markPurging(point));
    ASSIGN_OR_RETURN(const auto entries, point.entries());
    Deletion deletion(point, total, task);
    std::optional<Error> first;
    for (const DirectoryEntry &entry : entries) {
        const auto status = point.status(entry.name);
        if (!status || !status->isFolder())
            continue;
        const auto removed = deletion.remove(entry.name);
        deleted = deletion.files();
        if (!removed && !first)
            first = removed.error();
        if (first && first->code == Error::Code::Cancelled)
            break;
    }
    return first ? Result<>(failure(*first)) : Result<>();
}

Result<> removePoint(const RestorePointStore &store, const QByteArray &id)
{
    ASSIGN_OR_RETURN(const auto point, store.pointsFolder().openFolder(id));
    RETURN_IF_ERROR(removeRecords(point));
    RETURN_IF_ERROR(store.pointsFolder().removeEmptyFolder(id));
    return store.pointsFolder().sync();
}

// A deletion makes room, so it must not fail because there is none for a record.
Result<> unlessFull(const Result<> &written)
{
    return !written && written.error().code == Error::Code::NoSpace ? Result<>() : written;
}

Result<> deleteMarked(const RestorePointStore &store, const RestorePoint &point, const Task &task,
                      qint64 &deleted)
{
    RETURN_IF_ERROR(unlessFull(markSource(store, point)));
    RETURN_IF_ERROR(deleteFolders(store, point.id, point.manifest.files(), task, deleted));
    RETURN_IF_ERROR(markSource(store, point));
    return removePoint(store, point.id);
}

// Whether nothing of the point was deleted yet. What cannot be read counts as deleted.
bool isWhole(const RestorePointStore &store, const QByteArray &id)
{
    const auto point = store.pointsFolder().openFolder(id);
    if (!point || !point->status(PointFiles::manifest))
        return false;
    const auto mark = point->has(PointFiles::purging);
    return mark && !*mark;
}

PurgeReport::Outcome outcomeOf(const RestorePointStore &store, const QByteArray &id,
                               const Error &error)
{
    if (error.code == Error::Code::Cancelled)
        return PurgeReport::Outcome::Cancelled;
    return isWhole(store, id) ? PurgeReport::Outcome::Refused : PurgeReport::Outcome::Failed;
}

} // namespace

PurgeReport purge(RestorePointStore store, const RestorePoint &point, const PurgeOptions &options,
                  const Task &task)
{
    PurgeReport report;
    report.id = point.id;
    report.outcome = PurgeReport::Outcome::Refused;
    if (const auto locked = store.lock(); !locked) {
        report.error = locked.error();
        return report;
    }
    // What it was before the lock may have changed.
    const auto now = store.find(point.id);
    const auto purgeable = now ? checkPurgeable(store, *now) : failure(now);
    if (!purgeable) {
        report.error = purgeable.error();
        return report;
    }
    report.bytes = now->heldBytes;
    AuditEntry entry =
        AuditEntry::started(QStringLiteral("purge"), now->manifest.user, options.commandLine);
    entry.restorePoint = now->id;
    const auto written = unlessFull(AuditLog::append(store.directory(), entry));
    if (!written) {
        report.error = notRecorded(written.error());
        return report;
    }
    const auto done = deleteMarked(store, *now, task, report.files);
    report.outcome = PurgeReport::Outcome::Done;
    if (!done) {
        report.error = done.error();
        report.outcome = outcomeOf(store, now->id, done.error());
    }
    entry.finish(outcomeName(report.outcome), report.error);
    AuditLog::appendEnd(store.directory(), entry, report.warnings);
    qCDebug(logReset).noquote() << "purged" << point.displayId() << outcomeName(report.outcome);
    return report;
}

Result<> deletePoint(const RestorePointStore &store, const QByteArray &id, qint64 total,
                     const Task &task, qint64 &deleted)
{
    RETURN_IF_ERROR(deleteFolders(store, id, total, task, deleted));
    return removePoint(store, id);
}

QString outcomeName(PurgeReport::Outcome outcome)
{
    switch (outcome) {
    case PurgeReport::Outcome::Done:
        return QStringLiteral("done");
    case PurgeReport::Outcome::Refused:
        return QStringLiteral("refused");
    case PurgeReport::Outcome::Failed:
        return QStringLiteral("failed");
    case PurgeReport::Outcome::Cancelled:
        return QStringLiteral("cancelled");
    }
    return {};
}

} // namespace SyncAdmin
