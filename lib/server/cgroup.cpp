#include "server/cgroup.h"

#include "base/displayname.h"

#include <QList>

#include <algorithm>
#include <array>

namespace SyncAdmin {

namespace {

constexpr qsizetype idLength = 64;
constexpr qsizetype shownIdLength = 12; // as docker and podman show and accept it

bool isContainerId(const QByteArray &text)
{
    return text.size() == idLength && std::all_of(text.begin(), text.end(), [](char digit) {
               return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
           });
}

// systemd writes what a unit's name cannot hold as \x2d.
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

// What stands between `before` and `after`, or nothing.
QByteArray between(const QByteArray &text, const QByteArray &before, const QByteArray &after)
{
    if (!text.startsWith(before) || !text.endsWith(after) ||
        text.size() <= before.size() + after.size())
        return {};
    return text.mid(before.size(), text.size() - before.size() - after.size());
}

// One component of a cgroup's path: "docker-<id>.scope", "libpod-<id>.scope",
// "cri-containerd-<id>.scope", a bare <id>, "machine-web.scope", "systemd-nspawn@web.service",
// "lxc.payload.web".
QByteArray containerIn(const QByteArray &component)
{
    QByteArray id = component;
    if (id.endsWith(".scope"))
        id.chop(qsizetype(sizeof(".scope")) - 1);
    id = id.mid(id.lastIndexOf('-') + 1);
    // conmon watches over a container of podman from outside.
    if (isContainerId(id) && !component.startsWith("libpod-conmon-"))
        return id.left(shownIdLength);
    for (const auto &[before, after] : std::to_array<std::pair<const char *, const char *>>(
             {{"machine-", ".scope"}, {"systemd-nspawn@", ".service"}, {"lxc.payload.", ""}})) {
        const QByteArray name = between(component, before, after);
        if (!name.isEmpty())
            return unescapedUnit(name);
    }
    return {};
}

} // namespace

CgroupPlace placeFromCgroup(const QByteArray &text)
{
    QByteArray container;
    QByteArray service;
    for (const QByteArray &line : text.split('\n')) {
        // "0::/system.slice/docker.service"; a path may hold colons itself.
        const qsizetype path = line.indexOf(':', line.indexOf(':') + 1) + 1;
        if (path < 2)
            continue;
        for (const QByteArray &component : line.mid(path).split('/')) {
            // The innermost container, for one may run inside another.
            if (const QByteArray found = containerIn(component); !found.isEmpty())
                container = found;
            else if (component.endsWith(".service"))
                service = unescapedUnit(component);
        }
    }
    CgroupPlace place;
    place.container = displayName(container);
    if (container.isEmpty())
        place.service = displayName(service);
    return place;
}

} // namespace SyncAdmin
