#include "session/watcher.h"

#include "agent/localhost.h"
#include "session/mountwatch.h"

#include <QHash>
#include <QSet>

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace SyncAdmin::Desktop {

namespace {

constexpr int quiet = 300;            // ms without an event
constexpr qint64 atLatest = 2000;     // ms after the first event
constexpr qsizetype manyUsers = 2000; // their media folders are not watched as well
constexpr uint32_t contentEvents = IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
constexpr uint32_t listEvents = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
constexpr uint32_t ownEvents = IN_DELETE_SELF | IN_MOVE_SELF;

// The watched folders, and what has changed in them.
class Watches
{
public:
    Watches(const DataRoot &root, const QList<UserFolder> &users, bool folders, const Task &task)
        : m_inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)), m_mounts(root.directory()),
          m_withMedia(users.size() <= manyUsers)
    {
        if (folders)
            addFolders(root, users, task);
    }
    ~Watches()
    {
        if (m_inotify >= 0)
            ::close(m_inotify);
    }
    Q_DISABLE_COPY_MOVE(Watches)

    bool isValid() const { return m_inotify >= 0; }
    bool isComplete() const { return m_isComplete; }

    // Waits for events; false when none came in time.
    bool wait(int milliseconds)
    {
        std::array<pollfd, 2> waiting{
            {{m_inotify, POLLIN, 0}, {m_mounts.descriptor(), POLLPRI, 0}}};
        if (::poll(waiting.data(), waiting.size(), milliseconds) <= 0)
            return false;
        if (waiting[1].revents != 0 && m_mounts.takeChange())
            m_hasListChanged = true;
        alignas(inotify_event) std::array<char, 16384> buffer;
        ssize_t length = 0;
        while ((length = ::read(m_inotify, buffer.data(), buffer.size())) > 0) {
            for (ssize_t at = 0; at < length;) {
                const auto *event = reinterpret_cast<const inotify_event *>(buffer.data() + at);
                handle(*event);
                at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            }
        }
        return true;
    }

    QStringList takeUsers()
    {
        const QStringList paths(m_changed.begin(), m_changed.end());
        m_changed.clear();
        // The media folder may have been replaced.
        for (const QString &path : paths) {
            const auto user = m_users.constFind(path);
            if (user != m_users.constEnd())
                addUser(*user);
        }
        return paths;
    }
    bool takeList() { return std::exchange(m_hasListChanged, false); }
    // Also watches a store that was just made.
    bool takeStore()
    {
        if (!std::exchange(m_hasStoreChanged, false))
            return false;
        for (const Directory &place : std::as_const(m_places))
            addStore(place);
        return true;
    }
    bool hasChanges() const
    {
        return m_hasListChanged || m_hasStoreChanged || !m_changed.isEmpty();
    }

private:
    void addFolders(const DataRoot &root, const QList<UserFolder> &users, const Task &task)
    {
        addPlace(root.directory(), listEvents | ownEvents);
        QSet<const Directory *> places;
        for (const UserFolder &user : users) {
            if (task.stopRequested())
                return;
            if (!places.contains(user.parent.get())) {
                places.insert(user.parent.get());
                addPlace(*user.parent, listEvents);
            }
            addUser(user);
            if (m_withMedia)
                m_users.insert(user.path(), user);
        }
    }
    void addPlace(const Directory &place, uint32_t events)
    {
        add(place, {}, events);
        m_places.append(place);
        addStore(place);
    }
    void addStore(const Directory &place)
    {
        const auto store = place.openFolder(storeFolder);
        if (!store)
            return;
        add(*store, QLatin1String(storeFolder), listEvents);
        if (const auto points = store->openFolder("restore-points"))
            add(*points, QLatin1String(storeFolder), listEvents);
    }
    void add(const Directory &folder, const QString &path, uint32_t events)
    {
        // By descriptor, so that no path is resolved a second time.
        const QByteArray link = "/proc/self/fd/" + QByteArray::number(folder.descriptor());
        const int watch = ::inotify_add_watch(m_inotify, link.constData(), events | IN_MASK_ADD);
        m_isComplete = m_isComplete && watch >= 0;
        if (watch >= 0 && !(path.isEmpty() && m_paths.contains(watch)))
            m_paths.insert(watch, path);
    }
    void addUser(const UserFolder &user)
    {
        const auto folder = user.open();
        if (!folder)
            return;
        add(*folder, user.path(), contentEvents);
        for (const char *name : {"collection.media", "media"}) {
            if (!m_withMedia)
                return;
            if (const auto media = folder->openFolder(name))
                add(*media, user.path(), contentEvents);
        }
    }
    void handle(const inotify_event &event)
    {
        if ((event.mask & (IN_Q_OVERFLOW | IN_UNMOUNT | ownEvents)) != 0) {
            m_hasListChanged = true;
            return;
        }
        if ((event.mask & IN_IGNORED) != 0)
            return;
        const QString path = m_paths.value(event.wd);
        const QByteArray name(event.len > 0 ? event.name : "");
        if (path == QLatin1String(storeFolder) || (path.isEmpty() && name == storeFolder))
            m_hasStoreChanged = true;
        else if (!path.isEmpty())
            m_changed.insert(path);
        else if (!name.isEmpty() && !name.startsWith('.'))
            m_hasListChanged = true;
    }

    int m_inotify;
    MountWatch m_mounts;
    bool m_withMedia;
    QHash<QString, UserFolder> m_users; // by path, where their media folders are watched
    QHash<int, QString> m_paths;        // empty for a folder of users
    QList<Directory> m_places;          // folders of users, each of which may have a store
    QSet<QString> m_changed;
    bool m_isComplete = true;
    bool m_hasListChanged = false;
    bool m_hasStoreChanged = false;
};

} // namespace

Watcher::Watcher(QObject *parent) : QObject(parent), m_jobs(2) {}

Watcher::~Watcher()
{
    m_jobs.finish(-1);
}

void Watcher::stop()
{
    m_jobs.requestStop();
}

void Watcher::watch(const DataRoot &root, const QList<UserFolder> &users, bool folders)
{
    stop();
    m_job = m_jobs.start<bool>(
        this,
        [this, root, users, folders](const Task &task) {
            Watches watches(root, users, folders, task);
            if (!watches.isComplete() || !watches.isValid())
                Q_EMIT incomplete();
            QElapsedTimer since;
            while (watches.isValid() && !task.stopRequested()) {
                const bool isBusy = watches.wait(quiet);
                if (!watches.hasChanges()) {
                    since.invalidate();
                    continue;
                }
                if (!since.isValid())
                    since.start();
                if (isBusy && since.elapsed() < atLatest)
                    continue;
                since.invalidate();
                const QStringList changed = watches.takeUsers();
                if (!changed.isEmpty())
                    Q_EMIT usersChanged(changed);
                if (watches.takeList())
                    Q_EMIT listChanged();
                if (watches.takeStore())
                    Q_EMIT storeChanged();
            }
            return true;
        },
        [](bool) {});
}

} // namespace SyncAdmin::Desktop
