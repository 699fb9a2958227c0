#include "engine/rollback.h"

#include "accounts/sessions.h"
#include "volume/artefact.h"

namespace SyncAdmin {

namespace {

// A power cut between the syncs of the two folders can leave a file under both names (btrfs does);
// a rename of one to the other would do nothing.
Result<> moveBack(const Move &move, bool noReplace)
{
    ASSIGN_OR_RETURN(const auto source, standingAt(move.from, move.fromName, move.entry));
    ASSIGN_OR_RETURN(const auto target, standingAt(move.to, move.toName, move.entry));
    if (source == Standing::Ours && target == Standing::Ours)
        return move.to.removeFile(move.toName);
    return runMove({move.entry, move.to, move.toName, move.from, move.fromName}, noReplace);
}

} // namespace

QByteArrayList namesAround(const QList<Move> &moves)
{
    QByteArrayList names;
    const auto add = [&names](const QByteArray &name) {
        if (!names.contains(name))
            names.append(name);
    };
    for (const Move &move : moves) {
        if (move.entry.attributes.type == FileStatus::Type::Regular)
            add(move.entry.name);
        const QByteArray family = databaseOf(move.entry.name);
        if (family.isEmpty())
            continue;
        add(family);
        for (const QByteArray &name : sidecarNames(family))
            add(name);
    }
    return names;
}

Result<> rollBack(const QList<Move> &moves, const RollbackPlan &plan, bool noReplace,
                  QList<qsizetype> &done)
{
    for (const qsizetype i : plan.moved) {
        RETURN_IF_ERROR(moveBack(moves.at(i), noReplace));
        done.append(i);
    }
    return syncFolders(moves);
}

} // namespace SyncAdmin
