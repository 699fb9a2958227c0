#include "holders/holder.h"
#include "servers/servercontrol.h"
#include "support/askeduser.h"
#include "support/faketools.h"
#include "support/files.h"
#include "support/holderprocess.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <unistd.h>

#include <optional>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

const QString id(64, u'c');

// The fake engine, with one container.
constexpr auto fakeEngine = R"sh(#!/bin/sh
case $1 in
info) printf '{"Name":"%s"}' "$(uname -n)" ;;
ps) cat "$FAKE/id" ;;
container) cat "$FAKE/container.json" ;;
esac
)sh";

// The first child of a process, or the process itself if it has none.
qint64 childOf(qint64 pid)
{
    const QByteArray children = readBytes(u"/proc/%1/task/%1/children"_s.arg(pid));
    bool isNumber = false;
    const qint64 child = children.simplified().split(' ').first().toLongLong(&isNumber);
    return isNumber ? child : pid;
}

} // namespace

// Which container is stopped for a process that has files open. Any process can have a cgroup with
// the name of a container.
class TestContainerHolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void cleanupTestCase();
    void stopsOnlyItsOwn_data();
    void stopsOnlyItsOwn();
    void endedContainer();

private:
    bool enter(const QString &cgroup, qint64 pid);
    void writeContainer(qint64 pid) const;

    FakeTools m_tools;
    AskedUser m_user;
    QString m_hierarchy; // a writable mount of cgroups
    QString m_base;      // a cgroup of this test
    QStringList m_made;
};

void TestContainerHolder::initTestCase()
{
    if (::geteuid() != 0)
        QSKIP("only root may make cgroups");
    const QString name = u"syncadmin-test-%1"_s.arg(::getpid());
    for (const QString &mount :
         {u"/sys/fs/cgroup"_s, u"/sys/fs/cgroup/unified"_s, u"/sys/fs/cgroup/systemd"_s}) {
        const bool isHierarchy = QFile::exists(mount + u"/cgroup.procs"_s);
        if (isHierarchy && QDir(mount).mkdir(name)) {
            m_hierarchy = mount;
            m_base = u'/' + name;
            break;
        }
    }
    if (m_base.isEmpty())
        QSKIP("no cgroups can be made here");
    if (!succeeds(inOwnPidNamespace() + QStringList{u"true"_s}))
        QSKIP("no pid namespaces can be made here");
    QVERIFY(writeProgram(m_tools / u"podman"_s, fakeEngine));
    QVERIFY(writeBytes(m_tools / u"id"_s, id.toLatin1() + '\n'));
}

void TestContainerHolder::cleanup()
{
    while (!m_made.isEmpty())
        QDir().rmdir(m_made.takeLast());
}

void TestContainerHolder::cleanupTestCase()
{
    if (!m_base.isEmpty())
        QDir().rmdir(m_hierarchy + m_base);
}

// Creates the cgroup below the test's own and moves the process into it.
bool TestContainerHolder::enter(const QString &cgroup, qint64 pid)
{
    QString path = m_hierarchy + m_base;
    for (const QString &component : cgroup.split(u'/')) {
        path += u'/' + component;
        if (QDir().mkdir(path))
            m_made.append(path);
    }
    return writeBytes(path + u"/cgroup.procs"_s, QByteArray::number(pid));
}

void TestContainerHolder::writeContainer(qint64 pid) const
{
    const QJsonObject container{
        {u"Id"_s, id},
        {u"Name"_s, u"sync"_s},
        {u"State"_s, QJsonObject{{u"Status"_s, u"running"_s}, {u"Pid"_s, pid}}},
        {u"Config"_s, QJsonObject()},
        {u"HostConfig"_s, QJsonObject()},
        {u"Mounts"_s, QJsonArray()}};
    QVERIFY(writeBytes(m_tools / u"container.json"_s, QJsonDocument(container).toJson()));
}

void TestContainerHolder::stopsOnlyItsOwn_data()
{
    QTest::addColumn<QString>("holderGroup");
    QTest::addColumn<QString>("containerGroup");
    QTest::addColumn<bool>("sharesNamespace");
    QTest::addColumn<bool>("isStopped");
    const QString own = u"machine/libpod-%1.scope"_s.arg(id);
    QTest::newRow("its own process") << own << own << true << true;
    QTest::newRow("below its own cgroup") << own + u"/system"_s << own + u"/init"_s << true << true;
    QTest::newRow("a cgroup of the same name")
        << u"forged/libpod-%1.scope"_s.arg(id) << own << true << false;
    QTest::newRow("another pid namespace") << own << own << false << false;
    QTest::newRow("a cgroup of the same name, another pid namespace")
        << u"forged/libpod-%1.scope"_s.arg(id) << own << false << false;
    QTest::newRow("a container without a cgroup of that name")
        << own << u"machine/other"_s << true << false;
}

void TestContainerHolder::stopsOnlyItsOwn()
{
    QFETCH(QString, holderGroup);
    QFETCH(QString, containerGroup);
    QFETCH(bool, sharesNamespace);
    QFETCH(bool, isStopped);
    const QString collection = m_user.file(u"collection.anki2"_s);
    const QString other = m_user.file(u"upload.tmp"_s);
    HolderProcess server(u"open"_s, sharesNamespace ? other : collection, {}, inOwnPidNamespace());
    QVERIFY(server.isReady());
    const qint64 container = childOf(server.processId());
    QStringList wrapper;
    if (sharesNamespace)
        wrapper = {u"nsenter"_s, u"--target=%1"_s.arg(container), u"--pid"_s, u"--"_s};
    HolderProcess process(u"open"_s, collection, {}, wrapper);
    if (sharesNamespace && !process.isReady())
        QSKIP("nsenter does not work here");
    QVERIFY(process.isReady());
    const qint64 pid = sharesNamespace ? childOf(process.processId()) : process.processId();
    QVERIFY(enter(containerGroup, container));
    QVERIFY(enter(holderGroup, pid));
    writeContainer(container);

    const auto holder = holderFor(pid);
    QVERIFY(holder);
    QCOMPARE(holder->place.containerId, id.toLatin1());
    const auto found = serverOf(*holder, {});
    const QString text = found ? found->text() : found.error().message();
    QVERIFY2(found.has_value() == isStopped, qPrintable(text));
    if (isStopped) {
        QCOMPARE(text, u"container sync (podman)"_s);
    } else {
        QVERIFY(found.error().code == Error::Code::Unsupported);
        QVERIFY2(text.contains(u"has the name of container sync"_s), qPrintable(text));
    }
    process.kill();
    server.kill();
    QTest::qWait(50); // a cgroup can be removed when its processes are gone
}

void TestContainerHolder::endedContainer()
{
    HolderProcess process(u"open"_s, m_user.file(u"collection.anki2"_s));
    QVERIFY(process.isReady());
    QVERIFY(enter(u"machine/libpod-%1.scope"_s.arg(id), process.processId()));
    writeContainer(0);
    const auto holder = holderFor(process.processId());
    QVERIFY(holder);
    const auto found = serverOf(*holder, {});
    QVERIFY(!found && found.error().code == Error::Code::Unsupported);
    process.kill();
}

QTEST_GUILESS_MAIN(TestContainerHolder)
#include "tst_containerholder.moc"
