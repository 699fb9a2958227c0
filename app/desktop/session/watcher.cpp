#include "session/watcher.h"

#include <QHash>
#include <QSet>

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>

namespace SyncAdmin::Desktop {

namespace {

constexpr int quiet = 300;            // ms without an event
constexpr qint64 atLatest = 2000;     // ms after the first event
constexpr qsizetype manyUsers = 2000; // their media folders are not watched as well
constexpr uint32_t contentEvents = IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
constexpr uint32_t listEvents = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;

// The folders that are watched, and what has changed in them.
class Watches
{
public:
    Watches(const DataRoot &root, const QList<UserFolder> &users, const Task &task)
        : m_inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
    {
        add(root.directory(), {}, listEvents);
        QSet<const Directory *> places;
        for (const UserFolder &user : users) {
            if (task.stopRequested())
                return;
            if (!places.contains(user.parent.get())) {
                places.insert(user.parent.get());
                add(*user.parent, {}, listEvents);
            }
            if (const auto folder = user.open())
                addUser(*folder, user.path(), users.size() <= manyUsers);
        }
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
        pollfd waiting{m_inotify, POLLIN, 0};
        if (::poll(&waiting, 1, milliseconds) <= 0)
            return false;
        alignas(inotify_event) std::array<char, 16384> buffer;
        ssize_t length = 0;
        while ((length = ::read(m_inotify, buffer.data(), buffer.size())) > 0) {
            for (ssize_t at = 0; at < length;) {
                const auto *event = reinterpret_cast<const inotify_event *>(buffer.data() + at);
                note(*event);
                at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            }
        }
        return true;
    }

    QStringList takeUsers()
    {
        const QStringList paths(m_changed.begin(), m_changed.end());
        m_changed.clear();
        return paths;
    }
    bool takeList() { return std::exchange(m_hasListChanged, false); }
    bool hasChanges() const { return m_hasListChanged || !m_changed.isEmpty(); }

private:
    void add(const Directory &folder, const QString &path, uint32_t events)
    {
        // By descriptor, so that no path is resolved again.
        const QByteArray link = "/proc/self/fd/" + QByteArray::number(folder.descriptor());
        const int watch = ::inotify_add_watch(m_inotify, link.constData(), events | IN_MASK_ADD);
        m_isComplete = m_isComplete && watch >= 0;
        if (watch >= 0 && !(path.isEmpty() && m_paths.contains(watch)))
            m_paths.insert(watch, path);
    }
    void addUser(const Directory &folder, const QString &path, bool withMedia)
    {
        add(folder, path, contentEvents);
        for (const char *name : {"collection.media", "media"}) {
            if (const auto media = folder.openFolder(name); withMedia && media)
                add(*media, path, contentEvents);
        }
    }
    void note(const inotify_event &event)
    {
        if ((event.mask & (IN_Q_OVERFLOW | IN_UNMOUNT)) != 0) {
            m_hasListChanged = true;
            return;
        }
        if ((event.mask & IN_IGNORED) != 0)
            return;
        const QString path = m_paths.value(event.wd);
        if (!path.isEmpty())
            m_changed.insert(path);
        else if (event.len > 0 && event.name[0] != '.') // the store of restore points is none
            m_hasListChanged = true;
    }

    int m_inotify;
    QHash<int, QString> m_paths; // empty for a folder in which users stand
    QSet<QString> m_changed;
    bool m_isComplete = true;
    bool m_hasListChanged = false;
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

void Watcher::watch(const DataRoot &root, const QList<UserFolder> &users)
{
    stop();
    m_job = m_jobs.start<bool>(
        this,
        [this, root, users](const Task &task) {
            Watches watches(root, users, task);
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
            }
            return true;
        },
        [](bool) {});
}

} // namespace SyncAdmin::Desktop
