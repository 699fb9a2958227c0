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

// To whom the files of a data root's users have to belong, so that the server can write them: the
// user of the process that has databases there open; else the user that the container is configured
// with; else the owner of most databases of the other users; else the owner of the data root where
// that is not root. Looks at 100 users at most. For one data root; everything is found out once, at
// the first question. Any thread.
class ServerOwners
{
public:
    explicit ServerOwners(std::shared_ptr<const OpenFiles> openFiles = {});

    // Nothing where nothing tells. Asks the container engines, each with its time limit.
    std::optional<ServerOwner> of(const UserFolder &user, const Task &task = {}) const;
    // The same without the containers. Takes some milliseconds.
    std::optional<ServerOwner> withoutContainers(const UserFolder &user) const;

private:
    using Owners = std::map<quint32, std::map<quint32, int>>; // uid, gid: number of users
    struct Place                                              // a folder that users stand in
    {
        std::map<QByteArray, QList<FileStatus>> databases; // of each user
        std::optional<ServerOwner> process;
    };

    const Place &placeOf(const UserFolder &user) const;
    // `mounted`: the databases of a user whose folder is mounted; see databasesOfMounted().
    std::optional<ServerOwner> processOf(const UserFolder &user,
                                         const QList<FileStatus> &mounted) const;
    std::optional<ServerOwner> majorityBeside(const UserFolder &user) const;

    mutable std::mutex m_mutex; // guards the rest
    mutable std::shared_ptr<const OpenFiles> m_openFiles;
    mutable std::map<QByteArray, Place> m_places;
    mutable std::optional<std::optional<ServerOwner>> m_container;
};

// Whether it is in doubt that the server can write to what has these attributes: it belongs to
// root, or its owner may not write.
bool isOwnerInDoubt(const FileStatus &status);

} // namespace SyncAdmin
