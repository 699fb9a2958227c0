#include "servers/configuredowner.h"

#include "base/directory.h"
#include "holders/proclocks.h"

#include <unistd.h>

#include <array>
#include <limits>

namespace SyncAdmin {

namespace {

std::optional<quint32> idFrom(const QByteArray &text)
{
    bool isNumber = false;
    const quint32 id = text.toUInt(&isNumber);
    return isNumber && id != std::numeric_limits<quint32>::max() ? std::optional(id) : std::nullopt;
}

// The roots of a container's file system: the root of its process, or else its layers, the upper
// ones first.
QList<Directory> fileSystemsOf(const Container &container)
{
    if (container.pid > 0) {
        const auto root = Directory::open("/proc/" + QByteArray::number(container.pid) + "/root/");
        return root ? QList<Directory>{*root} : QList<Directory>();
    }
    QList<Directory> layers;
    for (const QByteArray &layer : container.layers) {
        if (const auto folder = Directory::open(layer))
            layers.append(*folder);
    }
    return layers;
}

// The content of a file in the container. The file is untrusted.
QByteArray contentIn(const Directory &root, const QByteArray &name)
{
    constexpr size_t maxBytes = 1 << 20;
    const auto folder = root.openFolder("etc");
    const auto file = folder ? folder->openFile(name) : failure(folder);
    QByteArray content(maxBytes, '\0');
    const ssize_t got = file ? ::read(file->get(), content.data(), maxBytes) : -1;
    content.truncate(got < 0 ? 0 : static_cast<qsizetype>(got));
    return content;
}

// The columns of the line of passwd(5) or group(5) whose column with this number is `word`.
QByteArrayList lineWith(const Container &container, const QByteArray &file, qsizetype column,
                        const QByteArray &word)
{
    for (const Directory &root : fileSystemsOf(container)) {
        const QByteArray content = contentIn(root, file);
        for (const QByteArray &line : content.split('\n')) {
            const QByteArrayList columns = line.split(':');
            if (columns.size() > 3 && columns.at(column) == word)
                return columns;
        }
        // A file in an upper layer hides those below it.
        if (!content.isEmpty())
            break;
    }
    return {};
}

// Each line is "inside outside count", as in /proc/PID/uid_map (user_namespaces(7)).
std::optional<quint32> mapped(quint32 id, const QByteArray &map)
{
    for (const QByteArray &line : map.split('\n')) {
        const QByteArrayList words = line.simplified().split(' ');
        if (words.size() != 3)
            continue;
        const quint64 inside = words.at(0).toULongLong();
        const quint64 outside = words.at(1).toULongLong();
        const quint64 count = words.at(2).toULongLong();
        if (id >= inside && id - inside < count && outside + (id - inside) < 0xffffffffULL)
            return static_cast<quint32>(outside + (id - inside));
    }
    return std::nullopt;
}

// Whether a stopped container has no user namespace. docker does not report it, but the files
// belong to the uid that is root in the namespace.
bool isUnmapped(const Container &container)
{
    if (container.engine == ContainerEngine::Podman)
        return true;
    const auto layer = container.layers.isEmpty() ? failure(Error::Code::DoesNotExist)
                                                  : Directory::open(container.layers.first());
    const auto status = layer ? layer->status() : failure(layer);
    return status && status->owner == 0;
}

std::optional<quint32> onThisMachine(const Container &container, quint32 id, const char *map,
                                     const QByteArray &configured)
{
    if (container.pid > 0)
        return mapped(id, readProcFile("/proc/" + QByteArray::number(container.pid) + '/' + map));
    if (!configured.isEmpty())
        return mapped(id, configured);
    return isUnmapped(container) ? std::optional(id) : std::nullopt;
}

} // namespace

std::optional<ServerOwner> configuredOwner(const Container &container)
{
    const QByteArray configured = container.user.toUtf8();
    const qsizetype colon = configured.indexOf(':');
    const QByteArray user = colon < 0 ? configured : configured.left(colon);
    const QByteArray group = colon < 0 ? QByteArray() : configured.mid(colon + 1);
    std::optional<quint32> uid = user.isEmpty() ? 0 : idFrom(user);
    std::optional<quint32> gid;
    if (!uid || group.isEmpty()) {
        const QByteArrayList entry =
            uid ? lineWith(container, "passwd", 2, QByteArray::number(*uid))
                : lineWith(container, "passwd", 0, user);
        if (!uid && entry.isEmpty())
            return std::nullopt;
        if (!uid)
            uid = idFrom(entry.at(2));
        gid = entry.isEmpty() ? 0 : idFrom(entry.at(3));
    }
    if (!group.isEmpty()) {
        gid = idFrom(group);
        if (!gid)
            gid = idFrom(lineWith(container, "group", 0, group).value(2));
    }
    if (!uid || !gid)
        return std::nullopt;
    const auto hostUid = onThisMachine(container, *uid, "uid_map", container.uidMap);
    const auto hostGid = onThisMachine(container, *gid, "gid_map", container.gidMap);
    if (!hostUid || !hostGid)
        return std::nullopt;
    return ServerOwner{
        *hostUid, *hostGid,
        QStringLiteral("from the configuration of container %1").arg(container.displayName())};
}

} // namespace SyncAdmin
