#pragma once

#include "base/directory.h"
#include "holders/cgroup.h"

#include <QByteArrayList>
#include <QList>
#include <QString>

namespace SyncAdmin {

// A process that has a file open or locked.
struct Holder
{
    qint64 pid = 0;    // 0 if the kernel hides it, as for a process of another container
    QString command;   // as displayText() shows it
    QString user;      // user name, or uid
    QString container; // name or short id from its cgroup; empty outside containers
    QString service;   // its systemd unit, "ankisyncd.service"; empty in containers and sessions
    bool isThisProgram = false; // this process, or another instance of the program
    CgroupPlace place = {};     // its cgroup, in the form that the machine's tools take

    QString text() const; // "ankisyncd (pid 811, container anki-sync-server)"
};

// Whether a process has the files open. Combines three tests, because no single one is enough: the
// locks that the kernel lists, the open descriptors of all processes, and whether the kernel grants
// a lease.
struct InUse
{
    enum class State { Free, Busy, Unknown };

    State state = State::Unknown;
    QList<Holder> holders; // the known holders, if Busy
    QString reason;        // why it cannot be determined, and what would help; if Unknown

    QString text() const;        // one line for reports
    QString holdersText() const; // the holders, as the detail of Error::Code::InUse; if Busy
};

// Checks the regular files `names` in `folder`; missing files are free. The caller closes its own
// descriptors of the files first. Leaves no lock, no lease and no time stamp behind. Thread-safe.
InUse probeInUse(const Directory &folder, const QByteArrayList &names);

} // namespace SyncAdmin
