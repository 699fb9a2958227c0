#pragma once

#include "discovery/rootcandidates.h"
#include "report/table.h"

#include <QJsonObject>

namespace SyncAdmin {

// One row a data root that was found on this machine.
TextTable rootTable(const QList<RootCandidate> &roots);

// What to do where none was found.
QString noRootsText(const FoundRoots &found);

// What could not be looked at, and which containers hold no data root; empty if there is nothing to
// say.
QString rootNotesText(const FoundRoots &found);

QJsonObject toJson(const RootCandidate &root);

} // namespace SyncAdmin
