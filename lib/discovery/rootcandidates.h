#pragma once

#include "discovery/rootplaces.h"
#include "volume/layout.h"

#include <QStringList>

#include <chrono>

namespace SyncAdmin {

// A data root that was found on this machine.
struct RootCandidate
{
    QByteArray path;           // as DataRoot::open() takes it
    QList<RootOrigin> origins; // every way in which it was found, the most telling first
    Layouts layouts;
    qsizetype users = 0;
    QString fileSystem; // "ext4"
    qint64 bytes = 0;   // of the file system
    qint64 freeBytes = 0;
    bool isReadOnly = false;

    QString displayName() const;
};

struct FoundRoots
{
    QList<RootCandidate> roots;
    QList<Container> otherContainers; // whose mounts hold no data root
    QStringList notes;                // what could not be looked at, and why
    bool anyEngine = false;
};

// Looks at all rootPlaces() at once, each for `limit` at most: a place that does not answer, on a
// dead network mount say, becomes a note. Opens folders for reading and nothing else. Never fails.
// Any thread; blocks.
FoundRoots findRoots(const Task &task, std::chrono::milliseconds limit = std::chrono::seconds(3));

// The data root of a container: its mount of /data, or else SYNC_BASE, or else the one mount that
// holds a data root. Errors: those of findContainer(); Unsupported where it has none, or where the
// container sees another folder there; BadInput where several hold one.
Result<QByteArray> dataRootOf(const QByteArray &name, const Task &task);

} // namespace SyncAdmin
