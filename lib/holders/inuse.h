#pragma once

#include "base/directory.h"
#include "holders/cgroup.h"

#include <QByteArrayList>
#include <QList>
#include <QString>

namespace SyncAdmin {

// A process that has one of the files open or locked.
struct Holder
{
    qint64 pid = 0;    // 0 where the kernel does not tell, as for a process of another container
    QString command;   // as displayText() shows it
    QString user;      // its name, or its uid
    QString container; // name or short id from its cgroup; empty outside containers
    QString service;   // its systemd unit, "ankisyncd.service"; empty in containers and sessions
    bool isThisProgram = false; // this process, or another of ours
    CgroupPlace place = {};     // the same of its cgroup, as the machine's tools take it

    QString text() const; // "ankisyncd (pid 811, container anki-sync-server)"
};

// Whether anybody has the files open. Three tests, for no single one is enough: the locks that the
// kernel lists, the open descriptors of every process, and whether the kernel grants a lease.
struct InUse
{
    enum class State { Free, Busy, Unknown };

    State state = State::Unknown;
    QList<Holder> holders; // of Busy, as far as they are known
    QString reason;        // of Unknown: why it cannot be known here, and what would help

    QString text() const;        // one line for reports
    QString holdersText() const; // of Busy: who, as Error::Code::InUse takes it for its detail
};

// Asks about the regular files `names` directly in `folder`; names that are not there are free. The
// caller has closed its own descriptors of them. Leaves no lock, no lease and no time stamp behind.
// Any thread.
InUse probeInUse(const Directory &folder, const QByteArrayList &names);

} // namespace SyncAdmin
