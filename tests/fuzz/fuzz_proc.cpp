#include "holders/cgroup.h"
#include "holders/proclocks.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// The kernel writes these texts, but names in them are other people's: cgroups and mount points.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace SyncAdmin;
    const QByteArray text(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    for (const ProcLock &lock : parseProcLocks(text)) {
        if (lock.pid < 0)
            std::abort();
    }
    deviceOfMount(text, 26);
    const CgroupPlace place = placeFromCgroup(text);
    for (const QString &shown : {place.container, place.service}) {
        if (shown.contains(QLatin1Char('\n')) || shown.contains(QLatin1Char('\x1b')))
            std::abort();
    }
    return 0;
}
