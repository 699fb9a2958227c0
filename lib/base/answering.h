#pragma once

#include "base/result.h"
#include "base/task.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace SyncAdmin {

class Directory;

// A call to the kernel can block forever if the disk or network of a file system is down. Work on
// such file systems runs on its own thread, which is abandoned if it blocks.

// The time without progress after which a thread is abandoned.
inline constexpr std::chrono::milliseconds usualPatience{10'000};

// Runs `work` on its own thread and waits for it. Progress is processor time of that thread, or a
// report to the task. After `patience` without progress the function returns false, and the thread
// continues alone with the data that `work` owns. After a stop request one second without progress
// is enough. Reports of an abandoned thread are dropped. Thread-safe.
bool runWhileAnswering(const std::function<void(const Task &)> &work, const Task &task,
                       std::chrono::milliseconds patience = usualPatience);

// runWhileAnswering() for work with a result. The function object must own all data that it uses.
// NoAnswer for `path`, or Cancelled after a stop request.
template <typename T>
Result<T> whileAnswering(const QString &path, const Task &task,
                         const std::function<Result<T>(const Task &)> &work,
                         std::chrono::milliseconds patience = usualPatience)
{
    const auto result = std::make_shared<std::optional<Result<T>>>();
    if (runWhileAnswering([result, work](const Task &inner) { result->emplace(work(inner)); }, task,
                          patience))
        return std::move(**result);
    return failure(task.stopRequested() ? Error::Code::Cancelled : Error::Code::NoAnswer, path);
}

// Whether something is mounted at the entry. Never blocks.
bool isMountRoot(const Directory &folder, const QByteArray &name);

// Whether accessing the entry does not block. False only for the root of a mount that has not
// answered for two seconds; other entries answer if the folder does.
bool answers(const Directory &folder, const QByteArray &name);

} // namespace SyncAdmin
