#include "discovery/rootplaces.h"
#include "holders/cgroup.h"
#include "servers/service.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// What docker, podman, systemctl and the kernel tell of servers and mounts.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace SyncAdmin;
    const QByteArray text(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto requireOneLine = [](const QString &shown) {
        if (shown.contains(QLatin1Char('\n')) || shown.contains(QLatin1Char('\x1b')))
            std::abort();
    };
    for (const ContainerEngine engine : containerEngines) {
        const auto containers = parseContainers(engine, text);
        if (!containers)
            requireOneLine(containers.error().message());
        for (const Container &container : containers.value_or(QList<Container>())) {
            if (!isContainerId(container.id) || container.pid < 0)
                std::abort();
            for (const QString &shown : {container.displayName(), container.state, container.user,
                                         container.image, container.restartPolicy})
                requireOneLine(shown);
            const QByteArray host = hostPathOf(container, "/data");
            if (!host.isEmpty() && !host.startsWith('/'))
                std::abort();
        }
        for (const ContainerVolume &volume :
             parseVolumes(engine, text).value_or(QList<ContainerVolume>()))
            requireOneLine(volume.name);
        for (const QByteArray &id : parseContainerIds(engine, text).value_or(QByteArrayList())) {
            if (!isContainerId(id))
                std::abort();
        }
        (void)parseEngineHost(engine, text);
    }
    if (const auto service = parseService(text)) {
        if (service->mainPid < 0)
            std::abort();
        for (const QString &shown : {service->loadState, service->activeState, service->subState,
                                     service->restart, service->triggeredBy, service->instance})
            requireOneLine(shown);
    }
    const QList<MountPoint> mounts = parseMountInfo(text);
    for (const MountPoint &mount : mounts) {
        if (mountOf(mount.path, mounts) == nullptr)
            std::abort();
    }
    return 0;
}
