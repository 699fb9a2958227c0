#include "holders/cgroup.h"

#include "base/displayname.h"

#include <QList>

#include <algorithm>
#include <array>

namespace SyncAdmin {

namespace {

constexpr qsizetype idLength = 64;
constexpr qsizetype shownIdLength = 12; // the short form that docker and podman show and accept

// systemd escapes special characters in unit names: \x2d.
QByteArray unescapedUnit(const QByteArray &name)
{
    QByteArray plain;
    for (qsizetype at = 0; at < name.size(); ++at) {
        const QByteArray digits = name.mid(at + 2, 2);
        bool isNumber = false;
        const int code = digits.toInt(&isNumber, 16);
        if (name.mid(at, 2) == "\\x" && digits.size() == 2 && isNumber && code > 0) {
            plain.append(static_cast<char>(code));
            at += 3;
        } else {
            plain.append(name.at(at));
        }
    }
    return plain;
}

// The text between `before` and `after`, or nothing.
QByteArray between(const QByteArray &text, const QByteArray &before, const QByteArray &after)
{
    if (!text.startsWith(before) || !text.endsWith(after) ||
        text.size() <= before.size() + after.size())
        return {};
    return text.mid(before.size(), text.size() - before.size() - after.size());
}

// The container in one component of a cgroup's path: "docker-<id>.scope", "libpod-<id>.scope",
// "cri-containerd-<id>.scope", a bare <id>, "machine-web.scope", "systemd-nspawn@web.service",
// "lxc.payload.web".
QByteArray containerIn(const QByteArray &component)
{
    QByteArray id = component;
    if (id.endsWith(".scope"))
        id.chop(qsizetype(sizeof(".scope")) - 1);
    id = id.mid(id.lastIndexOf('-') + 1);
    // conmon, podman's monitor, runs outside the container.
    if (isContainerId(id) && !component.startsWith("libpod-conmon-"))
        return id;
    for (const auto &[before, after] : std::to_array<std::pair<const char *, const char *>>(
             {{"machine-", ".scope"}, {"systemd-nspawn@", ".service"}, {"lxc.payload.", ""}})) {
        const QByteArray name = between(component, before, after);
        if (!name.isEmpty())
            return unescapedUnit(name);
    }
    return {};
}

// "user@1000.service" is the manager of that user's units.
std::optional<quint32> managedUser(const QByteArray &component)
{
    bool isNumber = false;
    const quint32 uid = between(component, "user@", ".service").toUInt(&isNumber);
    return isNumber ? std::optional(uid) : std::nullopt;
}

// systemd adds an underscore to a name that would clash with a file of the kernel.
QByteArray unitIn(const QByteArray &component)
{
    return component.startsWith('_') ? component.mid(1) : component;
}

} // namespace

bool isContainerId(const QByteArray &text)
{
    return text.size() == idLength && std::all_of(text.begin(), text.end(), [](char digit) {
               return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
           });
}

QByteArrayList cgroupsOfContainer(const QByteArray &text, const QByteArray &containerId)
{
    QByteArrayList cgroups;
    for (const QByteArray &line : text.split('\n')) {
        QByteArrayList components = line.split('/');
        while (!components.isEmpty() && containerIn(components.last()) != containerId)
            components.removeLast();
        if (!components.isEmpty())
            cgroups.append(components.join('/'));
    }
    return cgroups;
}

CgroupPlace placeFromCgroup(const QByteArray &text)
{
    QByteArray container;
    CgroupPlace place;
    for (const QByteArray &line : text.split('\n')) {
        // "0::/system.slice/docker.service"; the path may contain colons.
        const qsizetype path = line.indexOf(':', line.indexOf(':') + 1) + 1;
        if (path < 2)
            continue;
        for (const QByteArray &component : line.mid(path).split('/')) {
            // The innermost container, because containers can be nested.
            if (const QByteArray found = containerIn(component); !found.isEmpty()) {
                container = found;
            } else if (component.endsWith(".service")) {
                if (const auto user = managedUser(place.unit))
                    place.unitUser = user;
                place.unit = unitIn(component);
            }
        }
    }
    if (isContainerId(container))
        place.containerId = container;
    place.container =
        displayName(place.containerId.isEmpty() ? container : container.left(shownIdLength));
    if (container.isEmpty()) {
        place.service = displayName(unescapedUnit(place.unit));
    } else {
        place.unit.clear();
        place.unitUser.reset();
    }
    return place;
}

} // namespace SyncAdmin
