#include "support/serverscene.h"

#include "support/files.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

#include <unistd.h>

namespace SyncAdmin::Test {

namespace {

bool makeOwned(const QByteArray &folder)
{
    return makePath(QFile::decodeName(folder)) &&
           ::chown(folder.constData(), ServerScene::serverUid, ServerScene::serverGroup) == 0;
}

} // namespace

namespace {

// Removes the USN: a reset continues it, and other tests check that.
QByteArray withoutUsn(const QByteArray &answer)
{
    return answer.left(answer.indexOf(" usn="));
}

} // namespace

ServerScene::ServerScene(const Podman &podman, const QString &family, const QStringList &options,
                         const QStringList &server)
    : m_family(family)
{
    m_isReady = makeOwned(root());
    for (const char *name : {"john", "ann"}) {
        if (!isOfficial())
            m_isReady = m_isReady && makeOwned(root() + "/collections") && makeOwned(user(name)) &&
                        makeOwned(user(name) + "/collection.media");
    }
    m_isReady = m_isReady && podman.startServer(container(), family, QFile::decodeName(root()),
                                                options + serverOptions(), server);
    if (!m_isReady)
        return;
    // One call for all, because each `podman exec` takes a quarter of a second.
    const QByteArrayList answers =
        Podman::client(container(),
                       QStringLiteral("sync john first ; sync john second ; ask john ; "
                                      "sync ann first ; sync ann second ; ask ann")
                           .split(QLatin1Char(' ')))
            .split('\n');
    constexpr qsizetype requests = 6;
    m_isReady = answers.size() == requests && answers.at(2) == "notes=2 media=2 usn=2" &&
                answers.at(5) == answers.at(2);
}

ServerScene::~ServerScene()
{
    Podman::run(
        {QStringLiteral("rm"), QStringLiteral("--force"), QStringLiteral("--time=0"), container()});
}

QStringList ServerScene::serverOptions()
{
    return {QStringLiteral("--user"), QStringLiteral("%1:%2").arg(serverUid).arg(serverGroup),
            QStringLiteral("--env"), QStringLiteral("SYNC_USERS=john,ann")};
}

QByteArray ServerScene::user(const char *name) const
{
    return root() + (isOfficial() ? "/" : "/collections/") + name;
}

QByteArray ServerScene::media(const char *name, const char *file) const
{
    return user(name) + (isOfficial() ? "/media/" : "/collection.media/") + file;
}

QByteArray ServerScene::ask(const char *user) const
{
    return withoutUsn(
        Podman::client(container(), {QStringLiteral("ask"), QString::fromLatin1(user)}));
}

bool ServerScene::serves(const char *user, const QByteArray &expected) const
{
    const QDeadlineTimer limit(10'000);
    QByteArray answer = ask(user);
    while (answer != expected && !limit.hasExpired()) {
        QThread::msleep(100);
        answer = ask(user);
    }
    if (answer != expected)
        qWarning("%s says %s", user, answer.constData());
    return answer == expected;
}

QByteArray ServerScene::sync(const char *user, const char *label) const
{
    return withoutUsn(
        Podman::client(container(), {QStringLiteral("sync"), QString::fromLatin1(user),
                                     QString::fromLatin1(label)}));
}

bool ServerScene::tell(const QString &word) const
{
    QStringList words{word};
    if (word == QStringLiteral("stop"))
        words += QStringLiteral("--time=2");
    return Podman::run(words + QStringList{container()}).exitCode == 0;
}

QByteArray ServerScene::state() const
{
    return Podman::ask(
        {QStringLiteral("inspect"), QStringLiteral("--format={{.State.Status}}"), container()});
}

QByteArray ServerScene::id() const
{
    return Podman::ask(
        {QStringLiteral("inspect"), QStringLiteral("--format={{.Id}}"), container()});
}

QByteArray ServerScene::instance() const
{
    return Podman::ask(
        {QStringLiteral("inspect"), QStringLiteral("--format={{.State.StartedAt}}"), container()});
}

QByteArray ServerScene::events(const char *kind) const
{
    return Podman::run({QStringLiteral("events"), QStringLiteral("--stream=false"),
                        QStringLiteral("--filter=container=") + container(),
                        QStringLiteral("--filter=event=") + QString::fromLatin1(kind),
                        QStringLiteral("--format={{.Status}}")})
        .output;
}

ConsoleRun ServerScene::console(const QByteArrayList &arguments, const QByteArray &input) const
{
    return runConsole(arguments + QByteArrayList{"--data-root", root()}, input);
}

bool ServerScene::hasRecord() const
{
    return QFile::exists(QFile::decodeName(root() + "/.anki-sync-admin/stopped-servers.json"));
}

TreeSnapshot ServerScene::tree(const char *name, TreeSnapshot::Parts parts) const
{
    return TreeSnapshot::of(user(name), parts);
}

} // namespace SyncAdmin::Test
