#pragma once

#include "session/job.h"
#include "volume/dataroot.h"

#include <QObject>

namespace SyncAdmin::Desktop {

// Tells when something changes in the folders of users, by inotify through descriptors of the
// folders. What changes again and again is told when it has been quiet for a moment, or every 2 s.
class Watcher : public QObject
{
    Q_OBJECT

public:
    explicit Watcher(QObject *parent = nullptr);
    ~Watcher() override;

    // Instead of what was watched before. Without `folders` only the mounts: on a network other
    // machines change files without this kernel seeing it, and a look at a folder may never return.
    void watch(const DataRoot &root, const QList<UserFolder> &users, bool folders = true);
    void stop();
    // Stops and waits; false where it hangs on a file system that does not answer.
    bool finish(int milliseconds) { return m_jobs.finish(milliseconds); }

Q_SIGNALS:
    void usersChanged(const QStringList &paths);
    void incomplete();   // not every folder could be watched: look from time to time
    void listChanged();  // a folder has come or gone where users stand, or the root itself
    void storeChanged(); // a restore point has come or gone

private:
    Jobs m_jobs;
    Job *m_job = nullptr;
};

} // namespace SyncAdmin::Desktop
