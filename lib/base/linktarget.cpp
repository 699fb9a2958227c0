#include "base/linktarget.h"

#include <climits>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace SyncAdmin {

QByteArray linkTarget(const QByteArray &link)
{
    std::array<char, PATH_MAX> target;
    const ssize_t length = ::readlink(link.constData(), target.data(), target.size());
    return length > 0 ? QByteArray(target.data(), length) : QByteArray();
}

QByteArray realPath(const QByteArray &path)
{
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.constData(), nullptr),
                                                           &std::free);
    return {real.get()}; // of a null pointer: an empty path
}

} // namespace SyncAdmin
