#pragma once

#include <QtGlobal>

#include <functional>

namespace SyncAdmin {

// Calls `work` with 0 .. count - 1, each once, on up to `threads` threads of which the caller's is
// one. Takes no further number once `stopped` is true. Returns when all calls have.
void forEachInParallel(qsizetype count, int threads, const std::function<bool()> &stopped,
                       const std::function<void(qsizetype)> &work);

} // namespace SyncAdmin
