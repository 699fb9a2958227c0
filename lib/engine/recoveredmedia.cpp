#include "engine/recoveredmedia.h"

#include "analysis/medialisting.h"
#include "base/text.h"
#include "engine/preparation.h"
#include "store/mediamemory.h"
#include "store/pointfiles.h"
#include "volume/artefact.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

// The folders of the point that hold what a recovery moved aside, this or an earlier one.
QList<Directory> foldersOfNewer(const Directory &point)
{
    QList<Directory> folders;
    for (int i = 1; i < PointFiles::maxNewer; ++i) {
        const auto folder = point.openFolder(PointFiles::nameOfNewer(i));
        if (!folder)
            break;
        folders.append(*folder);
    }
    return folders;
}

Result<> installLifted(const InterruptedState &state, const QByteArray &name,
                       const QByteArray &image)
{
    const Directory &point = state.folder.point;
    ASSIGN_OR_RETURN(const EntryAttributes like, attributesOf(state.folder.items, name));
    const QByteArray prepared = "prepared-" + name;
    RETURN_IF_ERROR(ifExists(point.removeFile(prepared))); // of a recovery that was interrupted
    RETURN_IF_ERROR(point.writeNewFile(prepared, image, 0600));
    RETURN_IF_ERROR(
        applyAttributes(point, like.owner, like.group, like.mode, like.extended, prepared));
    RETURN_IF_ERROR(point.renameReplacing(prepared, *state.user, name));
    RETURN_IF_ERROR(state.user->sync());
    return point.sync();
}

} // namespace

Result<> RecoveredMedia::prepare(const InterruptedState &state, QStringList &warnings)
{
    for (const qsizetype i : state.plan.moved) {
        const Move &move = state.moves.at(i);
        const bool isMediaDatabase =
            artefactFor(move.entry.name).kind == Artefact::Kind::MediaDatabase;
        if (isMediaDatabase && move.entry.move == ManifestEntry::Move::MoveOut) {
            RETURN_IF_ERROR(prepareDatabase(state, move, warnings));
        }
    }
    return {};
}

Result<> RecoveredMedia::prepareDatabase(const InterruptedState &state, const Move &move,
                                         QStringList &warnings)
{
    const QByteArray &name = move.entry.name;
    ASSIGN_OR_RETURN(const qint64 newer, newerUsn(state, name));
    if (newer == 0)
        return {};
    const auto old = MediaIndex::read(state.folder.items, name, m_task);
    if (!old && old.error().code == Error::Code::Cancelled)
        return failure(old);
    if (!old) { // an older format, or damaged
        warnings.append(
            QStringLiteral(
                "%1 was moved back unchanged, although a server has changed its counter since. "
                "Individual media files may differ between devices without any message")
                .arg(move.fromPath()));
        return {};
    }
    MediaIndex lifted = old->lifted(newer);
    RETURN_IF_ERROR(matchStayingFolder(state, name, lifted));
    ASSIGN_OR_RETURN(const QByteArray image, lifted.image(move.fromPath(), m_task));
    m_lifted.append({name, image, lifted.lastUsn});
    return {};
}

// The USN up to which devices may have met a media database of this name that a server made in the
// meantime, beginning at most at the remembered one; 0 where none did.
Result<qint64> RecoveredMedia::newerUsn(const InterruptedState &state, const QByteArray &name) const
{
    QList<Directory> folders = foldersOfNewer(state.folder.point);
    if (state.plan.namesInTheWay().contains(name))
        folders.append(*state.user);
    qint64 usn = 0;
    for (const Directory &folder : std::as_const(folders)) {
        const auto index = MediaIndex::read(folder, name, m_task);
        if (index) {
            usn = std::max(usn, index->lastUsn);
        } else if (index.error().code == Error::Code::Cancelled) {
            return failure(index);
        } else if (index.error().code != Error::Code::DoesNotExist) {
            const auto memory = mediaMemoryOf(m_user);
            const qint64 remembered = memory ? memory->highestUsn : 0;
            usn = std::max(usn, remembered + MediaIndex::unreadableMargin);
        }
    }
    return usn;
}

// A server that ran before the media folder was moved has written to that folder.
Result<> RecoveredMedia::matchStayingFolder(const InterruptedState &state,
                                            const QByteArray &database, MediaIndex &index) const
{
    const bool isOfficial = database == mediaDatabaseNames(Layout::Official).first();
    const QByteArray name = mediaFolderName(isOfficial ? Layout::Official : Layout::Community);
    const QList<qsizetype> &moved = state.plan.moved;
    if (std::any_of(moved.begin(), moved.end(),
                    [&](qsizetype i) { return state.moves.at(i).entry.name == name; }))
        return {};
    ASSIGN_OR_RETURN(const auto folder, ifExists(state.user->openFolder(name)));
    return folder ? matchFolder(*folder, m_task, index) : Result<>();
}

void RecoveredMedia::keepReplaced(const QList<Move> &moves, RollbackPlan &plan) const
{
    for (const Lifted &lifted : m_lifted) {
        const auto isReplaced = [&](qsizetype i) {
            const ManifestEntry &entry = moves.at(i).entry;
            return entry.move == ManifestEntry::Move::MoveOut &&
                   databaseOf(entry.name) == lifted.name;
        };
        std::copy_if(plan.moved.begin(), plan.moved.end(), std::back_inserter(plan.kept),
                     isReplaced);
        plan.moved.removeIf(isReplaced);
    }
}

Result<> RecoveredMedia::install(const InterruptedState &state, QStringList &warnings) const
{
    for (const Lifted &lifted : m_lifted) {
        RETURN_IF_ERROR(installLifted(state, lifted.name, lifted.image));
        warnings.append(
            QStringLiteral(
                "%1 continues at USN %2, above the number that a server has reached since")
                .arg(state.user->pathOf(lifted.name), groupedNumber(lifted.usn)));
    }
    return {};
}

qint64 RecoveredMedia::highestUsn() const
{
    qint64 highest = 0;
    for (const Lifted &lifted : m_lifted)
        highest = std::max(highest, lifted.usn);
    return highest;
}

} // namespace SyncAdmin
