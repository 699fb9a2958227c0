#pragma once

#include "discovery/rootplaces.h"
#include "volume/layout.h"

#include <QStringList>

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

} // namespace SyncAdmin
