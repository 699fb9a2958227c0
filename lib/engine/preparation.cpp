#include "engine/preparation.h"

#include "accounts/sessionedit.h"
#include "analysis/medialisting.h"
#include "base/writing.h"
#include "database/foldedcopy.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

using Step = PlanStep::Kind;
using Content = MediaDatabasePlan::Content;

constexpr quint32 ownerReadsAndWrites = 0600;
constexpr quint32 ownerEnters = 0100;
constexpr quint32 withoutExecution = 0666; // of a folder's mode: that of a file in it

// The attributes for the entry: those of the entry that it replaces, or of one that a server makes.
Result<EntryAttributes> appearanceOf(const PlanStep &step, const Preparation &preparation)
{
    const bool isFolder = step.kind == Step::FreshMediaFolder;
    const auto wanted = isFolder ? FileStatus::Type::Folder : FileStatus::Type::Regular;
    Result<EntryAttributes> like = attributesOf(preparation.user, step.name);
    if (!like && like.error().code != Error::Code::DoesNotExist)
        return like;
    if ((!like || like->type != wanted) && preparation.sourceItems)
        like = attributesOf(*preparation.sourceItems, step.name);
    if (!like || like->type != wanted) {
        like = attributesOf(preparation.user, {});
        if (like && !isFolder) {
            like->mode &= withoutExecution;
            like->extended.clear(); // its default ACL is for folders
        }
    }
    if (!like)
        return like;
    if (step.owner) {
        like->owner = step.owner->uid;
        like->group = step.owner->gid;
    }
    // A server must be able to write what is made for it.
    if (step.kind != Step::RevokedSessions)
        like->mode |= ownerReadsAndWrites | (isFolder ? ownerEnters : 0);
    return like;
}

// Gives a prepared file its attributes and syncs it.
Result<ManifestEntry> finish(const PlanStep &step, const EntryAttributes &like,
                             const Preparation &preparation)
{
    const Directory &fresh = preparation.fresh;
    RETURN_IF_ERROR(
        applyAttributes(fresh, like.owner, like.group, like.mode, like.extended, step.name));
    ASSIGN_OR_RETURN(const auto file, fresh.openFile(step.name));
    RETURN_IF_ERROR(syncFile(file.get(), fresh.pathOf(step.name), *fresh.calls()));
    ASSIGN_OR_RETURN(const EntryAttributes made, attributesOf(fresh, step.name));
    return ManifestEntry{
        ManifestEntry::Move::Install, step.kind, step.name, step.files, made.size, made};
}

// Writes the bytes of a file, and reads them again: what takes the place of somebody's data is what
// was checked.
Result<ManifestEntry> writeImage(const PlanStep &step, const QByteArray &image,
                                 const Preparation &preparation)
{
    ASSIGN_OR_RETURN(const EntryAttributes like, appearanceOf(step, preparation));
    RETURN_IF_ERROR(preparation.fresh.writeNewFile(step.name, image, 0600));
    ASSIGN_OR_RETURN(const ManifestEntry entry, finish(step, like, preparation));
    ASSIGN_OR_RETURN(const QByteArray written, preparation.fresh.readFile(step.name, image.size()));
    if (written != image)
        return failure(
            Error::Code::Damaged, preparation.fresh.pathOf(step.name),
            QStringLiteral("the data that was read back differs from the data that was written"));
    return entry;
}

Result<ManifestEntry> freshFolder(const PlanStep &step, const Preparation &preparation)
{
    ASSIGN_OR_RETURN(const EntryAttributes like, appearanceOf(step, preparation));
    ASSIGN_OR_RETURN(const EntryAttributes built, buildFolder(preparation.fresh, step.name, like));
    return ManifestEntry{ManifestEntry::Move::Install, step.kind, step.name, 0, 0, built};
}

// The edited session.db.
Result<ManifestEntry> editedSessions(const PlanStep &step, const Preparation &preparation)
{
    const Directory &root = preparation.user;
    ASSIGN_OR_RETURN(const SessionEdit edit,
                     editSessions(root, preparation.plan.user.name, preparation.task));
    if (edit.removed != step.files || edit.left != preparation.plan.sessionsLeft)
        return failure(Error::Code::Changed, root.pathOf(step.name));
    return writeImage(step, edit.image, preparation);
}

Result<ManifestEntry> foldedDatabase(const PlanStep &step, const Preparation &preparation)
{
    const Directory &items = *preparation.sourceItems;
    ASSIGN_OR_RETURN(const EntryAttributes like, attributesOf(items, step.name));
    RETURN_IF_ERROR(
        writeFoldedCopy(items, step.name, preparation.fresh, step.name, preparation.task));
    return finish(step, like, preparation);
}

// The media folder whose files a database lists. What it is now is remembered: it must not change
// until the database is in place.
Result<Directory> openMediaFolder(const MediaDatabasePlan &plan, Preparation &preparation)
{
    if (plan.isFolderInPoint)
        return preparation.sourceItems->openFolder(plan.mediaFolder);
    ASSIGN_OR_RETURN(const Directory folder, preparation.user.openFolder(plan.mediaFolder));
    ASSIGN_OR_RETURN(const FileStatus status, folder.status());
    preparation.mediaFolders.insert(plan.mediaFolder, status);
    return folder;
}

Result<> addFiles(const MediaDatabasePlan &plan, Preparation &preparation, MediaIndex &index)
{
    ASSIGN_OR_RETURN(const auto folder, ifExists(openMediaFolder(plan, preparation)));
    if (!folder)
        return {};
    ASSIGN_OR_RETURN(QList<MediaFile> files, listMedia(*folder, preparation.task));
    QByteArrayList known = index.names();
    std::sort(known.begin(), known.end());
    files.removeIf([&known](const MediaFile &file) {
        return std::binary_search(known.begin(), known.end(), file.name);
    });
    // A file that was deleted and exists again must not have two rows.
    index.rows.removeIf([&files](const MediaIndex::Row &row) {
        return row.size == 0 && std::any_of(files.begin(), files.end(), [&row](const auto &file) {
                   return file.name == row.name;
               });
    });
    return addRows(*folder, files, preparation.task, index);
}

// The content of the database, which the plan has counted.
Result<MediaIndex> indexFor(const MediaDatabasePlan &plan, Preparation &preparation)
{
    MediaIndex index;
    switch (plan.content) {
    case Content::Empty:
    case Content::Folder:
        index.version = plan.version;
        index.lastUsn = plan.usn;
        if (plan.content == Content::Folder) {
            RETURN_IF_ERROR(addFiles(plan, preparation, index));
        }
        break;
    case Content::Lifted:
    case Content::Matched: {
        ASSIGN_OR_RETURN(const MediaIndex old,
                         MediaIndex::read(*preparation.sourceItems, plan.name, preparation.task));
        index = old.asVersion(plan.version).lifted(plan.usn);
        if (plan.content == Content::Matched) {
            ASSIGN_OR_RETURN(const Directory folder, openMediaFolder(plan, preparation));
            RETURN_IF_ERROR(matchFolder(folder, preparation.task, index));
        }
        break;
    }
    case Content::Completed: {
        ASSIGN_OR_RETURN(index, MediaIndex::read(preparation.user, plan.name, preparation.task));
        RETURN_IF_ERROR(addFiles(plan, preparation, index));
        break;
    }
    }
    index.indexes = plan.indexes;
    return index;
}

Result<ManifestEntry> mediaDatabase(const PlanStep &step, Preparation &preparation)
{
    const auto plans = preparation.plan.mediaDatabases;
    const auto plan = std::find_if(plans.begin(), plans.end(),
                                   [&step](const auto &each) { return each.name == step.name; });
    const QString path = preparation.user.pathOf(step.name);
    if (plan == plans.end())
        return failure(Error::Code::Changed, path);
    ASSIGN_OR_RETURN(const MediaIndex index, indexFor(*plan, preparation));
    // What the admin has seen is what is done.
    if (index.lastUsn != step.usn)
        return failure(Error::Code::Changed, path);
    ASSIGN_OR_RETURN(const QByteArray image, index.image(path, preparation.task));
    preparation.installed.append({step.name, index.lastUsn, index.rows.size(), index.hash()});
    return writeImage(step, image, preparation);
}

} // namespace

Result<EntryAttributes> attributesOf(const Directory &folder, const QByteArray &name)
{
    ASSIGN_OR_RETURN(const FileStatus status,
                     name.isEmpty() ? folder.status() : folder.status(name));
    ASSIGN_OR_RETURN(const ExtendedAttributes extended, readAttributes(folder, name));
    return EntryAttributes::of(status, extended);
}

Result<EntryAttributes> buildFolder(const Directory &in, const QByteArray &name,
                                    const EntryAttributes &like)
{
    ASSIGN_OR_RETURN(const Directory folder, in.makeFolder(name, 0700));
    RETURN_IF_ERROR(applyAttributes(folder, like.owner, like.group, like.mode, like.extended));
    RETURN_IF_ERROR(folder.sync());
    return attributesOf(folder, {});
}

Result<ManifestEntry> prepareEntry(const PlanStep &step, Preparation &preparation)
{
    switch (step.kind) {
    case Step::FreshMediaFolder:
        return freshFolder(step, preparation);
    case Step::RevokedSessions:
        return editedSessions(step, preparation);
    case Step::FoldedCollectionFile:
    case Step::FoldedMediaDatabase:
        return foldedDatabase(step, preparation);
    default:
        return mediaDatabase(step, preparation);
    }
}

} // namespace SyncAdmin
