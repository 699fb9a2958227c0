#pragma once

#include "support/consolerun.h"
#include "support/podman.h"
#include "support/treesnapshot.h"

namespace SyncAdmin::Test {

// A data root with a stand-in server that runs in a container on it, and two users, john and ann,
// of whom each has two notes and two media files. The container ends with this object.
class ServerScene
{
public:
    static constexpr uid_t serverUid = 1001;
    static constexpr gid_t serverGroup = 65533;

    // `podman` and `server` as in Podman::startServer().
    ServerScene(const Podman &podman, const QString &family, const QStringList &options = {},
                const QStringList &server = {});
    ~ServerScene();
    Q_DISABLE_COPY_MOVE(ServerScene)

    // Of `podman run`: the server's user and its accounts.
    static QStringList serverOptions();

    bool isReady() const { return m_isReady; }
    bool isOfficial() const { return m_family == QStringLiteral("official"); }
    // "server-" and the family.
    QString container() const { return QStringLiteral("server-") + m_family; }
    QByteArray root() const { return m_root.bytes(); }
    QByteArray user(const char *name) const; // the folder
    QByteArray media(const char *name, const char *file) const;
    QByteArray collection(const char *name) const { return user(name) + "/collection.anki2"; }

    QByteArray ask(const char *user) const; // "notes=2 media=2"
    // Whether it comes to say this, once it has started.
    bool serves(const char *user, const QByteArray &expected) const;
    QByteArray sync(const char *user, const char *label) const; // what was there before
    // A word of podman: "start", "stop", ...
    bool tell(const QString &word) const;
    QByteArray state() const; // "running", "exited"
    QByteArray id() const;
    QByteArray instance() const; // differs from one start to the next
    // The container's events of this kind, one a line: "start", "died".
    QByteArray events(const char *kind) const;
    // anki-sync-adminctl on its data root.
    ConsoleRun console(const QByteArrayList &arguments, const QByteArray &input = {}) const;
    bool hasRecord() const; // of a server that is to be started again
    TreeSnapshot tree(const char *user, TreeSnapshot::Parts parts = TreeSnapshot::Everything) const;

private:
    TemporaryRoot m_root;
    QString m_family;
    bool m_isReady = false;
};

} // namespace SyncAdmin::Test
