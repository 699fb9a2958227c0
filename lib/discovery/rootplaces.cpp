#include "discovery/rootplaces.h"

#include "base/directory.h"
#include "base/displayname.h"
#include "base/linktarget.h"
#include "holders/proclocks.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace SyncAdmin {

namespace {

constexpr auto dataFolder = "/data"; // the data folder of the servers' images

QByteArray homeOf(const QByteArray &user)
{
    std::array<char, 4096> buffer = {};
    passwd entry = {};
    passwd *found = nullptr;
    if (::getpwnam_r(user.constData(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
        found != nullptr)
        return found->pw_dir;
    return {};
}

// The home folders of the caller, and of the user behind sudo.
QByteArrayList homes()
{
    QByteArrayList folders{qgetenv("HOME")};
    const QByteArray person = qgetenv("SUDO_USER");
    if (!person.isEmpty())
        folders.append(homeOf(person));
    folders.removeAll({});
    return folders;
}

// Excludes the mounts of the kernel, of daemons and of container file systems.
bool isPossible(const MountPoint &mount)
{
    const auto never = std::to_array<const char *>(
        {"autofs",     "binfmt_misc", "bpf",       "cgroup",   "cgroup2",
         "configfs",   "debugfs",     "devpts",    "devtmpfs", "efivarfs",
         "fusectl",    "fuse.portal", "hugetlbfs", "mqueue",   "nsfs",
         "overlay",    "proc",        "pstore",    "ramfs",    "rpc_pipefs",
         "securityfs", "selinuxfs",   "squashfs",  "sysfs",    "tracefs"});
    const bool isNever = std::any_of(never.begin(), never.end(), [&mount](const char *name) {
        return mount.fileSystem == name;
    });
    if (isNever || mount.path == "/")
        return false;
    const QByteArrayList systemFolders{"/proc", "/sys", "/dev", "/boot", "/run/user"};
    return std::none_of(
        systemFolders.begin(), systemFolders.end(),
        [&mount](const QByteArray &folder) { return isAtOrBelow(mount.path, folder); });
}

class Places
{
public:
    Places(const ContainerList &containers, const QList<MountPoint> &mounts)
        : m_containers(containers), m_mounts(mounts)
    {}

    QList<RootPlace> result()
    {
        for (const char *name : {"ANKI_SYNC_ADMIN_DATA_ROOT", "SYNC_BASE"})
            add(qgetenv(name), RootOrigin::Kind::Environment, QLatin1String(name));
        addProcesses();
        for (const Container &container : m_containers.containers)
            m_places += containerPlaces(container, {container.syncBase});
        for (const ContainerVolume &volume : m_containers.volumes) {
            add(volume.path, RootOrigin::Kind::Volume, volume.name);
        }
        addWellKnown();
        for (const MountPoint &mount : m_mounts) {
            if (isPossible(mount))
                add(mount.path, RootOrigin::Kind::MountPoint,
                    displayName(mount.source) + QStringLiteral(", ") +
                        displayName(mount.fileSystem));
        }
        return m_places;
    }

private:
    void add(const QByteArray &path, RootOrigin::Kind kind, const QString &name)
    {
        if (path.startsWith('/'))
            m_places.append({path, {kind, name, std::nullopt, {}}, false});
    }

    // Adds servers that run on the machine itself, if their environment can be read.
    void addProcesses()
    {
        const auto folder = Directory::open(QByteArrayLiteral("/proc"));
        const auto entries = folder ? folder->entries() : failure(folder);
        if (!entries)
            return;
        const QByteArray own = linkTarget("/proc/self/ns/mnt");
        for (const DirectoryEntry &entry : *entries) {
            bool isProcess = false;
            const qint64 pid = entry.name.toLongLong(&isProcess);
            const QByteArray process = "/proc/" + entry.name;
            // Paths in other mount namespaces have another meaning.
            if (!isProcess || pid == ::getpid() || linkTarget(process + "/ns/mnt") != own)
                continue;
            for (const QByteArray &variable : readProcFile(process + "/environ").split('\0')) {
                if (!variable.startsWith("SYNC_BASE="))
                    continue;
                const QByteArray command = readProcFile(process + "/comm").trimmed();
                add(variable.mid(10), RootOrigin::Kind::Process,
                    QStringLiteral("SYNC_BASE of %1 (pid %2)").arg(displayName(command)).arg(pid));
            }
        }
    }

    void addWellKnown()
    {
        for (const QByteArray &home : homes())
            add(home + "/.syncserver", RootOrigin::Kind::WellKnown, {});
        for (const char *path : {dataFolder, "/anki_data", "/config", "/syncserver",
                                 "/var/lib/anki-sync-server", "/srv/anki"})
            add(path, RootOrigin::Kind::WellKnown, {});
        // The volume folders of the engines, for when the engines cannot be queried.
        QByteArrayList stores{"/var/lib/docker/volumes", "/var/lib/containers/storage/volumes"};
        for (const QByteArray &home : homes())
            stores += QByteArrayList{home + "/.local/share/containers/storage/volumes",
                                     home + "/.local/share/docker/volumes"};
        for (const QByteArray &store : std::as_const(stores)) {
            if (!store.startsWith('/'))
                continue;
            add(store, RootOrigin::Kind::Volume, {});
            m_places.last().isStore = true;
        }
    }

    const ContainerList &m_containers;
    const QList<MountPoint> &m_mounts;
    QList<RootPlace> m_places;
};

} // namespace

QString originKindName(RootOrigin::Kind kind)
{
    switch (kind) {
    case RootOrigin::Kind::Environment:
        return QStringLiteral("environment");
    case RootOrigin::Kind::Process:
        return QStringLiteral("process");
    case RootOrigin::Kind::Container:
        return QStringLiteral("container");
    case RootOrigin::Kind::Volume:
        return QStringLiteral("volume");
    case RootOrigin::Kind::WellKnown:
        return QStringLiteral("well-known");
    case RootOrigin::Kind::MountPoint:
        return QStringLiteral("mount-point");
    }
    return {};
}

QString RootOrigin::text() const
{
    switch (kind) {
    case Kind::Container:
        return QStringLiteral("container %1 %2 (%3, %4)")
            .arg(name, displayName(inContainer), QLatin1String(programOf(container->engine)),
                 container->state);
    case Kind::Volume:
        return QStringLiteral("volume ") + name;
    case Kind::WellKnown:
        return QStringLiteral("usual folder");
    case Kind::MountPoint:
        return QStringLiteral("mount point (%1)").arg(name);
    case Kind::Environment:
    case Kind::Process:
        break;
    }
    return name;
}

QByteArray hostPathOf(const Container &container, const QByteArray &path)
{
    const ContainerMount *deepest = nullptr;
    for (const ContainerMount &mount : container.mounts) {
        if (isAtOrBelow(path, mount.destination) &&
            (deepest == nullptr || mount.destination.size() >= deepest->destination.size()))
            deepest = &mount;
    }
    if (deepest == nullptr || !deepest->source.startsWith('/'))
        return {};
    return deepest->source + path.mid(deepest->destination.size());
}

QList<RootPlace> containerPlaces(const Container &container, QByteArrayList paths)
{
    for (const ContainerMount &mount : container.mounts)
        paths.append(mount.destination);
    QList<RootPlace> places;
    QByteArrayList known;
    for (const QByteArray &path : std::as_const(paths)) {
        const QByteArray host = path.startsWith('/') ? hostPathOf(container, path) : QByteArray();
        if (host.isEmpty() || known.contains(path))
            continue;
        known.append(path);
        places.append(
            {host, {RootOrigin::Kind::Container, container.displayName(), container, path}, false});
    }
    return places;
}

QList<RootPlace> rootPlaces(const ContainerList &containers, const QList<MountPoint> &mounts)
{
    return Places(containers, mounts).result();
}

} // namespace SyncAdmin
