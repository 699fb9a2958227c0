#pragma once

#include "base/task.h"
#include "holders/openfiles.h"
#include "servers/serverowner.h"
#include "volume/userfolder.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace SyncAdmin {

// The owner that the files of a data root's users need so that the server can write them: the user
// of the process that has databases there open; else the user that the container is configured
// with; else the owner of most other users' databases; else the owner of the data root, if not
// root. Checks at most 100 users. For one data root; each fact is determined once, on the first
// call. Thread-safe.
class ServerOwners
{
public:
    explicit ServerOwners(std::shared_ptr<const OpenFiles> openFiles = {});

    // Nothing if it cannot be determined. Queries the container engines, each with its time limit.
    std::optional<ServerOwner> of(const UserFolder &user, const Task &task = {}) const;
    // of() without the containers. Takes some milliseconds.
    std::optional<ServerOwner> withoutContainers(const UserFolder &user) const;

private:
    using Owners = std::map<quint32, std::map<quint32, int>>; // uid, gid: number of users
    struct Place                                              // a folder that contains users
    {
        std::map<QByteArray, QList<FileStatus>> databases; // of each user
        std::optional<ServerOwner> process;
    };

    const Place &placeOf(const UserFolder &user) const;
    // `mounted`: the databases of a user whose folder is mounted; see databasesOfMounted().
    std::optional<ServerOwner> processOf(const UserFolder &user,
                                         const QList<FileStatus> &mounted) const;
    std::optional<ServerOwner> majorityBeside(const UserFolder &user) const;

    mutable std::mutex m_mutex; // guards the members below
    mutable std::shared_ptr<const OpenFiles> m_openFiles;
    mutable std::map<QByteArray, Place> m_places;
    mutable std::optional<std::optional<ServerOwner>> m_container;
};

// Whether the server may be unable to write a file with this status: it belongs to root, or its
// owner may not write.
bool isOwnerInDoubt(const FileStatus &status);

} // namespace SyncAdmin
