#pragma once

#include <cerrno>

namespace SyncAdmin {

// Repeats a system call that a signal interrupted, as can happen on a network file system. Returns
// the result of the last try, with its errno.
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
