#include "server/serveruse.h"

#include "server/holder.h"
#include "server/openfiles.h"
#include "server/servercontrol.h"
#include "volume/artefact.h"

#include <unistd.h>

#include <set>

namespace SyncAdmin {

namespace {

bool isServersFile(const QByteArray &name)
{
    switch (artefactFor(name).kind) {
    case Artefact::Kind::Collection:
    case Artefact::Kind::CollectionSidecar:
    case Artefact::Kind::MediaDatabase:
    case Artefact::Kind::MediaDatabaseSidecar:
        return true;
    default:
        return name.startsWith("auth.db");
    }
}

void addHolders(const Directory &folder, const OpenFiles &open, std::set<qint64> &pids)
{
    const FileSystemKind kind = fileSystemKindOf(folder.descriptor());
    const auto entries = folder.entries();
    for (const DirectoryEntry &entry : entries ? *entries : QList<DirectoryEntry>()) {
        if (!isServersFile(entry.name))
            continue;
        const auto status = folder.status(entry.name);
        if (!status || !status->isRegular())
            continue;
        for (const OpenFile &found : open.of(*status, kind)) {
            if (found.pid != ::getpid())
                pids.insert(found.pid);
        }
    }
}

// The user folders stand here, or one or two levels further down.
void look(const Directory &folder, int depth, const OpenFiles &open, std::set<qint64> &pids)
{
    addHolders(folder, open, pids);
    if (depth == 0)
        return;
    const auto listing = folder.reopened();
    const auto entries =
        listing ? listing->entries() : Result<QList<DirectoryEntry>>(QList<DirectoryEntry>());
    for (const DirectoryEntry &entry : entries ? *entries : QList<DirectoryEntry>()) {
        if (entry.name.startsWith('.'))
            continue;
        const auto child = folder.openFolder(entry.name);
        if (!child)
            continue;
        const bool holdsUsers = entry.name == "collections" || entry.name == "users";
        look(*child, holdsUsers ? depth - 1 : 0, open, pids);
    }
}

} // namespace

InUse probeServer(const Directory &root, const Task &task)
{
    constexpr int mostDepth = 3; // collections/users/<user>
    InUse use;
    use.state = InUse::State::Free;
    std::set<qint64> pids;
    if (const auto listing = root.reopened())
        look(*listing, mostDepth, OpenFiles::now(), pids);
    for (const qint64 pid : pids) {
        const auto holder = holderFor(pid);
        if (holder && !holder->isThisProgram)
            use.holders.append(*holder);
    }
    if (!use.holders.isEmpty()) {
        use.state = InUse::State::Busy;
        return use;
    }
    QStringList running;
    for (const ServerHandle &server : serversWith(root, task))
        running.append(server.text());
    if (!running.isEmpty()) {
        use.state = InUse::State::Unknown;
        use.reason = QStringLiteral("%1 runs and has this data root mounted; a server keeps "
                                    "sessions in memory")
                         .arg(running.join(QStringLiteral(", ")));
    }
    return use;
}

} // namespace SyncAdmin
