#pragma once

#include "store/restorepoint.h"

#include <functional>
#include <memory>

namespace SyncAdmin {

// The name of a store, a folder in a data root or in a folder of users.
inline const QByteArray storeFolder = QByteArrayLiteral(".anki-sync-admin");

// The folders of a restore point, opened.
struct RestorePointFolder
{
    Directory point;
    Directory items;
};

// The restore points of a data root, or of a folder of users that is on another mount. Copies share
// the descriptors and the lock. Reading creates nothing.
class RestorePointStore
{
public:
    // All stores of this data root, which can be none. ForeignStore for one that is not the
    // caller's own.
    static Result<QList<RestorePointStore>> all(const DataRoot &root);
    // The store for a user's points. DoesNotExist if it was never made, ForeignStore.
    static Result<RestorePointStore> of(const UserFolder &user);
    // The same, made and synced if it is missing.
    static Result<RestorePointStore> make(const UserFolder &user);
    // The folder that contains the user's store, or would: the data root, or the folder of users if
    // that is on another mount.
    static Result<Directory> placeFor(const UserFolder &user);

    // A store that is known by its place alone, as in a value that was read from JSON: it can be
    // shown, not used. `place`: of the folder that it is in, below the data root: "",
    // "collections".
    static RestorePointStore unopened(const QByteArray &rootPath, const QByteArray &place);
    bool isOpen() const { return m_store.isOpen(); }
    // Of the folder that it is in, below the data root.
    QByteArray place() const;

    // Holds the store for this process until the last copy is gone. Busy (detail: the pid).
    Result<> lock();

    // Busy (detail: the pid) while anybody holds the store, this process included.
    Result<> refuseBusy() const;
    // The error for a point that is UnderWay: Busy, with the pid of the process that holds the
    // lock.
    Error busyError() const;

    // All points, the newest first. Interrupted and damaged ones are among them.
    Result<QList<RestorePoint>> points() const;
    // Those whose operation is not known to be committed: interrupted, under way, rolled back,
    // unreadable. Only these are read.
    Result<QList<RestorePoint>> uncommittedPoints() const;
    // Those of one user. Only points whose ids can be this user's are read. One whose record cannot
    // be read is included, because it is not known whose it is.
    Result<QList<RestorePoint>> pointsOf(const UserFolder &user) const;
    // The point with exactly this id, which is compared with the names in the folder. Reads only
    // the points of the same user. UnknownRestorePoint.
    Result<RestorePoint> find(const QByteArray &id) const;
    // Fails with Interrupted if an operation on this user's folder was interrupted, or one on the
    // data root itself.
    Result<> refuseInterrupted(const UserFolder &user, EntryFolder folder) const;

    // Fails if a point in this state cannot be restored: AlreadyRestored, Interrupted, Busy,
    // NotRestorable, or the error of reading it.
    Result<> checkRestorable(const RestorePoint &point) const;

    // A new point's folder (0700) with its items/, under an id that is not taken.
    Result<RestorePointFolder> makePoint(const QByteArray &user, QByteArray &id) const;
    Result<RestorePointFolder> openPoint(const QByteArray &id) const;

    const Directory &directory() const { return m_store; }
    const Directory &pointsFolder() const { return m_points; }
    // The folder that contains the user folder of the point. DoesNotExist.
    Result<std::shared_ptr<const Directory>> userPlace(const RestorePoint &point) const;
    // The folder that the entries of the point belong into, to be shown.
    QString folderPath(const RestorePoint &point) const;
    // What its operation changed, to be shown: the user folder, or the database in the data root.
    QString subjectPath(const RestorePoint &point) const;
    const std::shared_ptr<const Directory> &root() const { return m_root; }
    QString path() const { return m_store.path(); }

private:
    RestorePointStore(std::shared_ptr<const Directory> root, Directory store, Directory points);
    static Result<RestorePointStore> open(std::shared_ptr<const Directory> root,
                                          const Directory &place);
    Result<QList<RestorePoint>> read(const std::function<bool(const QByteArray &)> &isWanted) const;
    Result<> markUnderWay(QList<RestorePoint> &points) const;

    std::shared_ptr<const Directory> m_root;
    Directory m_store;
    Directory m_points;
    std::shared_ptr<const FileDescriptor> m_lock;
};

// Finds a point in any store of the data root. UnknownRestorePoint.
struct FoundPoint
{
    RestorePointStore store;
    RestorePoint point;
};
Result<FoundPoint> findRestorePoint(const DataRoot &root, const QByteArray &id);

} // namespace SyncAdmin
