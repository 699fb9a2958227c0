#include "store/copied.h"

namespace SyncAdmin {

namespace {

using Kind = ManifestEntry::Move;

struct Matches
{
    int same = 0;
    int copies = 0; // as large and as old as the entry was
    int others = 0;
};

Result<> addMatch(const Directory &folder, const ManifestEntry &entry, Matches &matches)
{
    ASSIGN_OR_RETURN(const auto status, ifExists(folder.status(entry.name)));
    if (!status)
        return {};
    const EntryAttributes &was = entry.attributes;
    if (was.isSameEntry(*status))
        ++matches.same;
    else if (status->isRegular() && was.type == status->type && was.isUnwritten(*status))
        ++matches.copies;
    else
        ++matches.others;
    return {};
}

} // namespace

Result<> refuseCopied(const RestorePointFolder &folder, const std::optional<Directory> &user,
                      const RestorePoint &point, const QString &folderPath)
{
    Matches inPoint;
    Matches inUser;
    for (const ManifestEntry &entry : point.manifest.entries) {
        if (entry.move == Kind::MoveOut) {
            RETURN_IF_ERROR(addMatch(folder.items, entry, inPoint));
        }
        if (user && (entry.move == Kind::MoveOut || entry.move == Kind::Return)) {
            RETURN_IF_ERROR(addMatch(*user, entry, inUser));
        }
    }
    // Other files in the user's folder are a server's.
    const bool isCopied =
        inPoint.same + inUser.same == 0 && inPoint.copies + inPoint.others + inUser.copies > 0;
    return isCopied ? failure(Error::Code::StoreCopied, folder.point.path(), folderPath)
                    : Result<>();
}

} // namespace SyncAdmin
