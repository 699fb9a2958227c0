#pragma once

#include "support/consolerun.h"
#include "support/podman.h"
#include "support/treesnapshot.h"

namespace SyncAdmin::Test {

// A data root with a stand-in server in a container, and two users, john and ann, with two notes
// and two media files each. The container ends with the object.
class ServerScene
{
public:
    static constexpr uid_t serverUid = 1001;
    static constexpr gid_t serverGroup = 65533;

    // `podman` and `server`: see Podman::startServer().
    ServerScene(const Podman &podman, const QString &family, const QStringList &options = {},
                const QStringList &server = {});
    ~ServerScene();
    Q_DISABLE_COPY_MOVE(ServerScene)

    // Options of `podman run` for the server's user and its accounts.
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
    // Waits until the server, once started, gives this answer for the user.
    bool serves(const char *user, const QByteArray &expected) const;
    QByteArray sync(const char *user,
                    const char *label) const; // returns the answer from before the sync
    // Runs a podman command on the container: "start", "stop", ...
    bool tell(const QString &word) const;
    QByteArray state() const; // "running", "exited"
    QByteArray id() const;
    QByteArray instance() const; // differs between starts
    // The container's events of this kind, one on each line: "start", "died".
    QByteArray events(const char *kind) const;
    // Runs anki-sync-adminctl on the data root.
    ConsoleRun console(const QByteArrayList &arguments, const QByteArray &input = {}) const;
    bool hasRecord() const; // whether there is a record of a server to be started again
    TreeSnapshot tree(const char *user, TreeSnapshot::Parts parts = TreeSnapshot::Everything) const;

private:
    TemporaryRoot m_root;
    QString m_family;
    bool m_isReady = false;
};

} // namespace SyncAdmin::Test
