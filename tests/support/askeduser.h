#pragma once

#include "holders/inuse.h"
#include "support/temporaryroot.h"

#include <QByteArrayList>
#include <QStringList>

namespace SyncAdmin::Test {

constexpr int otherUid = 54321;

// Wrappers for programs, as HolderProcess and AskedUser::probeBy() take them.
QStringList inOwnPidNamespace();
QStringList withoutLeases(); // as the root of a container that docker makes
QStringList asOtherUser();
QStringList behindMount(
    const QString &mount); // a shell command, done in a mount namespace of its own

// Whether a program ends well.
bool succeeds(const QStringList &command);

// "free", "busy" or "unknown: <reason>", so that a failed comparison says what was found.
QByteArray stateOf(const InUse &use);

// A user's files, some of which are not there.
QByteArrayList askedNames();

// A user folder "user" with a collection, a media database and an upload, in a root of its own.
class AskedUser
{
public:
    AskedUser();

    QString path() const { return m_root / QStringLiteral("user"); }
    QString root() const { return m_root.path(); }
    QString file(const QString &name) const { return path() + QLatin1Char('/') + name; }
    InUse probe() const;
    // What the program prober says, "failed" if it did not end well.
    QByteArray probeBy(const QStringList &wrapper, int times = 1) const;
    QStringList proberCommand(int times) const;
    bool giveTo(int uid) const;

private:
    TemporaryRoot m_root;
};

} // namespace SyncAdmin::Test
