#pragma once

#include "agent/localhost.h"
#include "session/job.h"

#include <QObject>

namespace SyncAdmin::Desktop {

// Watches the folders of users with inotify, through descriptors of the folders. Frequent changes
// are reported together: after a quiet moment, at the latest every 2 s.
class Watcher : public QObject
{
    Q_OBJECT

public:
    explicit Watcher(QObject *parent = nullptr);
    ~Watcher() override;

    // Replaces what was watched before. Without `folders` only mounts are watched: on a network
    // file system other machines make changes unnoticed, and opening a folder may never return.
    void watch(const DataRoot &root, const QList<UserFolder> &users, bool folders = true);
    void stop();
    // Stops and waits; false where a thread hangs on a file system that does not answer.
    bool finish(int milliseconds) { return m_jobs.finish(milliseconds); }

Q_SIGNALS:
    void usersChanged(const QStringList &paths);
    void incomplete();   // not every folder could be watched: poll as well
    void listChanged();  // user folders were added or removed, or the root itself
    void storeChanged(); // restore points were added or removed

private:
    Jobs m_jobs;
    Job *m_job = nullptr;
};

} // namespace SyncAdmin::Desktop
