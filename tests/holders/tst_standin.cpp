#include "holders/inuse.h"
#include "support/askeduser.h"
#include "support/files.h"
#include "support/podman.h"

#include <QFile>
#include <QTest>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

constexpr uid_t serverUid = 1001;
constexpr gid_t serverGroup = 65533;

// The uid may have a name on this machine.
QString nameOf(uid_t uid)
{
    const struct passwd *entry = ::getpwuid(uid);
    return entry != nullptr ? QString::fromLocal8Bit(entry->pw_name) : QString::number(uid);
}

// The locks on a file: "read", "write", "none", by strength.
QByteArray strongestLock(const QString &path)
{
    if (!QFile::exists(path))
        return "no file";
    QByteArray strongest = "none";
    for (const ProcLock &lock : Test::locksOn(path)) {
        if (lock.kind == ProcLock::Kind::Lease)
            continue;
        if (lock.isWrite)
            return "write";
        strongest = "read";
    }
    return strongest;
}

} // namespace

// The stand-in server in real containers holds the same files with the same locks in each state as
// the real servers.
class StandinTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void initTestCase();
    Q_SLOT void init();
    Q_SLOT void cleanup();
    Q_SLOT void cleanupTestCase();
    Q_SLOT void official();
    Q_SLOT void community();
    Q_SLOT void missingMediaFolder_data();
    Q_SLOT void missingMediaFolder();
    Q_SLOT void stops_data();
    Q_SLOT void stops();

    bool makeFolder(const QString &name) const;
    QString file(const QString &name) const { return *m_root / name; }
    InUse use(const char *folder, const QByteArrayList &names) const;

    std::unique_ptr<Podman> m_podman;
    std::unique_ptr<TemporaryRoot> m_root;
    const QStringList m_user{QStringLiteral("--user"),
                             QStringLiteral("%1:%2").arg(serverUid).arg(serverGroup)};
};

void StandinTest::initTestCase()
{
    m_podman = std::make_unique<Podman>();
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
}

void StandinTest::cleanupTestCase()
{
    m_podman.reset();
}

void StandinTest::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QCOMPARE(::chown(m_root->bytes().constData(), serverUid, serverGroup), 0);
}

void StandinTest::cleanup()
{
    if (m_podman->whyNot().isEmpty())
        Podman::run({QStringLiteral("rm"), QStringLiteral("-f"), QStringLiteral("-t0"),
                     QStringLiteral("server")});
    m_root.reset();
}

bool StandinTest::makeFolder(const QString &name) const
{
    return makePath(file(name)) &&
           ::chown(file(name).toLocal8Bit().constData(), serverUid, serverGroup) == 0;
}

InUse StandinTest::use(const char *folder, const QByteArrayList &names) const
{
    const auto opened = Directory::open(*m_root / folder);
    return opened ? probeInUse(*opened, names) : InUse();
}

void StandinTest::official()
{
    QVERIFY(m_podman->startServer(
        QStringLiteral("server"), QStringLiteral("official"), m_root->path(),
        m_user + QStringList{QStringLiteral("--env"), QStringLiteral("SYNC_USERS=john,ann")}));
    // For every configured user, before the first sync.
    for (const char *user : {"john", "ann"}) {
        const InUse held = use(user, {"media.db"});
        QCOMPARE(stateOf(held), QByteArray("busy"));
        QCOMPARE(held.holders.size(), 1);
        QCOMPARE(held.holders.first().command, QStringLiteral("standin"));
        QVERIFY(Podman::ask({QStringLiteral("inspect"), QStringLiteral("--format={{.Id}}"),
                             QStringLiteral("server")})
                    .startsWith(held.holders.first().container.toUtf8()));
        QCOMPARE(held.holders.first().user, nameOf(serverUid));
        QCOMPARE(strongestLock(file(QLatin1String(user) + QStringLiteral("/media.db"))),
                 QByteArray("write"));
        QCOMPARE(stateOf(use(user, {"collection.anki2"})), QByteArray("free"));
    }
    QCOMPARE(Podman::client(QStringLiteral("server"),
                            {QStringLiteral("sync"), QStringLiteral("john"), QStringLiteral("a")}),
             QByteArray("notes=0 media=0 usn=0"));
    QCOMPARE(
        Podman::client(QStringLiteral("server"), {QStringLiteral("ask"), QStringLiteral("john")}),
        QByteArray("notes=1 media=1 usn=1"));
    QCOMPARE(strongestLock(file(QStringLiteral("john/collection.anki2"))), QByteArray("write"));
    QCOMPARE(stateOf(use("john", {"collection.anki2"})), QByteArray("busy"));
    QVERIFY(!QFile::exists(file(QStringLiteral("john/collection.anki2-shm"))));
    struct stat status = {};
    QCOMPARE(::stat(QByteArray(m_root->bytes() + "/john/media/a").constData(), &status), 0);
    QCOMPARE(status.st_uid, serverUid);
    QCOMPARE(status.st_gid, serverGroup);
}

void StandinTest::community()
{
    QVERIFY(makeFolder(QStringLiteral("collections")));
    QVERIFY(makeFolder(QStringLiteral("collections/john")));
    QVERIFY(makeFolder(QStringLiteral("collections/john/collection.media")));
    QVERIFY(m_podman->startServer(QStringLiteral("server"), QStringLiteral("community"),
                                  m_root->path(), m_user));
    const char *folder = "collections/john";
    const QByteArrayList names{"collection.anki2", "collection.media.server.db"};
    const QString collection = file(QStringLiteral("collections/john/collection.anki2"));
    QCOMPARE(stateOf(use(folder, names)), QByteArray("free"));

    QCOMPARE(Podman::client(QStringLiteral("server"),
                            {QStringLiteral("sync"), QStringLiteral("john"), QStringLiteral("a")}),
             QByteArray("notes=0 media=0 usn=0"));
    QCOMPARE(stateOf(use(folder, names)), QByteArray("busy"));
    QCOMPARE(strongestLock(collection), QByteArray("read"));
    QCOMPARE(strongestLock(collection + QStringLiteral("-shm")), QByteArray("write"));
    QCOMPARE(
        Podman::client(QStringLiteral("server"), {QStringLiteral("close"), QStringLiteral("john")}),
        QByteArray("closed"));
    QCOMPARE(stateOf(use(folder, names)), QByteArray("free"));

    QCOMPARE(
        Podman::client(QStringLiteral("server"),
                       {QStringLiteral("upload"), QStringLiteral("john"), QStringLiteral("b")}),
        QByteArray("notes=1 media=1 usn=1"));
    QCOMPARE(strongestLock(collection), QByteArray("none"));
    QCOMPARE(stateOf(use(folder, {"collection.anki2"})), QByteArray("busy"));
    QCOMPARE(
        Podman::client(QStringLiteral("server"), {QStringLiteral("close"), QStringLiteral("john")}),
        QByteArray("closed"));
    QCOMPARE(stateOf(use(folder, names)), QByteArray("free"));
}

void StandinTest::missingMediaFolder_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("folder");
    QTest::newRow("official") << QStringLiteral("official") << QStringLiteral("john");
    QTest::newRow("community") << QStringLiteral("community") << QStringLiteral("collections/john");
}

// No server creates it when a client connects.
void StandinTest::missingMediaFolder()
{
    QFETCH(QString, family);
    QFETCH(QString, folder);
    QVERIFY(makeFolder(QStringLiteral("collections")));
    QVERIFY(makeFolder(folder));
    QVERIFY(m_podman->startServer(QStringLiteral("server"), family, m_root->path(), m_user));
    const QByteArray answer =
        Podman::client(QStringLiteral("server"),
                       {QStringLiteral("sync"), QStringLiteral("john"), QStringLiteral("a")});
    QVERIFY2(answer.contains("error=") && answer.contains("No such file"), answer.constData());
}

void StandinTest::stops_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("end"); // podman's command
    QTest::addColumn<QByteArray>("state");
    const QString stop = QStringLiteral("stop");
    QTest::newRow("when asked to")
        << QStringList() << QStringList{stop, QStringLiteral("--time=50")}
        << QByteArray("exited 0");
    QTest::newRow("ignores SIGTERM")
        << QStringList{QStringLiteral("--ignore-term")}
        << QStringList{stop, QStringLiteral("--time=1")} << QByteArray("exited 137");
    QTest::newRow("dies by itself")
        << QStringList{QStringLiteral("--die-after"), QStringLiteral("1")}
        << QStringList{QStringLiteral("wait")} << QByteArray("exited 1");
}

void StandinTest::stops()
{
    QFETCH(QStringList, options);
    QFETCH(QStringList, end);
    QFETCH(QByteArray, state);
    QVERIFY(m_podman->startServer(QStringLiteral("server"), QStringLiteral("community"),
                                  m_root->path(), m_user, options));
    Podman::run(end + QStringList{QStringLiteral("server")});
    QCOMPARE(Podman::ask({QStringLiteral("inspect"),
                          QStringLiteral("--format={{.State.Status}} {{.State.ExitCode}}"),
                          QStringLiteral("server")}),
             state);
}

QTEST_GUILESS_MAIN(StandinTest)
#include "tst_standin.moc"
