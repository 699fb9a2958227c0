#pragma once

#include "discovery/rootcandidate.h"
#include "report/table.h"

#include <QJsonObject>

namespace SyncAdmin {

// One row for each data root found on this machine.
TextTable rootTable(const QList<RootCandidate> &roots);

// What to do if no data root was found.
QString noRootsText(const FoundRoots &found);

// What could not be searched, and the containers without a data root; empty if there is neither.
QString rootNotesText(const FoundRoots &found);

QJsonObject toJson(const RootCandidate &root);

} // namespace SyncAdmin
