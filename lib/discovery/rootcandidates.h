#pragma once

#include "base/task.h"
#include "discovery/rootcandidate.h"

#include <chrono>

namespace SyncAdmin {

// Searches all rootPlaces() at the same time, each for at most `limit`. A place that does not
// answer, for example on a dead network mount, becomes a note. Only opens folders for reading.
// Never fails. Thread-safe; blocks.
FoundRoots findRoots(const Task &task, std::chrono::milliseconds limit = std::chrono::seconds(3));

// The data root of a container: its mount of /data, or else SYNC_BASE, or else its only mount with
// a data root. Errors: those of findContainer(); Unsupported if it has none, or if the container
// sees another folder there; BadInput if it has several.
Result<QByteArray> dataRootOf(const QByteArray &name, const Task &task);

} // namespace SyncAdmin
