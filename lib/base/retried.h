#pragma once

#include <cerrno>

namespace SyncAdmin {

// Makes a system call again that a signal has cut short, as one may on a network file system. What
// the last try returned; errno is that of it.
template <typename Call>
auto retried(const Call &call)
{
    constexpr int maxTries = 16;
    auto result = call();
    for (int tries = 1; result < 0 && errno == EINTR && tries < maxTries; ++tries)
        result = call();
    return result;
}

} // namespace SyncAdmin
