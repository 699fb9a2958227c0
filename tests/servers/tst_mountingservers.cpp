#include "servers/servercontrol.h"
#include "support/faketools.h"
#include "support/files.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString id(64, u'a');

// The fake engines, with the container in a file, and the fake systemctl.
constexpr auto fakeTool = R"sh(#!/bin/bash
tool=$(basename "$0")
echo "$tool $*" >>"$FAKE/calls"
if test "$tool" = systemctl; then
    printf '%s\n' LoadState=loaded ActiveState=active "MainPID=$(cat "$FAKE/mainpid")"
    exit
fi
if test ! -e "$FAKE/$tool.json"; then
    test "$1" != info || { echo 'Cannot connect to the daemon.' >&2; exit 1; }
fi
case $1 in
info) printf '{"Name":"%s"}' "$(uname -n)" ;;
ps) cat "$FAKE/id" ;;
container) cat "$FAKE/$tool.json" ;;
stop) sed -i 's/"running"/"exited"/' "$FAKE/$tool.json" ;;
esac
)sh";

} // namespace

// Finds containers by their mounts, and which of them may be stopped.
class TestMountingServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void found_data();
    void found();
    void throughALink();
    void label_data();
    void label();
    void removedOnceItStops();
    void daemonDown();
    void longTimeToStop();

private:
    // A running container with changed parts.
    QJsonObject container(const QJsonObject &state = {}, const QJsonObject &config = {},
                          const QJsonObject &host = {}, const QJsonObject &mount = {}) const;
    void write(const QString &engine, const QJsonObject &object) const
    {
        QVERIFY(writeBytes(m_folder / (engine + u".json"_s), QJsonDocument(object).toJson()));
    }
    MountingServers servers() const { return serversWith(*Directory::open(m_root.bytes()), {}); }

    FakeTools m_folder;
    TemporaryRoot m_root;
};

void TestMountingServers::initTestCase()
{
    for (const QString &tool : {u"podman"_s, u"docker"_s, u"systemctl"_s})
        QVERIFY(writeProgram(m_folder / tool, fakeTool));
    QVERIFY(writeBytes(m_folder / u"id"_s, id.toLatin1() + '\n'));
}

void TestMountingServers::init()
{
    for (const QString &name : {u"podman.json"_s, u"docker.json"_s, u"calls"_s})
        QFile::remove(m_folder / name);
}

QJsonObject TestMountingServers::container(const QJsonObject &state, const QJsonObject &config,
                                           const QJsonObject &host, const QJsonObject &mount) const
{
    const auto with = [](QJsonObject object, const QJsonObject &more) {
        for (auto it = more.begin(); it != more.end(); ++it)
            object.insert(it.key(), it.value());
        return object;
    };
    return {{u"Id"_s, id},
            {u"Name"_s, u"sync"_s},
            {u"State"_s, with({{u"Status"_s, u"running"_s}, {u"Pid"_s, 811}}, state)},
            {u"Config"_s, with({{u"StopTimeout"_s, 10}}, config)},
            {u"HostConfig"_s, host},
            {u"Mounts"_s, QJsonArray{with({{u"Type"_s, u"bind"_s},
                                           {u"Source"_s, m_root.path()},
                                           {u"Destination"_s, u"/data"_s},
                                           {u"RW"_s, true}},
                                          mount)}}};
}

void TestMountingServers::found_data()
{
    QTest::addColumn<QJsonObject>("state");
    QTest::addColumn<QJsonObject>("mount");
    QTest::addColumn<bool>("isFound");
    QTest::newRow("the root") << QJsonObject() << QJsonObject() << true;
    QTest::newRow("a folder above it") << QJsonObject() << QJsonObject{{u"Source"_s, u"/tmp"_s}}
                                       << m_root.bytes().startsWith("/tmp/");
    QTest::newRow("one below it") << QJsonObject()
                                  << QJsonObject{{u"Source"_s,
                                                  QString(m_root.path() + u"/collections"_s)}}
                                  << true;
    QTest::newRow("one beside it")
        << QJsonObject() << QJsonObject{{u"Source"_s, QString(m_root.path() + u"-b"_s)}} << false;
    QTest::newRow("the whole machine")
        << QJsonObject() << QJsonObject{{u"Source"_s, u"/"_s}} << false;
    QTest::newRow("read-only") << QJsonObject() << QJsonObject{{u"RW"_s, false}} << false;
    QTest::newRow("stopped") << QJsonObject{{u"Status"_s, u"exited"_s}} << QJsonObject() << false;
}

void TestMountingServers::found()
{
    QFETCH(QJsonObject, state);
    QFETCH(QJsonObject, mount);
    QFETCH(bool, isFound);
    write(u"podman"_s, container(state, {}, {}, mount));
    QCOMPARE(servers().servers.size(), isFound ? 1 : 0);
    QVERIFY(servers().beyondControl.isEmpty());
}

// The engine reports the configured path; the kernel resolves it.
void TestMountingServers::throughALink()
{
    const QString link = m_folder / u"link"_s;
    QVERIFY(QFile::link(m_root.path(), link));
    write(u"docker"_s, container({}, {}, {}, {{u"Source"_s, link}}));
    QCOMPARE(servers().servers.size(), 1);
}

void TestMountingServers::label_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<qint64>("mainPid"); // of the service that the label names
    QTest::addColumn<QString>("text");   // null: beyond control
    const qint64 monitor = ::getppid();
    QTest::newRow("an image's, of docker")
        << u"docker"_s << monitor << u"container sync (docker)"_s;
    QTest::newRow("podman's own") << u"podman"_s << monitor << u"service ssh.service"_s;
    QTest::newRow("an image's, of podman") << u"podman"_s << qint64(1) << QString();
}

// An image can contain a label that names any service.
void TestMountingServers::label()
{
    QFETCH(QString, engine);
    QFETCH(qint64, mainPid);
    QFETCH(QString, text);
    QVERIFY(writeBytes(m_folder / u"mainpid"_s, QByteArray::number(mainPid)));
    write(engine,
          container({{u"ConmonPid"_s, qint64(::getppid())}},
                    {{u"Labels"_s, QJsonObject{{u"PODMAN_SYSTEMD_UNIT"_s, u"ssh.service"_s}}}}));
    const MountingServers all = servers();
    QCOMPARE(all.servers.isEmpty() ? QString() : all.servers.first().text(), text);
    QCOMPARE(all.beyondControl.size(), text.isNull() ? 1 : 0);
    if (text.isNull())
        QVERIFY2(all.beyondControl.first().message().contains(u"does not run this container"_s),
                 qPrintable(all.beyondControl.first().message()));
}

void TestMountingServers::removedOnceItStops()
{
    write(u"podman"_s, container({}, {}, {{u"AutoRemove"_s, true}}));
    const MountingServers all = servers();
    QVERIFY(all.servers.isEmpty());
    QCOMPARE(all.beyondControl.size(), 1);
    QVERIFY(all.beyondControl.first().message().contains(u"--rm"_s));
}

// An error of one engine does not hide the containers of the other.
void TestMountingServers::daemonDown()
{
    write(u"podman"_s, container());
    const MountingServers all = servers();
    QCOMPARE(all.servers.size(), 1);
    QCOMPARE(all.notes.size(), 1);
    QVERIFY2(all.notes.first().contains(u"Cannot connect to the daemon."_s),
             qPrintable(all.notes.first()));
}

void TestMountingServers::longTimeToStop()
{
    write(u"podman"_s, container({}, {{u"StopTimeout"_s, 3000}}));
    const auto server = servers().servers.value(0);
    QVERIFY(stopServer(server, 20s, {}));
    QVERIFY(readBytes(m_folder / u"calls"_s).contains("podman stop --time 10 -- aaaa"));
    write(u"podman"_s, container());
    QVERIFY(stopServer(server, 60s, {}));
    QVERIFY(readBytes(m_folder / u"calls"_s).contains("podman stop -- aaaa"));
}

QTEST_GUILESS_MAIN(TestMountingServers)
#include "tst_mountingservers.moc"
