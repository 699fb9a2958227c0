#pragma once

#include "discovery/rootplaces.h"
#include "volume/layout.h"

#include <QStringList>

#include <chrono>

namespace SyncAdmin {

// A data root found on this machine.
struct RootCandidate
{
    QByteArray path;           // as DataRoot::open() takes it
    QList<RootOrigin> origins; // all ways in which it was found, the most specific first
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
    QList<Container> otherContainers; // containers without a data root in their mounts
    QStringList notes;                // what could not be searched, and why
    bool anyEngine = false;
};

// Searches all rootPlaces() at the same time, each for at most `limit`. A place that does not
// answer, for example on a dead network mount, becomes a note. Only opens folders for reading.
// Never fails. Thread-safe; blocks.
FoundRoots findRoots(const Task &task, std::chrono::milliseconds limit = std::chrono::seconds(3));

// The data root of a container: its mount of /data, or else SYNC_BASE, or else its only mount with
// a data root. Errors: those of findContainer(); Unsupported if it has none, or if the container
// sees another folder there; BadInput if it has several.
Result<QByteArray> dataRootOf(const QByteArray &name, const Task &task);

} // namespace SyncAdmin
