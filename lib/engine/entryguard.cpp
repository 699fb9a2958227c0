#include "engine/entryguard.h"

#include "accounts/sessions.h"
#include "base/displayname.h"
#include "engine/changecause.h"
#include "engine/preflight.h"

namespace SyncAdmin {

namespace {

using Kind = ManifestEntry::Move;

bool entersUserFolder(const Move &move)
{
    return move.entry.move == Kind::Return || move.entry.move == Kind::Install;
}

} // namespace

Result<> EntryGuard::lockIn(const Directory &folder, bool (*applies)(const PlanStep &step))
{
    QByteArrayList databases;
    for (const PlanStep &step : m_plan.steps) {
        if (applies(step) && isDatabaseName(step.name))
            databases.append(step.name);
    }
    ASSIGN_OR_RETURN(DatabaseLocks locks, DatabaseLocks::take(folder, databases));
    m_locks.push_back(std::move(locks));
    return {};
}

Result<> EntryGuard::lock()
{
    // What stays is locked as well: a server that starts meanwhile would work on both halves.
    RETURN_IF_ERROR(
        lockIn(userFolder(), [](const PlanStep &step) { return step.moves() || step.isKept(); }));
    RETURN_IF_ERROR(checkDatabaseFiles());
    // The locks go into the user folder with the files.
    RETURN_IF_ERROR(lockIn(*m_built.fresh, [](const PlanStep &step) { return step.isPlaced(); }));
    return m_built.sourcePoint ? lockIn(m_built.sourcePoint->items,
                                        [](const PlanStep &step) { return step.isReturned(); })
                               : Result<>();
}

// What the manifest records, and an edit was made from, is what moves: now that it is locked,
// nobody writes to it. Shared memory is not data, and changes with each reader.
Result<> EntryGuard::checkDatabaseFiles() const
{
    for (const Move &move : m_built.moves) {
        if (move.entry.move != Kind::MoveOut || databaseOf(move.entry.name).isEmpty() ||
            move.fromName.endsWith("-shm"))
            continue;
        ASSIGN_OR_RETURN(const auto status, move.from.status(move.fromName));
        if (!move.entry.attributes.isUnwritten(status))
            return failure(Error::Code::Changed, move.fromPath());
    }
    return checkMediaFolders();
}

// A file that came or went since its folder was read has no row, or one too many.
Result<> EntryGuard::checkMediaFolders() const
{
    for (auto it = m_built.mediaFolders.begin(); it != m_built.mediaFolders.end(); ++it) {
        ASSIGN_OR_RETURN(const FileStatus status, userFolder().status(it.key()));
        if (!status.isSameFile(it.value()) || status.modified != it.value().modified)
            return failure(Error::Code::Changed, userFolder().pathOf(it.key()));
    }
    return {};
}

// The names in the user folder that neither stayed nor entered it: a server that has come up
// meanwhile made these files.
Result<QByteArrayList> EntryGuard::unexpectedNames() const
{
    QByteArrayList expected;
    for (const Move &move : m_built.moves) {
        if (entersUserFolder(move))
            expected.append(move.entry.name);
    }
    for (const PlanStep &step : m_plan.steps) {
        if (step.isKept())
            expected.append(step.name);
    }
    for (const UserEntry &entry : m_plan.kept)
        expected.append(entry.name);
    QByteArrayList names;
    ASSIGN_OR_RETURN(const auto entries, userFolder().entries());
    for (const DirectoryEntry &entry : entries) {
        if (!expected.contains(entry.name) && m_plan.concerns(entry.name))
            names.append(entry.name);
    }
    return names;
}

// The files that moved into the point, wherever their move stopped, and these names.
QList<FilesIn> EntryGuard::placesToProbe(const QByteArrayList &names) const
{
    QByteArrayList moved;
    for (const Move &move : m_built.moves) {
        if (move.entry.move == Kind::MoveOut &&
            move.entry.attributes.type == FileStatus::Type::Regular)
            moved.append(move.entry.name);
    }
    return {{m_built.point->items, moved}, {userFolder(), names}};
}

Result<> EntryGuard::recheck(std::optional<InUse> &found) const
{
    ASSIGN_OR_RETURN(const QByteArrayList newNames, unexpectedNames());
    QList<FilesIn> places = placesToProbe(newNames);
    for (const DatabaseLocks &locks : m_locks) {
        const InUse use = m_options.probeAgain(locks, places);
        if (use.state != InUse::State::Free)
            found = use;
        RETURN_IF_ERROR(allow(use, m_options.serverStopped, m_plan.path()));
        places.clear();
    }
    if (!newNames.isEmpty())
        return failure(Error::Code::InUse, m_plan.path(),
                       QStringLiteral("a server, which has just created %1")
                           .arg(displayName(newNames.first())));
    return {};
}

Error EntryGuard::causeOf(const Error &error, std::optional<InUse> &found) const
{
    if (!m_built.userFolder)
        return error;
    const auto probe = [this] {
        QByteArrayList names = regularFilesIn(userFolder());
        for (const Move &move : m_built.moves) {
            if (entersUserFolder(move)) // this program holds them
                names.removeAll(move.entry.name);
        }
        return m_locks.empty() ? m_options.probe(userFolder(), names)
                               : m_options.probeAgain(m_locks.front(), placesToProbe(names));
    };
    return causeOfChange(error, m_plan.path(), probe, &found);
}

} // namespace SyncAdmin
