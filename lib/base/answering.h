#pragma once

#include "base/result.h"
#include "base/task.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace SyncAdmin {

class Directory;

// A file system whose disk or network is gone does not answer: a call to the kernel then waits for
// good. What may meet one runs on a thread of its own, which is left behind when that happens.

// How long a thread may make no progress before it is given up.
inline constexpr std::chrono::milliseconds usualPatience{10'000};

// Runs `work` on a thread of its own and waits for it. Progress is processor time of that thread
// or a report to the task; after `patience` without either this returns false, and the thread goes
// on alone with whatever `work` owns. Once the task asks to stop, a second without progress is
// enough. Reports of a thread that was given up reach nobody. Any thread.
bool runWhileAnswering(const std::function<void(const Task &)> &work, const Task &task,
                       std::chrono::milliseconds patience = usualPatience);

// The same for work with a result; the function object must own all that it uses. NoAnswer for
// `path`, or Cancelled if the task had asked to stop.
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

// Whether the folder's entry can be looked at without waiting for good. False only for the root of
// a mount that has not answered for two seconds; other entries answer if the folder does.
bool answers(const Directory &folder, const QByteArray &name);

} // namespace SyncAdmin
