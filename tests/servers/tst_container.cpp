#include "discovery/rootplaces.h"
#include "holders/cgroup.h"
#include "servers/container.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace SyncAdmin;
using namespace Qt::StringLiterals;

// Parses the engines' output, correct and malformed.
class TestContainer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void docker();
    void podman();
    void phases_data();
    void phases();
    void wrongKinds();
    void garbage_data();
    void garbage();
    void ids();
    void volumes();
    void hosts_data();
    void hosts();
    void hostPath_data();
    void hostPath();

private:
    static QJsonObject right();
};

namespace {

const QString id(64, u'a');

QByteArray lineOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

// The output of docker 20.10, without unused members.
QJsonObject TestContainer::right()
{
    return {{u"Id"_s, id},
            {u"Name"_s, u"/anki-sync-server"_s},
            {u"RestartCount"_s, 3},
            {u"State"_s, QJsonObject{{u"Status"_s, u"running"_s},
                                     {u"Running"_s, true},
                                     {u"Pid"_s, 811},
                                     {u"ExitCode"_s, 0},
                                     {u"StartedAt"_s, u"2026-11-22T20:00:00.5Z"_s}}},
            {u"Config"_s,
             QJsonObject{{u"User"_s, u"1001:65533"_s},
                         {u"Image"_s, u"anki:1"_s},
                         {u"StopTimeout"_s, 30},
                         {u"Env"_s, QJsonArray{u"SYNC_USER1=alice:secret"_s, u"SYNC_BASE=/a"_s}},
                         {u"Labels"_s, QJsonObject{{u"x"_s, u"y"_s}}}}},
            {u"HostConfig"_s,
             QJsonObject{{u"AutoRemove"_s, false},
                         {u"RestartPolicy"_s, QJsonObject{{u"Name"_s, u"unless-stopped"_s},
                                                          {u"MaximumRetryCount"_s, 0}}}}},
            {u"Mounts"_s,
             QJsonArray{QJsonObject{{u"Type"_s, u"volume"_s},
                                    {u"Name"_s, u"anki"_s},
                                    {u"Source"_s, u"/var/lib/docker/volumes/anki/_data"_s},
                                    {u"Destination"_s, u"/data"_s},
                                    {u"RW"_s, true}},
                        QJsonObject{{u"Type"_s, u"bind"_s},
                                    {u"Source"_s, u"/etc/x"_s},
                                    {u"Destination"_s, u"/data/x"_s},
                                    {u"RW"_s, false}},
                        QJsonObject{{u"Type"_s, u"tmpfs"_s}, {u"Destination"_s, u"/run"_s}}}}};
}

void TestContainer::docker()
{
    const auto found =
        parseContainers(ContainerEngine::Docker, lineOf(right()) + '\n' + lineOf(right()) + '\n');
    QVERIFY2(found, qPrintable(found ? QString() : found.error().message()));
    QCOMPARE(found->size(), 2);
    const Container &container = found->last();
    QCOMPARE(container.id, id.toLatin1());
    QCOMPARE(container.name, "anki-sync-server");
    QCOMPARE(container.pid, 811);
    QCOMPARE(container.phase, ServerPhase::Running);
    QCOMPARE(container.user, u"1001:65533"_s);
    QCOMPARE(container.restartPolicy, u"unless-stopped"_s);
    QCOMPARE(container.restarts, 3);
    QCOMPARE(container.stopTimeout, std::optional<qint64>(30));
    QCOMPARE(container.syncBase, "/a");
    QVERIFY(container.unit.isEmpty());
    QCOMPARE(container.mounts.size(), 3);
    QCOMPARE(container.mounts.at(0).name, u"anki"_s);
    QCOMPARE(container.mounts.at(0).source, "/var/lib/docker/volumes/anki/_data");
    QVERIFY(!container.mounts.at(1).isWritable);
    QVERIFY(container.mounts.at(2).source.isEmpty());
}

// podman writes a list, names without a slash, and null for members that docker omits.
void TestContainer::podman()
{
    QJsonObject object = right();
    object.insert(u"Name"_s, u"anki"_s);
    QJsonObject config = object.value(u"Config"_s).toObject();
    config.insert(u"Labels"_s, QJsonObject{{u"PODMAN_SYSTEMD_UNIT"_s, u"anki.service"_s}});
    config.insert(u"User"_s, u""_s);
    object.insert(u"Config"_s, config);
    QJsonObject host = object.value(u"HostConfig"_s).toObject();
    host.insert(u"RestartPolicy"_s, QJsonObject{{u"Name"_s, u""_s}});
    host.insert(u"AutoRemove"_s, true);
    object.insert(u"HostConfig"_s, host);
    object.insert(u"Mounts"_s, QJsonValue::Null);
    const auto found = parseContainers(
        ContainerEngine::Podman, QJsonDocument(QJsonArray{object}).toJson(QJsonDocument::Indented));
    QVERIFY2(found, qPrintable(found ? QString() : found.error().message()));
    QCOMPARE(found->size(), 1);
    QCOMPARE(found->first().name, "anki");
    QCOMPARE(found->first().unit, "anki.service");
    QCOMPARE(found->first().restartPolicy, u"no"_s);
    QVERIFY(found->first().isRemovedWhenStopped);
    QVERIFY(found->first().mounts.isEmpty());
}

void TestContainer::phases_data()
{
    QTest::addColumn<ServerPhase>("phase");
    QTest::newRow("running") << ServerPhase::Running;
    for (const char *state : {"created", "configured", "exited", "stopped", "dead"})
        QTest::newRow(state) << ServerPhase::Stopped;
    for (const char *state : {"paused", "restarting", "removing", "stopping", "", "Running\n"})
        QTest::newRow(state) << ServerPhase::Between;
}

void TestContainer::phases()
{
    QFETCH(ServerPhase, phase);
    QJsonObject object = right();
    QJsonObject state = object.value(u"State"_s).toObject();
    state.insert(u"Status"_s, QString::fromLatin1(QTest::currentDataTag()));
    object.insert(u"State"_s, state);
    const auto found = parseContainers(ContainerEngine::Docker, lineOf(object));
    QVERIFY(found);
    QCOMPARE(found->first().phase, phase);
}

// Every member that is read, with every other type.
void TestContainer::wrongKinds()
{
    const QList<QJsonValue> kinds{QJsonValue::Null, true,           -7,           1e300,
                                  u"text"_s,        QJsonArray{{}}, QJsonObject()};
    int refused = 0;
    const auto tryAll = [&](const QJsonObject &object, const auto &put) {
        for (auto it = object.begin(); it != object.end(); ++it) {
            for (const QJsonValue &kind : kinds) {
                QJsonObject other = object;
                other.insert(it.key(), kind);
                const auto found = parseContainers(ContainerEngine::Podman, lineOf(put(other)));
                // Accepted values must be as harmless as correct ones.
                if (found)
                    QVERIFY(found->size() == 1 && isContainerId(found->first().id));
                else
                    QVERIFY(
                        found.error().message().startsWith(u"podman: cannot parse its output: "_s));
                refused += found ? 0 : 1;
            }
            QJsonObject less = object;
            less.remove(it.key());
            refused += parseContainers(ContainerEngine::Podman, lineOf(put(less))) ? 0 : 1;
        }
    };
    const QJsonObject whole = right();
    tryAll(whole, [](const QJsonObject &object) { return object; });
    for (const QString &part : {u"State"_s, u"Config"_s, u"HostConfig"_s}) {
        tryAll(whole.value(part).toObject(), [&](const QJsonObject &object) {
            QJsonObject other = whole;
            other.insert(part, object);
            return other;
        });
    }
    tryAll(whole.value(u"Mounts"_s).toArray().first().toObject(), [&](const QJsonObject &object) {
        QJsonObject other = whole;
        other.insert(u"Mounts"_s, QJsonArray{object});
        return other;
    });
    QVERIFY2(refused > 80, qPrintable(QString::number(refused)));
}

void TestContainer::garbage_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("words") << QByteArray("Cannot connect to the daemon\n");
    QTest::newRow("cut") << lineOf(right()).chopped(10);
    QTest::newRow("zero bytes") << QByteArray(1000, '\0');
    QTest::newRow("no UTF-8") << QByteArray("{\"Id\":\"\xff\xfe\"}");
    QTest::newRow("deep") << QByteArray(100'000, '[');
    QTest::newRow("deep and closed") << QByteArray(2000, '[') + QByteArray(2000, ']');
    QTest::newRow("list of lists") << QByteArray("[[{}]]");
    QTest::newRow("number") << QByteArray("42");
    QTest::newRow("two kinds") << lineOf(right()) + "\n[]\n";
    QTest::newRow("huge") << QByteArray("{\"Id\":\"") + QByteArray(8'000'000, 'x') + "\"}";
}

void TestContainer::garbage()
{
    QFETCH(QByteArray, json);
    for (const ContainerEngine engine : containerEngines) {
        const auto found = parseContainers(engine, json);
        QVERIFY(!found);
        QCOMPARE(found.error().code, Error::Code::External);
        QVERIFY(found.error().message().size() < 500);
        QVERIFY(!parseVolumes(engine, json));
        QVERIFY(!parseEngineHost(engine, json));
        QVERIFY(!parseContainerIds(engine, json));
    }
}

void TestContainer::ids()
{
    const QByteArray one = id.toLatin1();
    const auto found = parseContainerIds(ContainerEngine::Docker, one + "\n\n" + one + "\r\n");
    QVERIFY(found);
    QCOMPARE(*found, QByteArrayList({one, one}));
    QVERIFY(parseContainerIds(ContainerEngine::Docker, "")->isEmpty());
    QVERIFY(!parseContainerIds(ContainerEngine::Docker, one.left(12)));
    QVERIFY(!parseContainerIds(ContainerEngine::Docker, "--help"));
}

void TestContainer::volumes()
{
    const auto found =
        parseVolumes(ContainerEngine::Docker,
                     "{\"Name\":\"a\\u001b\",\"Mountpoint\":\"/v/a\"}\n{\"Name\":\"b\"}");
    QVERIFY(found);
    QCOMPARE(found->size(), 2);
    QCOMPARE(found->first().name, u"a\\x1b"_s);
    QCOMPARE(found->first().path, "/v/a");
    QVERIFY(found->last().path.isEmpty());
}

void TestContainer::hosts_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("host");
    QTest::newRow("docker") << QByteArray("{\"Name\":\"web1\",\"ID\":\"x\"}") << QByteArray("web1");
    QTest::newRow("podman") << QByteArray("{\"host\":{\"hostname\":\"vm\"},\"store\":{}}")
                            << QByteArray("vm");
    QTest::newRow("neither") << QByteArray("{}") << QByteArray();
    QTest::newRow("wrong kind") << QByteArray("{\"host\":[]}") << QByteArray();
    QTest::newRow("wrong name") << QByteArray("{\"host\":{\"hostname\":1}}") << QByteArray();
    QTest::newRow("two") << QByteArray("[{\"Name\":\"a\"},{\"Name\":\"b\"}]") << QByteArray();
}

void TestContainer::hosts()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, host);
    for (const ContainerEngine engine : containerEngines)
        QCOMPARE(parseEngineHost(engine, json).value_or(QByteArray()), host);
}

void TestContainer::hostPath_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("host");
    const auto row = [](const char *path, const char *host) {
        QTest::newRow(path) << QByteArray(path) << QByteArray(host);
    };
    row("/data", "/var/lib/docker/volumes/anki/_data");
    row("/data/collections", "/var/lib/docker/volumes/anki/_data/collections");
    row("/data/x/y", "/etc/x/y");
    row("/data-of-others", "");
    row("/run", "");
    row("/", "");
}

void TestContainer::hostPath()
{
    QFETCH(QByteArray, path);
    const auto found = parseContainers(ContainerEngine::Docker, lineOf(right()));
    QVERIFY(found);
    QTEST(hostPathOf(found->first(), path), "host");
}

QTEST_GUILESS_MAIN(TestContainer)
#include "tst_container.moc"
