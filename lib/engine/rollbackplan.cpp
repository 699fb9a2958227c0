#include "engine/rollbackplan.h"

#include "accounts/sessions.h"
#include "volume/artefact.h"

#include <QSet>

#include <algorithm>

namespace SyncAdmin {

namespace {

using Kind = ManifestEntry::Move;
using Conflict = RollbackPlan::Conflict;

// Makes a RollbackPlan.
class RollbackPlanner
{
public:
    RollbackPlanner(const QList<Move> &moves, Writers writers) : m_moves(moves), m_writers(writers)
    {}
    Result<RollbackPlan> run();

private:
    Result<> locate();
    Result<> forgetWhatServersRemoved();
    Result<> checkNames();
    Result<> checkFamilies();
    // The moves of a database and its sidecars.
    struct Family
    {
        QList<qsizetype> movedOut; // of the user folder
        QList<qsizetype> movedIn;
        const Move *staying = nullptr; // the database itself, where it was not moved
        const Directory *user = nullptr;
    };
    Family familyOf(const QByteArray &name) const;
    Result<> checkFamily(const QByteArray &name);
    Result<bool> keepSidecars(const Family &family);
    Result<bool> isAnyWritten(const QList<qsizetype> &entries) const;
    Result<> checkFreshFolders();
    Result<> checkMadeFolder();
    Result<QByteArrayList> foreignNames(const Directory &folder, const QByteArray &family) const;
    Result<bool> isWritten(const Directory &folder, const QByteArray &name,
                           const ManifestEntry &entry) const;
    bool isLeaving(const Directory &folder, const QByteArray &name) const;
    bool isStaying(const Directory &folder, const QByteArray &name) const;
    void conflict(const Directory &folder, const QByteArray &name,
                  Conflict::Kind kind = Conflict::Kind::InTheWay);
    void moveAside(const QList<qsizetype> &entries);

    const QList<Move> &m_moves;
    Writers m_writers;
    RollbackPlan m_plan;
    QSet<std::pair<int, QByteArray>> m_leaving; // folders and names of entries that were moved
    QSet<std::pair<int, QByteArray>> m_staying; // the same of entries that were not moved
};

void RollbackPlanner::conflict(const Directory &folder, const QByteArray &name, Conflict::Kind kind)
{
    for (const Conflict &known : std::as_const(m_plan.conflicts)) {
        if (known.name == name)
            return;
    }
    const QString path = folder.pathOf(name);
    const QString text =
        kind == Conflict::Kind::Missing ? QStringLiteral("%1 is missing").arg(path)
        : kind == Conflict::Kind::Stays
            ? QStringLiteral(
                  "%1 has been written to since, so its earlier sidecar files stay in the "
                  "restore point")
                  .arg(path)
            : path;
    m_plan.conflicts.append({name, text, kind});
}

bool RollbackPlanner::isLeaving(const Directory &folder, const QByteArray &name) const
{
    return m_leaving.contains({folder.descriptor(), name});
}

bool RollbackPlanner::isStaying(const Directory &folder, const QByteArray &name) const
{
    return m_staying.contains({folder.descriptor(), name});
}

Result<> RollbackPlanner::locate()
{
    for (qsizetype i = m_moves.size() - 1; i >= 0; --i) {
        const Move &move = m_moves.at(i);
        const auto source = standingAt(move.from, move.fromName, move.entry);
        const auto target = standingAt(move.to, move.toName, move.entry);
        if (!source || !target)
            return failure(source ? target.error() : source.error());
        if (*target == Standing::Ours) {
            m_plan.moved.append(i);
            m_leaving.insert({move.to.descriptor(), move.toName});
        }
        if (*source == Standing::Ours) {
            m_staying.insert({move.from.descriptor(), move.fromName});
        } else if (*target != Standing::Ours &&
                   move.entry.move != Kind::Install) { // an empty folder is no loss
            conflict(move.from, move.fromName, Conflict::Kind::Missing);
        }
    }
    return {};
}

// A server can have removed what was not moved: it does so with the sidecar of a database that is
// in its place.
Result<> RollbackPlanner::forgetWhatServersRemoved()
{
    QByteArrayList standing;
    for (const Move &move : m_moves) {
        if (move.entry.move == Kind::MoveOut && isStaying(move.from, move.fromName))
            standing.append(move.entry.name);
    }
    m_plan.conflicts.removeIf([this, &standing](const Conflict &one) {
        const QByteArray database = databaseOf(one.name);
        return one.kind == Conflict::Kind::Missing &&
               (m_plan.moved.isEmpty() || (database != one.name && standing.contains(database)));
    });
    return {};
}

Result<> RollbackPlanner::checkNames()
{
    for (const qsizetype i : std::as_const(m_plan.moved)) {
        const Move &move = m_moves.at(i);
        ASSIGN_OR_RETURN(const auto source, standingAt(move.from, move.fromName, move.entry));
        // What entered the folder later leaves it first.
        if (source == Standing::Other && !isLeaving(move.from, move.fromName))
            conflict(move.from, move.fromName);
    }
    return {};
}

// Shared memory is not data, and changes when a reader comes.
Result<bool> RollbackPlanner::isWritten(const Directory &folder, const QByteArray &name,
                                        const ManifestEntry &entry) const
{
    if (m_writers == Writers::Excluded || name.endsWith("-shm"))
        return false;
    ASSIGN_OR_RETURN(const auto status, folder.status(name));
    return !entry.attributes.isUnwritten(status);
}

// The names of a database and its sidecars that something else has.
Result<QByteArrayList> RollbackPlanner::foreignNames(const Directory &folder,
                                                     const QByteArray &family) const
{
    QByteArrayList names;
    for (const QByteArray &name : sidecarNames(family) + QByteArrayList{family}) {
        ASSIGN_OR_RETURN(const auto isThere, folder.has(name));
        if (isThere && !isLeaving(folder, name) && !isStaying(folder, name))
            names.append(name);
    }
    return names;
}

// These entries do not move back: they are moved aside.
void RollbackPlanner::moveAside(const QList<qsizetype> &entries)
{
    for (const qsizetype i : entries) {
        m_plan.moved.removeOne(i);
        conflict(m_moves.at(i).to, m_moves.at(i).toName);
    }
}

RollbackPlanner::Family RollbackPlanner::familyOf(const QByteArray &name) const
{
    Family family;
    for (qsizetype i = 0; i < m_moves.size(); ++i) {
        const Move &move = m_moves.at(i);
        if (databaseOf(move.entry.name) != name)
            continue;
        if (move.entry.move == Kind::MoveOut) {
            family.user = &move.from;
            if (move.entry.name == name && isStaying(move.from, move.fromName))
                family.staying = &move;
            if (m_plan.moved.contains(i))
                family.movedOut.append(i);
        } else if (move.entry.move == Kind::Return ||
                   (move.entry.move == Kind::Install && isDatabaseName(move.entry.name))) {
            family.user = &move.to;
            if (m_plan.moved.contains(i))
                family.movedIn.append(i);
        }
    }
    return family;
}

// Keeps the sidecars in the restore point if their database was written since; whether they stay.
Result<bool> RollbackPlanner::keepSidecars(const Family &family)
{
    if (family.staying == nullptr || family.movedOut.isEmpty())
        return false;
    const Move &staying = *family.staying;
    const auto written = isWritten(staying.from, staying.fromName, staying.entry);
    if (!written || !*written)
        return written;
    for (const qsizetype i : family.movedOut)
        m_plan.moved.removeOne(i);
    m_plan.kept += family.movedOut;
    conflict(staying.from, staying.fromName, Conflict::Kind::Stays);
    return true;
}

Result<bool> RollbackPlanner::isAnyWritten(const QList<qsizetype> &entries) const
{
    for (const qsizetype i : entries) {
        const Move &move = m_moves.at(i);
        const auto written = isWritten(move.to, move.toName, move.entry);
        if (!written || *written)
            return written;
    }
    return false;
}

// A database and its sidecars are one thing: what SQLite finds beside a database it replays or
// deletes. So those of one state go together, and never beside those of another.
Result<> RollbackPlanner::checkFamily(const QByteArray &name)
{
    const Family family = familyOf(name);
    if (family.user == nullptr || (family.movedOut.isEmpty() && family.movedIn.isEmpty()))
        return {};
    ASSIGN_OR_RETURN(const auto foreign, foreignNames(*family.user, name));
    ASSIGN_OR_RETURN(const auto kept, keepSidecars(family));
    if (kept)
        return {};
    ASSIGN_OR_RETURN(const auto written, isAnyWritten(family.movedIn));
    if (written || !foreign.isEmpty())
        moveAside(family.movedIn);
    for (const QByteArray &each : foreign)
        conflict(*family.user, each);
    return {};
}

Result<> RollbackPlanner::checkFamilies()
{
    QByteArrayList families;
    for (const Move &move : m_moves) {
        const QByteArray family = databaseOf(move.entry.name);
        if (!family.isEmpty() && !families.contains(family))
            families.append(family);
    }
    for (const QByteArray &family : std::as_const(families)) {
        RETURN_IF_ERROR(checkFamily(family));
    }
    return {};
}

Result<> RollbackPlanner::checkFreshFolders()
{
    for (const qsizetype i : std::as_const(m_plan.moved)) {
        const Move &move = m_moves.at(i);
        if (move.entry.move != Kind::Install)
            continue;
        if (move.entry.attributes.type == FileStatus::Type::Regular) {
            ASSIGN_OR_RETURN(const auto status, move.to.status(move.toName));
            if (!move.entry.attributes.isUnwritten(status))
                conflict(move.to, move.toName); // a server has written to it
            continue;
        }
        const auto folder = move.to.openFolder(move.toName);
        ASSIGN_OR_RETURN(const auto entries, folder ? folder->entries() : failure(folder));
        if (!entries.isEmpty())
            conflict(move.to, move.toName);
    }
    return {};
}

// A user folder that was made again goes with nothing in it but what goes back before it.
Result<> RollbackPlanner::checkMadeFolder()
{
    for (const qsizetype i : std::as_const(m_plan.moved)) {
        const Move &move = m_moves.at(i);
        if (move.entry.move != Kind::MakeUserFolder)
            continue;
        ASSIGN_OR_RETURN(const auto folder, move.to.openFolder(move.toName));
        ASSIGN_OR_RETURN(const auto entries, folder.entries());
        for (const DirectoryEntry &entry : entries) {
            const bool isOurs = std::any_of(
                m_plan.moved.begin(), m_plan.moved.end(), [this, &entry](qsizetype each) {
                    return m_moves.at(each).entry.move != Kind::MakeUserFolder &&
                           m_moves.at(each).toName == entry.name;
                });
            if (!isOurs)
                conflict(folder, entry.name);
        }
    }
    return {};
}

Result<RollbackPlan> RollbackPlanner::run()
{
    for (const auto &check :
         {&RollbackPlanner::locate, &RollbackPlanner::forgetWhatServersRemoved,
          &RollbackPlanner::checkNames, &RollbackPlanner::checkFamilies,
          &RollbackPlanner::checkFreshFolders, &RollbackPlanner::checkMadeFolder}) {
        RETURN_IF_ERROR((this->*check)());
    }
    return m_plan;
}

} // namespace

QStringList RollbackPlan::conflictTexts() const
{
    QStringList texts;
    for (const Conflict &one : conflicts)
        texts.append(one.text);
    return texts;
}

QByteArrayList RollbackPlan::namesInTheWay() const
{
    QByteArrayList names;
    for (const Conflict &one : conflicts) {
        if (one.kind == Conflict::Kind::InTheWay)
            names.append(one.name);
    }
    return names;
}

Result<RollbackPlan> planRollback(const QList<Move> &moves, Writers writers)
{
    return RollbackPlanner(moves, writers).run();
}

} // namespace SyncAdmin
