#include "servers/serveruse.h"

#include "base/answering.h"
#include "base/linktarget.h"
#include "holders/fileprobe.h"
#include "servers/servercontrol.h"
#include "volume/artefact.h"

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

// User folders are here, or one or two levels deeper.
void addFiles(const Directory &folder, int depth, FileProbe &probe)
{
    const auto listing = folder.reopened();
    const auto entries =
        listing ? listing->entries() : Result<QList<DirectoryEntry>>(QList<DirectoryEntry>());
    for (const DirectoryEntry &entry : entries ? *entries : QList<DirectoryEntry>()) {
        if (isServersFile(entry.name))
            probe.addName(folder, entry.name);
        if (depth == 0 || entry.name.startsWith('.'))
            continue;
        const auto child = answers(folder, entry.name) ? folder.openFolder(entry.name)
                                                       : failure(Error::Code::NoAnswer);
        const bool holdsUsers = entry.name == "collections" || entry.name == "users";
        if (child)
            addFiles(*child, holdsUsers ? depth - 1 : 0, probe);
    }
}

} // namespace

InUse probeServer(const Directory &root, const Task &task)
{
    constexpr int maxDepth = 3; // collections/users/<user>
    FileProbe probe;
    addFiles(root, maxDepth, probe);
    InUse use = probe.answer();
    if (use.state != InUse::State::Free)
        return use;
    const MountingServers found = serversWith(root, task);
    QStringList running;
    for (const ServerHandle &server : found.servers)
        running.append(server.text());
    for (const Error &error : found.beyondControl)
        running.append(error.path);
    if (!running.isEmpty()) {
        use.state = InUse::State::Unknown;
        use.reason = QStringLiteral("%1 is running with this data root mounted, and a server "
                                    "keeps sessions in memory")
                         .arg(running.join(QStringLiteral(", ")));
    } else if (!seesAllProcesses()) {
        use.state = InUse::State::Unknown;
        use.reason = QStringLiteral("this program runs in a container of its own, where an "
                                    "idle server is not visible");
    }
    return use;
}

bool seesAllProcesses()
{
    return linkTarget("/proc/self/ns/pid") == "pid:[4026531836]";
}

} // namespace SyncAdmin
