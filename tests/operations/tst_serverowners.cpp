#include "demo/collectionwriter.h"
#include "operations/resetplanner.h"
#include "servers/configuredowner.h"
#include "servers/containers.h"
#include "support/faketools.h"
#include "support/files.h"
#include "support/podman.h"
#include "volume/dataroot.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

const QString id(64, u'd');

// The engine, which knows one container.
constexpr auto fakeEngine = R"sh(#!/bin/sh
echo "$1" >>"$FAKE/calls"
case $1 in
info) printf '{"Name":"%s"}' "$(uname -n)" ;;
ps) cat "$FAKE/id" ;;
container) cat "$FAKE/container.json" ;;
esac
)sh";

// The owner that a reset gives to what it makes.
std::optional<ServerOwner> givenBy(const ResetPlan &plan)
{
    for (const PlanStep &step : plan.steps) {
        if (step.owner)
            return step.owner;
    }
    return std::nullopt;
}

// A process that sleeps, until this object's end.
class Sleeper
{
public:
    explicit Sleeper(const QStringList &before)
    {
        const QStringList command = before + QStringList{u"sleep"_s, u"60"_s};
        m_process.start(command.first(), command.mid(1));
        m_process.waitForStarted();
    }
    ~Sleeper()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Sleeper)
    qint64 pid() const { return m_process.processId(); }

private:
    QProcess m_process;
};

} // namespace

// To whom a server's files have to belong, and that advice and reset conclude the same.
class TestServerOwners : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void configured_data();
    void configured();
    void namespaces_data();
    void namespaces();
    void namespaceOfAProcess();
    void passwdIsALink();
    void adviceAndReset_data();
    void adviceAndReset();
    void severalContainers();
    void enginesAreAskedOnce();
    void realContainer_data();
    void realContainer();

private:
    QJsonObject container(const QString &user, const QJsonObject &state = {},
                          const QJsonObject &host = {}) const;
    Container parsed(const QJsonObject &object,
                     ContainerEngine engine = ContainerEngine::Podman) const
    {
        return parseContainers(engine, QJsonDocument(object).toJson())->first();
    }
    void give(const QString &path, uid_t owner) const
    {
        QCOMPARE(::chown((*m_root / path.toUtf8().constData()).constData(), owner, owner), 0);
    }
    Result<UserAnalysis> analysed(const std::shared_ptr<const ServerOwners> &owners) const
    {
        AnalysisOptions options;
        options.serverOwners = owners;
        return analyse(*DataRoot::open(m_root->bytes())->user("ann"), options, {});
    }

    FakeTools m_tools;
    std::unique_ptr<TemporaryRoot> m_root;
};

void TestServerOwners::initTestCase()
{
    QVERIFY(makePath(m_tools / u"upper/etc"_s));
    QVERIFY(makePath(m_tools / u"lower/etc"_s));
    QVERIFY(writeBytes(m_tools / u"lower/etc/passwd"_s,
                       "root:x:0:0::/:/bin/sh\nanki:x:1001:65533::/:/bin/sh\n"));
    QVERIFY(writeBytes(m_tools / u"lower/etc/group"_s, "root:x:0:\nsync:x:2002:\n"));
    QVERIFY(writeBytes(m_tools / u"id"_s, id.toLatin1() + '\n'));
}

// A user ann of whom everything belongs to root, beside two of root's.
void TestServerOwners::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    for (const QString &name : {u"ann"_s, u"bob"_s, u"cy"_s}) {
        QVERIFY(makePath(*m_root / (u"collections/%1/collection.media"_s.arg(name))));
        QVERIFY(
            Demo::writeCollection(*m_root / (u"collections/%1/collection.anki2"_s.arg(name)), {}));
    }
    QVERIFY(writeBytes(*m_root / u"collections/ann/collection.media/a.jpg"_s, "a"));
    QVERIFY(writeProgram(m_tools / u"podman"_s, fakeEngine));
    QVERIFY(writeProgram(m_tools / u"docker"_s, "#!/bin/sh\nexit 1\n"));
    QFile::remove(m_tools / u"container.json"_s);
    QFile::remove(m_tools / u"calls"_s);
}

QJsonObject TestServerOwners::container(const QString &user, const QJsonObject &state,
                                        const QJsonObject &host) const
{
    QJsonObject whole{{u"Status"_s, u"exited"_s}, {u"Pid"_s, 0}};
    for (auto it = state.begin(); it != state.end(); ++it)
        whole.insert(it.key(), it.value());
    return {{u"Id"_s, id},
            {u"Name"_s, u"sync"_s},
            {u"State"_s, whole},
            {u"Config"_s, QJsonObject{{u"User"_s, user}}},
            {u"HostConfig"_s, host},
            {u"GraphDriver"_s,
             QJsonObject{{u"Name"_s, u"overlay"_s},
                         {u"Data"_s, QJsonObject{{u"UpperDir"_s, m_tools / u"upper"_s},
                                                 {u"LowerDir"_s, m_tools / u"lower"_s}}}}},
            {u"Mounts"_s, QJsonArray{QJsonObject{{u"Type"_s, u"bind"_s},
                                                 {u"Source"_s, m_root->path()},
                                                 {u"Destination"_s, u"/data"_s},
                                                 {u"RW"_s, true}}}}};
}

void TestServerOwners::configured_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("owner"); // empty: not known
    QTest::newRow("none") << u""_s << u"0:0"_s;
    QTest::newRow("number") << u"1234"_s << u"1234:0"_s;
    QTest::newRow("number in passwd") << u"1001"_s << u"1001:65533"_s;
    QTest::newRow("numbers") << u"1001:7"_s << u"1001:7"_s;
    QTest::newRow("name") << u"anki"_s << u"1001:65533"_s;
    QTest::newRow("name and number") << u"anki:8"_s << u"1001:8"_s;
    QTest::newRow("names") << u"anki:sync"_s << u"1001:2002"_s;
    QTest::newRow("number and name") << u"5:sync"_s << u"5:2002"_s;
    QTest::newRow("no such name") << u"eve"_s << u""_s;
    QTest::newRow("no such group") << u"anki:eve"_s << u""_s;
    QTest::newRow("too large") << u"4294967295"_s << u""_s;
    QTest::newRow("negative") << u"-1"_s << u""_s;
}

void TestServerOwners::configured()
{
    QFETCH(QString, user);
    QFETCH(QString, owner);
    const auto found = configuredOwner(parsed(container(user)));
    QCOMPARE(found ? u"%1:%2"_s.arg(found->uid).arg(found->gid) : QString(), owner);
    if (found)
        QCOMPARE(found->reason, u"from the configuration of container sync"_s);
}

void TestServerOwners::namespaces_data()
{
    QTest::addColumn<QJsonObject>("host");
    QTest::addColumn<bool>("isDocker");
    QTest::addColumn<uid_t>("layerOwner");
    QTest::addColumn<QString>("owner");
    const QJsonObject mapped{
        {u"IDMappings"_s,
         QJsonObject{{u"UidMap"_s, QJsonArray{u"0:1:1000"_s, u"1000:100000:1000"_s}},
                     {u"GidMap"_s, QJsonArray{u"0:200000:65536"_s}}}}};
    QTest::newRow("podman") << QJsonObject() << false << uid_t(0) << u"1001:65533"_s;
    QTest::newRow("podman, mapped") << mapped << false << uid_t(0) << u"100001:265533"_s;
    QTest::newRow("docker") << QJsonObject() << true << uid_t(0) << u"1001:65533"_s;
    QTest::newRow("docker, mapped") << QJsonObject() << true << uid_t(231072) << u""_s;
}

void TestServerOwners::namespaces()
{
    QFETCH(QJsonObject, host);
    QFETCH(bool, isDocker);
    QFETCH(uid_t, layerOwner);
    QFETCH(QString, owner);
    if (layerOwner != 0 && ::geteuid() != 0)
        QSKIP("only root can give files away");
    const QByteArray layer = QFile::encodeName(m_tools / u"upper"_s);
    if (::geteuid() == 0)
        QCOMPARE(::chown(layer.constData(), layerOwner, layerOwner), 0);
    else if (isDocker)
        QSKIP("only root's files can be given to root");
    const auto found =
        configuredOwner(parsed(container(u"anki"_s, {}, host),
                               isDocker ? ContainerEngine::Docker : ContainerEngine::Podman));
    QCOMPARE(found ? u"%1:%2"_s.arg(found->uid).arg(found->gid) : QString(), owner);
}

// Of a container that runs the kernel tells.
void TestServerOwners::namespaceOfAProcess()
{
    const Sleeper process({u"unshare"_s, u"--user"_s});
    const QString folder = u"/proc/%1/"_s.arg(process.pid());
    const auto isInside = [&folder] {
        return QFile::symLinkTarget(folder + u"ns/user"_s) !=
                   QFile::symLinkTarget(u"/proc/self/ns/user"_s) &&
               readBytes(folder + u"comm"_s) == "sleep\n";
    };
    if (!QTest::qWaitFor(isInside, 3000) || !writeBytes(folder + u"uid_map"_s, "0 300000 2000\n") ||
        !writeBytes(folder + u"gid_map"_s, "0 400000 70000\n") ||
        !readBytes(folder + u"uid_map"_s).contains("300000"))
        QSKIP("no user namespace can be made here");
    const QJsonObject running{{u"Status"_s, u"running"_s}, {u"Pid"_s, process.pid()}};
    const auto found = configuredOwner(parsed(container(u"1001:65533"_s, running)));
    QVERIFY(found);
    QCOMPARE(found->uid, 301001U);
    QCOMPARE(found->gid, 465533U);
    QVERIFY(!configuredOwner(parsed(container(u"5000:1"_s, running)))); // is not mapped
}

// Which would lead out of the container.
void TestServerOwners::passwdIsALink()
{
    const QString passwd = m_tools / u"upper/etc/passwd"_s;
    QVERIFY(QFile::link(u"/etc/passwd"_s, passwd));
    const auto removed = qScopeGuard([&passwd] { QFile::remove(passwd); });
    QJsonObject object = container(u"nobody"_s);
    QVERIFY(!configuredOwner(parsed(object)));
}

void TestServerOwners::adviceAndReset_data()
{
    QTest::addColumn<QStringList>("ofServer"); // given to 1001
    QTest::addColumn<QString>("user");         // of the container; "-": there is none
    QTest::addColumn<bool>("runs");            // a process of uid 1003 has a database open
    QTest::addColumn<QString>("reason");       // empty: nobody is given anything
    QTest::addColumn<uid_t>("owner");
    const QStringList bob{u"collections/bob"_s, u"collections/bob/collection.anki2"_s};
    const QStringList others =
        bob + QStringList{u"collections/cy"_s, u"collections/cy/collection.anki2"_s};
    const QStringList own{u"collections/ann/collection.anki2"_s};
    QTest::newRow("root's") << QStringList() << u"-"_s << false << u""_s << uid_t(0);
    QTest::newRow("the neighbours'")
        << others << u"-"_s << false << u"the same as the databases of other users"_s
        << uid_t(1001);
    QTest::newRow("one neighbour of two")
        << bob << u"-"_s << false << u"the same as the databases of other users"_s << uid_t(1001);
    QTest::newRow("the data root's, without neighbours")
        << QStringList{u""_s} << u"-"_s << false << u"the same as the data root"_s << uid_t(1001);
    QTest::newRow("the container's, before the neighbours'")
        << others << u"1002:65533"_s << false << u"from the configuration of container sync"_s
        << uid_t(1002);
    QTest::newRow("the container's, where all is root's")
        << QStringList() << u"1002"_s << false << u"from the configuration of container sync"_s
        << uid_t(1002);
    QTest::newRow("the process's, before the container's")
        << others << u"1002"_s << true << u"the same as the server's process"_s << uid_t(1003);
    QTest::newRow("a container of root's") << own << u"0"_s << false << u""_s << uid_t(0);
    QTest::newRow("of a container that is not known")
        << others << u"eve"_s << false << u"the same as the databases of other users"_s
        << uid_t(1001);
}

void TestServerOwners::adviceAndReset()
{
    QFETCH(QStringList, ofServer);
    QFETCH(QString, user);
    QFETCH(bool, runs);
    QFETCH(QString, reason);
    QFETCH(uid_t, owner);
    if (::geteuid() != 0)
        QSKIP("only root can give files away");
    for (const QString &path : ofServer)
        give(path, 1001);
    if (ofServer == QStringList{u""_s}) {
        for (const QString &name : {u"bob"_s, u"cy"_s})
            QVERIFY(QFile::remove(*m_root / (u"collections/%1/collection.anki2"_s.arg(name))));
    }
    if (user == u"-"_s)
        QVERIFY(writeProgram(m_tools / u"podman"_s, "#!/bin/sh\nexit 1\n"));
    else
        QVERIFY(writeBytes(m_tools / u"container.json"_s, QJsonDocument(container(user)).toJson()));
    QProcess server;
    const auto ended = qScopeGuard([&server] {
        server.kill();
        server.waitForFinished();
    });
    if (runs) {
        const QString open = *m_root / u"collections/bob/collection.anki2"_s;
        QCOMPARE(::chmod(QFile::encodeName(open).constData(), 0644), 0);
        server.setStandardInputFile(open);
        server.start(u"setpriv"_s, {u"--reuid=1003"_s, u"--regid=1003"_s, u"--clear-groups"_s,
                                    u"sleep"_s, u"60"_s});
        QVERIFY(server.waitForStarted());
        const QByteArray process = "/proc/" + QByteArray::number(server.processId());
        struct stat status = {};
        QTRY_VERIFY(::stat(process.constData(), &status) == 0 && status.st_uid == 1003);
    }
    const auto analysis = analysed(std::make_shared<const ServerOwners>());
    QVERIFY(analysis);
    const auto plan = planReset(*analysis, {});
    QVERIFY(plan);
    const auto given = givenBy(*plan);
    QCOMPARE(given ? given->reason : QString(), reason);
    QCOMPARE(given ? given->uid : 0, owner);
    // By itself it concludes the same.
    const auto alone = analysed(nullptr);
    QVERIFY(alone);
    const auto planned = planReset(*alone, {});
    QVERIFY(planned);
    QCOMPARE(givenBy(*planned) ? givenBy(*planned)->uid : 0, owner);
    // The advice names no other owner than the reset would.
    for (const Problem &problem : analysis->problems) {
        if (problem.code == Problem::Code::ForeignOwner ||
            problem.code == Problem::Code::MixedOwners)
            QCOMPARE(problem.other, qint64(owner));
    }
}

void TestServerOwners::severalContainers()
{
    if (::geteuid() != 0)
        QSKIP("only root can give files away");
    QJsonObject second = container(u"1003"_s);
    second.insert(u"Id"_s, QString(64, u'e'));
    const auto owner = [this, &second](const QJsonObject &first) {
        const bool isWritten = writeBytes(m_tools / u"container.json"_s,
                                          QJsonDocument(QJsonArray{first, second}).toJson());
        const auto analysis = analysed(nullptr);
        const auto plan =
            isWritten && analysis ? planReset(*analysis, {}) : failure(Error::Code::DoesNotExist);
        const auto given = plan ? givenBy(*plan) : std::nullopt;
        return given ? given->uid : 0;
    };
    QCOMPARE(owner(container(u"1003"_s)), 1003U);
    QCOMPARE(owner(container(u"1002"_s)), 0U); // which of them the server is, is not known
    // One that runs is the server.
    QCOMPARE(owner(container(u"1002"_s, {{u"Status"_s, u"running"_s}, {u"Pid"_s, ::getpid()}})),
             1002U);
}

void TestServerOwners::enginesAreAskedOnce()
{
    if (::geteuid() != 0)
        QSKIP("only root can give files away");
    QVERIFY(
        writeBytes(m_tools / u"container.json"_s, QJsonDocument(container(u"1002"_s)).toJson()));
    const auto owners = std::make_shared<const ServerOwners>();
    // Not where all owners agree.
    const auto analysis = analysed(owners);
    QVERIFY(analysis);
    QVERIFY(!QFile::exists(m_tools / u"calls"_s));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(givenBy(*planReset(*analysis, {}))->uid, 1002U);
    QCOMPARE(readBytes(m_tools / u"calls"_s), "info\nps\ncontainer\n");
}

void TestServerOwners::realContainer_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<quint32>("owner");
    QTest::newRow("name") << u"anki"_s << QStringList() << 1001U;
    QTest::newRow("number") << u"1002"_s << QStringList() << 1002U;
    QTest::newRow("mapped") << u"anki"_s
                            << QStringList{u"--uidmap=0:300000:2000"_s,
                                           u"--gidmap=0:300000:70000"_s}
                            << 301001U;
}

void TestServerOwners::realContainer()
{
    QFETCH(QString, user);
    QFETCH(QStringList, options);
    QFETCH(quint32, owner);
    QVERIFY(QFile::remove(m_tools / u"podman"_s));
    const Podman podman;
    if (!podman.whyNot().isEmpty())
        QSKIP(qPrintable(podman.whyNot()));
    QVERIFY(podman.makeImage(u"owned"_s, {QStringLiteral(SYNCADMIN_STANDIN)},
                             {{u"/etc/passwd"_s, m_tools / u"lower/etc/passwd"_s}}));
    QCOMPARE(::chmod(m_root->bytes().constData(), 0755), 0);
    const Podman::Output made = Podman::run(
        QStringList{u"run"_s, u"--detach"_s, u"--name"_s, u"sync"_s, u"--user"_s, user,
                    u"--volume"_s, QString(m_root->path() + u":/data"_s)} +
        options + QStringList{u"owned"_s, u"/standin"_s, u"serve"_s, u"community"_s, u"/data"_s});
    if (made.exitCode != 0 && !options.isEmpty())
        QSKIP(QByteArray("no user namespace here: " + made.errors).constData());
    QVERIFY2(made.exitCode == 0, made.errors.constData());
    const auto container = findContainer("sync", {});
    QVERIFY(container);
    const auto found = configuredOwner(*container);
    QVERIFY(found);
    QCOMPARE(found->uid, owner);
}

QTEST_GUILESS_MAIN(TestServerOwners)
#include "tst_serverowners.moc"
