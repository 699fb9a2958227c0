#pragma once

#include <QtGlobal>

#include <functional>

namespace SyncAdmin {

// Calls `work` once with each number from 0 to count - 1, on up to `threads` threads including the
// caller's. Starts no further call once `stopped` returns true. Returns when all started calls have
// returned.
void forEachInParallel(qsizetype count, int threads, const std::function<bool()> &stopped,
                       const std::function<void(qsizetype)> &work);

} // namespace SyncAdmin
