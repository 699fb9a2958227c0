#include "store/pointfiles.h"

namespace SyncAdmin::PointFiles {

QByteArray nameOfNewer(int number)
{
    return number == 1 ? newer : QByteArray(newer + '-' + QByteArray::number(number));
}

Result<> writeRecord(const Directory &point, const QByteArray &name, const QByteArray &content)
{
    const QByteArray unfinished = name + ".new";
    // Left by a recovery that was itself interrupted.
    RETURN_IF_ERROR(ifExists(point.removeFile(unfinished)));
    RETURN_IF_ERROR(point.writeNewFile(unfinished, content, 0600));
    // Only this program can write to this folder, so the name is free or ours.
    if (const auto renamed = point.renameReplacing(unfinished, point, name); !renamed)
        return renamed;
    return point.sync();
}

} // namespace SyncAdmin::PointFiles
