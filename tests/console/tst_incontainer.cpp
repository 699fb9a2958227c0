#include "demo/accountwriter.h"
#include "support/consolerun.h"
#include "support/files.h"
#include "support/serverscene.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

const QString adminImage = QStringLiteral("localhost/admin:1");
const QString admin = QStringLiteral("admin");

QString sqlPlugin()
{
    return QLibraryInfo::path(QLibraryInfo::PluginsPath) +
           QStringLiteral("/sqldrivers/libqsqlite.so");
}

} // namespace

// The program in a container that mounts the server's volume, with the server in another container:
// everything works as on the host.
class InContainerTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void initTestCase();
    Q_SLOT void cleanup();
    Q_SLOT void cleanupTestCase();
    Q_SLOT void everything_data();
    Q_SLOT void everything();
    Q_SLOT void sessions_data() { everything_data(); }
    Q_SLOT void sessions();

    bool startAdmin(const ServerScene &scene, const QStringList &options) const;
    static ConsoleRun run(const QStringList &arguments);
    void compareReadings(const ServerScene &scene) const;

    std::unique_ptr<Podman> m_podman;
};

void InContainerTest::initTestCase()
{
    m_podman = std::make_unique<Podman>();
    if (!m_podman->whyNot().isEmpty())
        QSKIP(qPrintable(m_podman->whyNot()));
    QVERIFY(m_podman->makeImage(
        adminImage,
        {QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl"), QStringLiteral(SYNCADMIN_STANDIN)},
        {{sqlPlugin(), sqlPlugin()}}));
}

void InContainerTest::cleanup()
{
    if (m_podman->whyNot().isEmpty())
        Podman::run({QStringLiteral("rm"), QStringLiteral("-f"), QStringLiteral("-t0"), admin});
}

void InContainerTest::cleanupTestCase()
{
    m_podman.reset();
}

// The container of the program sleeps; each test runs the program in it by exec.
bool InContainerTest::startAdmin(const ServerScene &scene, const QStringList &options) const
{
    QStringList arguments{QStringLiteral("run"),
                          QStringLiteral("--detach"),
                          QStringLiteral("--name"),
                          admin,
                          QStringLiteral("--volumes-from"),
                          scene.container()};
    arguments += options;
    arguments += {adminImage, QStringLiteral("/standin"), QStringLiteral("serve"),
                  QStringLiteral("community"), QStringLiteral("/tmp")};
    const Podman::Output started = Podman::run(arguments);
    if (started.exitCode != 0)
        qWarning("%s", started.errors.constData());
    return started.exitCode == 0;
}

ConsoleRun InContainerTest::run(const QStringList &arguments)
{
    const Podman::Output output = Podman::run(
        QStringList{QStringLiteral("exec"), admin, QStringLiteral("/anki-sync-adminctl")} +
        arguments);
    return {output.exitCode, output.output, output.errors};
}

// The reports of commands that only read differ from those on the host only by the path.
void InContainerTest::compareReadings(const ServerScene &scene) const
{
    for (const QStringList &command :
         {QStringList{QStringLiteral("list")},
          QStringList{QStringLiteral("analyze"), QStringLiteral("john"), QStringLiteral("ann")}}) {
        for (const QString &form : {QString(), QStringLiteral("--json")}) {
            QStringList words = command;
            if (!form.isEmpty())
                words += form;
            QByteArrayList here{"--data-root", scene.root()};
            for (const QString &word : std::as_const(words))
                here.append(word.toUtf8());
            ConsoleRun outside = runConsole(here);
            const ConsoleRun inside = run(words);
            QCOMPARE(outside.exitCode, 0);
            QCOMPARE(inside.exitCode, 0);
            QCOMPARE(inside.output, outside.output.replace(scene.root(), "/data"));
        }
    }
}

void InContainerTest::everything_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QStringList>("options");
    const QString who =
        QStringLiteral("%1:%2").arg(ServerScene::serverUid).arg(ServerScene::serverGroup);
    for (const char *family : {"official", "community"}) {
        QTest::addRow("%s, root", family)
            << QString::fromLatin1(family) << QStringList{QStringLiteral("--read-only")};
        QTest::addRow("%s, the server's user", family)
            << QString::fromLatin1(family) << QStringList{QStringLiteral("--user"), who};
    }
}

void InContainerTest::everything()
{
    QFETCH(QString, family);
    QFETCH(QStringList, options);
    const ServerScene scene(*m_podman, family);
    QVERIFY(scene.isReady());
    QVERIFY(startAdmin(scene, options));
    const QString john = QStringLiteral("john");
    const QString yes = QStringLiteral("--yes");

    // The server runs, in a container whose processes cannot be seen from this one.
    const ConsoleRun refused = run({QStringLiteral("reset"), john, yes});
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.errors.contains("in use by a process that is not visible here"),
             refused.errors.constData());
    QCOMPARE(scene.ask("john"), QByteArray("notes=2 media=2"));

    QVERIFY(scene.tell(QStringLiteral("stop")));
    compareReadings(scene);
    if (QTest::currentTestFailed())
        return;
    const auto timeless = TreeSnapshot::WithoutIdentity;
    const TreeSnapshot before = TreeSnapshot::of(scene.user("john"), timeless, {""});
    const TreeSnapshot ann = scene.tree("ann");
    QCOMPARE(run({QStringLiteral("reset"), john}).exitCode, 0); // the dry run
    QVERIFY(!QFile::exists(QFile::decodeName(scene.root() + "/.anki-sync-admin")));
    const ConsoleRun reset = run({QStringLiteral("reset"), john, yes});
    QVERIFY2(reset.exitCode == 0, reset.errors.constData());
    QCOMPARE(TreeSnapshot::differences(ann, scene.tree("ann")), QStringList());
    const QByteArray id = run({QStringLiteral("restore-points"), QStringLiteral("--json")}).output;
    const QString point = QJsonDocument::fromJson(id.split('\n').first())
                              .object()
                              .value(QStringLiteral("id"))
                              .toString();
    QVERIFY(!point.isEmpty());
    QCOMPARE(run({QStringLiteral("verify"), point}).exitCode, 0);

    // The server starts with an empty user and writes media with its own uid.
    QVERIFY(scene.tell(QStringLiteral("start")));
    QVERIFY(scene.serves("john", QByteArray("notes=0 media=0")));
    QCOMPARE(scene.sync("john", "third"), QByteArray("notes=0 media=0"));
    struct stat status = {};
    QCOMPARE(::stat(scene.media("john", "third").constData(), &status), 0);
    QCOMPARE(status.st_uid, ServerScene::serverUid);
    QVERIFY(scene.tell(QStringLiteral("stop")));

    const ConsoleRun restored = run({QStringLiteral("restore"), point, yes});
    QVERIFY2(restored.exitCode == 0, restored.errors.constData());
    // The official server's media database is restored with a counter above the newer one.
    const QByteArrayList lifted{"media.db"};
    QCOMPARE(TreeSnapshot::differences(
                 before.without(lifted),
                 TreeSnapshot::of(scene.user("john"), timeless, {""}).without(lifted)),
             QStringList());
    QCOMPARE(run({QStringLiteral("resume")}).exitCode, 0);
    QVERIFY(run({QStringLiteral("history")}).output.contains("restore"));
    QCOMPARE(run({QStringLiteral("delete"), QStringLiteral("--all"), yes}).exitCode, 0);
    QVERIFY(run({QStringLiteral("restore-points")}).output.startsWith("There are no"));
    QVERIFY(scene.tell(QStringLiteral("start")));
    QVERIFY(scene.serves("john", QByteArray("notes=2 media=2")));
}

// A server keeps its sessions in memory while it runs. From a container an idle server of another
// container cannot be seen, so that --server-stopped is needed.
void InContainerTest::sessions()
{
    QFETCH(QString, family);
    QFETCH(QStringList, options);
    const ServerScene scene(*m_podman, family);
    QVERIFY(scene.isReady());
    QVERIFY(startAdmin(scene, options));
    QVERIFY(scene.tell(QStringLiteral("stop")));
    const QString database = QFile::decodeName(scene.root() + "/session.db");
    const QString john = QStringLiteral("john");
    const QString ann = QStringLiteral("ann");
    const QString yes = QStringLiteral("--yes");
    const QString folder =
        scene.isOfficial() ? QStringLiteral("/data/") : QStringLiteral("/data/collections/");
    QVERIFY(Demo::writeSessions(database, {{john, folder + john, john}, {ann, folder + ann, ann}}));
    QCOMPARE(::chown(QFile::encodeName(database).constData(), ServerScene::serverUid,
                     ServerScene::serverGroup),
             0);
    const QByteArray before = readBytes(database);
    const QStringList revoke{QStringLiteral("sign-out"), john};
    QVERIFY(run({QStringLiteral("sessions")}).output.contains("john"));
    QCOMPARE(run(revoke).exitCode, 0); // the dry run
    const ConsoleRun refused = run(revoke + QStringList{yes});
    QCOMPARE(refused.exitCode, 3);
    QVERIFY2(refused.errors.contains("in a container of its own"), refused.errors.constData());
    QCOMPARE(readBytes(database), before);

    const ConsoleRun revoked = run(revoke + QStringList{yes, QStringLiteral("--server-stopped")});
    QVERIFY2(revoked.exitCode == 0, revoked.text().constData());
    QCOMPARE(askSql(database, "SELECT group_concat(username) FROM session"), ann);
    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(database).constData(), &status), 0);
    QCOMPARE(status.st_uid, ServerScene::serverUid);
    const QByteArray points =
        run({QStringLiteral("restore-points"), QStringLiteral("--json")}).output;
    const QString point = QJsonDocument::fromJson(points.split('\n').first())
                              .object()
                              .value(QStringLiteral("id"))
                              .toString();
    const ConsoleRun restored =
        run({QStringLiteral("restore"), point, yes, QStringLiteral("--server-stopped")});
    QVERIFY2(restored.exitCode == 0, restored.text().constData());
    QCOMPARE(readBytes(database), before);
    QVERIFY(scene.tell(QStringLiteral("start")));
    QVERIFY(scene.serves("john", QByteArray("notes=2 media=2")));
}

QTEST_GUILESS_MAIN(InContainerTest)
#include "tst_incontainer.moc"
