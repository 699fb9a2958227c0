#pragma once

#include "store/restorepoint.h"

#include <functional>
#include <memory>

namespace SyncAdmin {

// The folder of a data root, or of a folder with users in it, that a store is.
inline const QByteArray storeFolder = QByteArrayLiteral(".anki-sync-admin");

// A point's folders, opened.
struct RestorePointFolder
{
    Directory point;
    Directory items;
};

// The restore points of a data root, or of a folder with users in it that is another mount than the
// data root. Copies share the descriptor and the lock. Opened for reading it creates nothing.
class RestorePointStore
{
public:
    // Every store that this data root has; none is no error. ForeignStore for one that is not the
    // caller's own.
    static Result<QList<RestorePointStore>> all(const DataRoot &root);
    // The one that a user's points go into. DoesNotExist where it was never made.
    static Result<RestorePointStore> of(const UserFolder &user);
    // The same, made where it is missing.
    static Result<RestorePointStore> make(const UserFolder &user);
    // The folder in which the user's store stands or would stand. OtherDevice where there is none
    // on the user's own mount.
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
    // Busy (detail: the pid of who holds it): what to say of a point that is UnderWay.
    Error busyError() const;

    // All points, the newest first. Interrupted and damaged ones are among them.
    Result<QList<RestorePoint>> points() const;
    // Those whose operation is not known to be committed: interrupted, under way, rolled back,
    // unreadable. Only these are read.
    Result<QList<RestorePoint>> uncommittedPoints() const;
    // Those of one user. Only points whose ids can be this user's are read. One whose record cannot
    // be read is included, because it is not known whose it is.
    Result<QList<RestorePoint>> pointsOf(const UserFolder &user) const;
    // `id` as somebody typed it; it is compared with the names that are there. UnknownRestorePoint.
    Result<RestorePoint> find(const QByteArray &id) const;
    // Fails with Interrupted if an operation on this user's folder was interrupted, or one on the
    // data root itself.
    Result<> refuseInterrupted(const UserFolder &user, EntryFolder folder) const;

    // Whether a point in this state can be restored. AlreadyRestored, Interrupted, Busy,
    // NotRestorable, or why it cannot be read.
    Result<> checkRestorable(const RestorePoint &point) const;

    // A new point's folder (0700) with its items/, under an id that is not taken.
    Result<RestorePointFolder> makePoint(const QByteArray &user, QByteArray &id) const;
    Result<RestorePointFolder> openPoint(const QByteArray &id) const;

    const Directory &directory() const { return m_store; }
    const Directory &pointsFolder() const { return m_points; }
    // The folder in which a user of the point stands. DoesNotExist.
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
    Result<> judgeWithoutEnd(QList<RestorePoint> &points) const;

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
