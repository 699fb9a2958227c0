#include "servers/servercontrol.h"

#include "base/displayname.h"
#include "base/linktarget.h"
#include "base/mountpoints.h"
#include "base/text.h"
#include "holders/cgroup.h"
#include "holders/holder.h"
#include "holders/proclocks.h"

#include <unistd.h>

#include <algorithm>
#include <limits>

namespace SyncAdmin {

namespace {

tl::unexpected<Error> notControllable(const QString &what, const QString &why)
{
    return failure(Error::Code::Unsupported, what,
                   filledIn(QStringLiteral("{why}. Stop the server yourself."), {{"why", why}}));
}

QByteArray namespaceOf(const QByteArray &process)
{
    return linkTarget("/proc/" + process + "/ns/pid");
}

QByteArray cgroupOf(qint64 pid)
{
    return readProcFile("/proc/" + QByteArray::number(pid) + "/cgroup");
}

// Whether a process belongs to the container: it must share the cgroup and the pid namespace of the
// container's own process, because any process can have a cgroup of that name.
bool isProcessOf(const Container &container, qint64 pid)
{
    if (container.pid <= 0 || pid <= 0)
        return false;
    const QByteArray pidNamespace = namespaceOf(QByteArray::number(container.pid));
    const QByteArrayList cgroups = cgroupsOfContainer(cgroupOf(container.pid), container.id);
    return !pidNamespace.isEmpty() && !cgroups.isEmpty() &&
           namespaceOf(QByteArray::number(pid)) == pidNamespace &&
           cgroupsOfContainer(cgroupOf(pid), container.id) == cgroups;
}

// The server of a service that can be stopped and started again. `pid` must be its main process; 0
// accepts any.
Result<ServerHandle> serverFromUnit(const UnitName &unit, const Result<Service> &service,
                                    qint64 pid)
{
    const ServerHandle handle{
        ServerHandle::Kind::Unit, ContainerEngine::Podman, {}, unit, displayName(unit.unit)};
    if (!service)
        return failure(service);
    if (!service->isLoaded())
        return notControllable(
            handle.text(),
            QStringLiteral("its load state in systemd is '%1'").arg(service->loadState));
    if (pid != 0 && service->mainPid != pid) {
        return notControllable(
            handle.text(),
            QStringLiteral("its main process is not the one that has the files open"));
    }
    if (service->isTransient)
        return notControllable(handle.text(),
                               QStringLiteral("it is transient, so it cannot be started again"));
    if (!service->canStart || !service->canStop)
        return notControllable(handle.text(),
                               QStringLiteral("systemd does not allow stopping and starting it"));
    return handle;
}

// Whether the service runs this container. Its label alone is not enough, because an image can
// contain a label with the name of any service.
bool runs(const UnitName &unit, const Service &service, const Container &container)
{
    if (container.monitorPid <= 0)
        return false;
    if (service.mainPid == container.monitorPid)
        return true;
    const auto monitor = holderFor(container.monitorPid);
    return monitor && monitor->place.unit == unit.unit && monitor->place.unitUser == unit.user;
}

Result<ServerHandle> serverFromContainer(const Container &container, const Task &task)
{
    // The service creates and removes such a container.
    if (!container.unit.isEmpty()) {
        const quint32 user = ::geteuid();
        const UnitName unit{container.unit, user == 0 ? std::nullopt : std::optional(user)};
        const auto service = showService(unit, task);
        const auto server = serverFromUnit(unit, service, 0);
        if (server && !runs(unit, *service, container))
            return notControllable(
                QStringLiteral("container ") + container.displayName(),
                QStringLiteral("its label names %1, which does not run this container")
                    .arg(server->text()));
        return server;
    }
    const ServerHandle handle{
        ServerHandle::Kind::Container, container.engine, container.id, {}, container.displayName()};
    if (container.isRemovedWhenStopped) {
        return notControllable(
            handle.text(),
            QStringLiteral("it is removed when it stops (--rm), so it cannot be started again"));
    }
    return handle;
}

// Whether the mount lets a container write to the data root. A mount of the whole machine does not
// count.
bool holds(const ContainerMount &mount, const Directory &root)
{
    if (!mount.isWritable || mount.source.isEmpty() || mount.source == "/")
        return false;
    const QByteArray path = root.kernelPath();
    // For a link the engine reports the path as it was configured.
    for (const QByteArray &source : {mount.source, realPath(mount.source)}) {
        if (!source.isEmpty() && (isAtOrBelow(path, source) || isAtOrBelow(source, path)))
            return true;
    }
    // The root may be mounted in a second place.
    const auto own = root.status();
    const auto other = Directory::open(mount.source, root.calls());
    const auto status = other ? other->status() : failure(other);
    return own && status && own->isSameFile(*status);
}

// Finds the container by pid namespace if the cgroup does not name one. Containers that share a pid
// namespace have different cgroups.
Result<ServerHandle> serverByNamespace(const Holder &holder, const Task &task)
{
    const QByteArray theirs = namespaceOf(QByteArray::number(holder.pid));
    if (holder.pid > 0 && !theirs.isEmpty() && theirs != namespaceOf("self")) {
        for (const Container &container : findContainers(false, task).containers) {
            if (container.pid > 0 && namespaceOf(QByteArray::number(container.pid)) == theirs &&
                cgroupOf(container.pid) == cgroupOf(holder.pid))
                return serverFromContainer(container, task);
        }
    }
    return notControllable(holder.text(),
                           QStringLiteral("it belongs neither to a container that podman or docker "
                                          "lists here nor to a systemd service"));
}

} // namespace

QString ServerHandle::text() const
{
    if (kind == Kind::Unit)
        return QStringLiteral("service ") + name;
    return QStringLiteral("container %1 (%2)").arg(name, QLatin1String(programOf(engine)));
}

QByteArrayList ServerHandle::startCommand() const
{
    if (kind == Kind::Container)
        return {programOf(engine), "start", name.toUtf8()};
    return QByteArrayList{"systemctl"} + managerOptions(unit) + QByteArrayList{"start", unit.unit};
}

bool ServerHandle::operator==(const ServerHandle &other) const
{
    if (kind != other.kind)
        return false;
    return kind == Kind::Container ? containerId == other.containerId : unit == other.unit;
}

QJsonObject ServerHandle::toJson() const
{
    QJsonObject object{{QStringLiteral("name"), name}};
    if (kind == Kind::Container) {
        object.insert(QStringLiteral("engine"), QLatin1String(programOf(engine)));
        object.insert(QStringLiteral("container"), QLatin1String(containerId));
        return object;
    }
    object.insert(QStringLiteral("engine"), QStringLiteral("systemd"));
    object.insert(QStringLiteral("unit"), QString::fromLatin1(unit.unit));
    if (unit.user)
        object.insert(QStringLiteral("user"), qint64(*unit.user));
    return object;
}

Result<ServerHandle> ServerHandle::fromJson(const QJsonObject &object)
{
    const auto text = [&object](const char *key) {
        return object.value(QLatin1String(key)).toString();
    };
    ServerHandle handle;
    handle.name = displayText(text("name"));
    if (text("engine") == QLatin1String("systemd")) {
        handle.kind = Kind::Unit;
        handle.unit.unit = text("unit").toLatin1();
        const QJsonValue user = object.value(QStringLiteral("user"));
        const qint64 uid = user.toInteger(-1);
        if (!handle.unit.unit.isEmpty() && user.isUndefined())
            return handle;
        if (!handle.unit.unit.isEmpty() && uid >= 0 && uid <= std::numeric_limits<quint32>::max()) {
            handle.unit.user = static_cast<quint32>(uid);
            return handle;
        }
    }
    handle.containerId = text("container").toLatin1();
    for (const ContainerEngine engine : containerEngines) {
        handle.engine = engine;
        if (text("engine") == QLatin1String(programOf(engine)) && isContainerId(handle.containerId))
            return handle;
    }
    return failure(Error::Code::BadInput, {}, QStringLiteral("it names no server"));
}

Result<ServerHandle> serverOf(const Holder &holder, const Task &task)
{
    if (holder.isThisProgram)
        return notControllable(holder.text(), QStringLiteral("it is not a server"));
    if (!holder.place.unit.isEmpty()) {
        const UnitName unit{holder.place.unit, holder.place.unitUser};
        return serverFromUnit(unit, showService(unit, task), holder.pid);
    }
    if (holder.place.containerId.isEmpty())
        return serverByNamespace(holder, task);
    QStringList reasons;
    for (const ContainerEngine engine : containerEngines) {
        if (!isInstalled(programOf(engine)))
            continue;
        const auto container = inspectContainer(engine, holder.place.containerId, task);
        if (container && isProcessOf(*container, holder.pid))
            return serverFromContainer(*container, task);
        if (container) {
            return notControllable(
                holder.text(), QStringLiteral("its cgroup has the name of container %1, but it is "
                                              "not a process of that container")
                                   .arg(container->displayName()));
        }
        if (container.error().code == Error::Code::Cancelled)
            return failure(container);
        if (container.error().code != Error::Code::DoesNotExist)
            reasons.append(container.error().message());
    }
    if (reasons.isEmpty())
        reasons.append(QStringLiteral("neither podman nor docker knows its container"));
    return notControllable(holder.text(), reasons.join(QStringLiteral("; ")));
}

Result<QList<ServerHandle>> serversOf(const InUse &use, const Task &task)
{
    QList<ServerHandle> servers;
    if (use.state == InUse::State::Busy && use.holders.isEmpty())
        return notControllable(use.holdersText(),
                               QStringLiteral("the process is not visible here"));
    for (const Holder &holder : use.holders) {
        ASSIGN_OR_RETURN(const auto server, serverOf(holder, task));
        if (!servers.contains(server))
            servers.append(server);
    }
    return servers;
}

Result<ServerHandle> serverNamed(const QByteArray &container, const Task &task)
{
    ASSIGN_OR_RETURN(const auto found, findContainer(container, task));
    return serverFromContainer(found, task);
}

QList<Container> containersWith(const Directory &root, const ContainerList &list)
{
    QList<Container> found;
    for (const Container &container : list.containers) {
        if (std::any_of(container.mounts.begin(), container.mounts.end(),
                        [&root](const ContainerMount &mount) { return holds(mount, root); }))
            found.append(container);
    }
    return found;
}

MountingServers serversWith(const Directory &root, const Task &task)
{
    MountingServers found;
    const ContainerList list = findContainers(false, task);
    found.notes = list.notes;
    for (const Container &container : containersWith(root, list)) {
        if (container.phase == ServerPhase::Stopped)
            continue;
        const auto server = serverFromContainer(container, task);
        if (!server)
            found.beyondControl.append(server.error());
        else if (!found.servers.contains(*server))
            found.servers.append(*server);
    }
    return found;
}

QString serverNames(const QList<ServerHandle> &servers)
{
    QStringList names;
    for (const ServerHandle &server : servers)
        names.append(server.text());
    return names.join(QStringLiteral(", "));
}

} // namespace SyncAdmin
