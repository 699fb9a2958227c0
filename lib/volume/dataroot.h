#pragma once

#include "volume/userfolder.h"

#include <QList>

#include <optional>
#include <vector>

namespace SyncAdmin {

// A sync server's data root: the folder that holds the users, or collections/ with them. Opened by
// descriptor, so that a folder moved or mounted over afterwards is not mistaken for it. A copyable
// value.
class DataRoot
{
public:
    struct Options
    {
        std::optional<Layout> layout; // for users whose artefacts and neighbours tell nothing
        std::shared_ptr<SystemCalls> calls = SystemCalls::kernel();
    };

    // `path` as the admin typed it: raw bytes, links followed. <root>/collections and
    // <root>/collections/users lead to <root>. Errors: DoesNotExist, NoPermission, NotAFolder,
    // DesktopFolder.
    static Result<DataRoot> open(const QByteArray &path, const Options &options);
    static Result<DataRoot> open(const QByteArray &path) { return open(path, Options()); }

    // All user folders, ordered by name bytes. NoUsers where there are none.
    Result<QList<UserFolder>> users() const;
    // By the exact bytes of the name, or else by its displayName(). UnknownUser, AmbiguousUser.
    Result<UserFolder> user(const QByteArray &nameOrDisplayName) const;
    // The same among users that were listed before.
    Result<UserFolder> userAmong(const QList<UserFolder> &users,
                                 const QByteArray &nameOrDisplayName) const;

    const Directory &directory() const { return m_root; }
    const QString &path() const { return m_root.path(); }
    // The folders in which users can stand, the data root itself last.
    QList<std::shared_ptr<const Directory>> places() const;
    // Where users stand, as messages name it: /data/collections.
    QString usersPath() const;

private:
    struct Place // a folder in which users stand
    {
        std::shared_ptr<const Directory> directory;
        bool belowCollections = false;
        QByteArray relative; // to the data root: "", "collections", "collections/users"
    };

    DataRoot(Directory root, std::optional<Layout> layout);
    enum class Chance { None, Likely, Certain }; // likely: only where other users stand beside it
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
