#include "store/pointfiles.h"

namespace SyncAdmin::PointFiles {

Result<> writeRecord(const Directory &point, const QByteArray &name, const QByteArray &content)
{
    const QByteArray unfinished = name + ".new";
    // Left by a recovery that was itself interrupted.
    if (const auto removed = point.removeFile(unfinished);
        !removed && removed.error().code != Error::Code::DoesNotExist)
        return removed;
    if (const auto written = point.writeNewFile(unfinished, content, 0600); !written)
        return written;
    // Our own folder, so nothing foreign can stand at the name.
    if (const auto renamed = point.renameReplacing(unfinished, point, name); !renamed)
        return renamed;
    return point.sync();
}

} // namespace SyncAdmin::PointFiles
