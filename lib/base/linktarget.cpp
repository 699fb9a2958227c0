#include "base/linktarget.h"

#include <climits>
#include <unistd.h>

#include <array>

namespace SyncAdmin {

QByteArray linkTarget(const QByteArray &link)
{
    std::array<char, PATH_MAX> target;
    const ssize_t length = ::readlink(link.constData(), target.data(), target.size());
    return length > 0 ? QByteArray(target.data(), length) : QByteArray();
}

} // namespace SyncAdmin
