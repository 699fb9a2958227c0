#pragma once

#include "holders/inuse.h"
#include "support/temporaryroot.h"

#include <QByteArrayList>
#include <QStringList>

namespace SyncAdmin::Test {

constexpr int otherUid = 54321;

// Wrapper commands for HolderProcess and AskedUser::probeBy().
QStringList inOwnPidNamespace();
QStringList withoutLeases(); // like root in a container of docker
QStringList asOtherUser();
QStringList behindMount(
    const QString &mount); // a shell command, run in a new mount namespace first

// Whether a program exits with 0.
bool succeeds(const QStringList &command);

// "free", "busy" or "unknown: <reason>", so that a failed comparison shows the result.
QByteArray stateOf(const InUse &use);

// Names of a user's files, including missing ones.
QByteArrayList askedNames();

// A temporary root with a user folder "user": a collection, a media database and an upload.
class AskedUser
{
public:
    AskedUser();

    QString path() const { return m_root / QStringLiteral("user"); }
    QString root() const { return m_root.path(); }
    QString file(const QString &name) const { return path() + QLatin1Char('/') + name; }
    InUse probe() const;
    // The output of the program prober; "failed" if it fails.
    QByteArray probeBy(const QStringList &wrapper, int times = 1) const;
    QStringList proberCommand(int times) const;
    bool giveTo(int uid) const;

private:
    TemporaryRoot m_root;
};

} // namespace SyncAdmin::Test
