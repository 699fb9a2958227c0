#pragma once

#include "volume/userfolder.h"

#include <QList>

#include <optional>
#include <vector>

namespace SyncAdmin {

// A sync server's data root: the folder that contains the users, or the folder collections/ with
// the users. Keeps descriptors, so moving the folder or mounting over it has no effect. A copyable
// value.
class DataRoot
{
public:
    struct Options
    {
        std::optional<Layout> layout; // for users whose files do not identify it
        std::shared_ptr<SystemCalls> calls = SystemCalls::kernel();
    };

    // `path`: raw bytes from the admin; links are followed. <root>/collections and
    // <root>/collections/users open <root>. Errors: DoesNotExist, NoPermission, NotAFolder,
    // DesktopFolder.
    static Result<DataRoot> open(const QByteArray &path, const Options &options);
    static Result<DataRoot> open(const QByteArray &path) { return open(path, Options()); }

    // All user folders, in the order of their name's bytes. NoUsers if there are none.
    Result<QList<UserFolder>> users() const;
    // The user with this name: the exact bytes, or else the displayName(). UnknownUser,
    // AmbiguousUser.
    Result<UserFolder> user(const QByteArray &nameOrDisplayName) const;
    // user() among users that were listed before.
    Result<UserFolder> userAmong(const QList<UserFolder> &users,
                                 const QByteArray &nameOrDisplayName) const;

    const Directory &directory() const { return m_root; }
    const QString &path() const { return m_root.path(); }
    // The folders that can contain users; the data root is last.
    QList<std::shared_ptr<const Directory>> places() const;
    // The folder that contains the users, for messages: /data/collections.
    QString usersPath() const;

private:
    struct Place // a folder that can contain users
    {
        std::shared_ptr<const Directory> directory;
        bool belowCollections = false;
        QByteArray relative; // relative to the data root:
    };

    DataRoot(Directory root, std::optional<Layout> layout);
    enum class Chance {
        None,
        Likely,
        Certain
    }; // Likely: a user only if there are other users beside it
    struct Candidate
    {
        UserFolder user;
        Chance chance = Chance::None;
    };

    Result<> findPlaces();
    Candidate candidateFor(const Place &place, const Directory &listing,
                           const DirectoryEntry &entry) const;
    Result<> listPlace(const Place &place, QList<UserFolder> &found) const;
    void decideLayouts(QList<UserFolder> &users) const;

    Directory m_root;
    std::optional<Layout> m_layout;
    std::vector<Place> m_places;
};

} // namespace SyncAdmin
