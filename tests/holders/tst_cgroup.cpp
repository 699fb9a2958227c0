#include "holders/cgroup.h"

#include <QTest>

using namespace SyncAdmin;

class CgroupTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void place_data();
    Q_SLOT void place();
    Q_SLOT void asToolsTakeIt();
    Q_SLOT void ofContainer_data();
    Q_SLOT void ofContainer();
};

void CgroupTest::place_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("container");
    QTest::addColumn<QString>("service");

    const QByteArray id("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    const QByteArray other("fedcba98765432100123456789abcdef0123456789abcdef0123456789abcdef");
    const QString shown = QStringLiteral("0123456789ab");
    const QString none;

    const auto container = [&](const char *row, const QByteArray &text) {
        QTest::newRow(row) << text << shown << none;
    };
    container("docker, systemd", "0::/system.slice/docker-" + id + ".scope\n");
    container("docker, cgroupfs", "12:cpu:/docker/" + id + "\n0::/docker/" + id + "\n");
    container("podman", "0::/machine.slice/libpod-" + id + ".scope/container\n");
    container("podman, cgroupfs", "0::/libpod_parent/libpod-" + id + "\n");
    container("podman of a user",
              "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + id +
                  ".scope/container\n");
    container("podman in a unit", "0::/system.slice/anki.service/libpod-payload-" + id + "\n");
    container("kubernetes, containerd",
              "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1b3c.slice/"
              "cri-containerd-" +
                  id + ".scope\n");
    container("kubernetes, cgroupfs",
              "4:memory:/kubepods/burstable/pod7c0c8f4a-9d0d-4a0a-8d84-2b9a4b1a2c3d/" + id);
    container("cri-o", "0::/kubepods.slice/kubepods-pod1.slice/crio-" + id + ".scope\n");
    container("nerdctl", "0::/system.slice/nerdctl-" + id + ".scope\n");
    container("one in another", "0::/docker/" + other + "/docker/" + id + "\n");

    const auto row = [&](const char *name, const QByteArray &text, const char *inside,
                         const char *service) {
        QTest::newRow(name) << text << QString::fromLatin1(inside) << QString::fromLatin1(service);
    };
    row("nspawn", "0::/machine.slice/systemd-nspawn@anki\\x2dsync.service/payload\n", "anki-sync",
        "");
    row("machine", "0::/machine.slice/machine-web.scope\n", "web", "");
    row("lxc", "0::/lxc.payload.anki/init.scope\n", "anki", "");
    row("service", "1:name=systemd:/system.slice/ankisyncd.service\n", "", "ankisyncd.service");
    row("instance", "0::/system.slice/system-anki.slice/anki@a\\x2db.service\n", "",
        "anki@a-b.service");
    row("session", "0::/user.slice/user-1000.slice/session-2.scope\n", "", "");
    row("root", "0::/\n", "", "");
    row("empty", "", "", "");
    row("no path", "0:\n::\nx\n", "", "");
    row("short id", "0::/docker/0123456789abcdef\n", "", "");
    row("no hex", "0::/docker/" + QByteArray(64, 'g') + "\n", "", "");
    row("hostile", "0::/machine-\\x1b[31m.scope\n", "\\x1b[31m", "");
    row("cut escape", "0::/machine-a\\x.scope\n", "a\\\\x", "");
    QTest::newRow("conmon") << QByteArray("0::/machine.slice/libpod-conmon-" + id + ".scope\n")
                            << none << none;
}

void CgroupTest::place()
{
    QFETCH(QByteArray, text);
    const CgroupPlace place = placeFromCgroup(text);
    QTEST(place.container, "container");
    QTEST(place.service, "service");
}

// The displayed form is not always the one that docker or systemctl takes.
void CgroupTest::asToolsTakeIt()
{
    const QByteArray id(64, 'a');
    QCOMPARE(placeFromCgroup("0::/docker/" + id).containerId, id);
    QVERIFY(placeFromCgroup("0::/machine.slice/machine-web.scope").containerId.isEmpty());
    const CgroupPlace service = placeFromCgroup("0::/system.slice/anki@a\\x2db.service\n");
    QCOMPARE(service.unit, "anki@a\\x2db.service");
    QVERIFY(!service.unitUser);
    QCOMPARE(placeFromCgroup("0::/system.slice/_cpu.service").unit, "cpu.service");
    const QByteArray manager = "/user.slice/user-1000.slice/user@1000.service/";
    const CgroupPlace own = placeFromCgroup(
        "2:cpu:" + manager + "a.slice/anki.service\n0::" + manager + "a.slice/anki.service\n");
    QCOMPARE(own.unit, "anki.service");
    QCOMPARE(own.unitUser, std::optional<quint32>(1000));
    const CgroupPlace inside = placeFromCgroup("0::" + manager + "anki.service/" + id);
    QVERIFY(inside.unit.isEmpty() && !inside.unitUser);
    QCOMPARE(inside.containerId, id);
}

void CgroupTest::ofContainer_data()
{
    const QByteArray id(64, 'a');
    const QByteArray own = "0::/machine.slice/libpod-" + id + ".scope";
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("expected");
    QTest::newRow("its own") << own + '\n' << QByteArrayList{own};
    QTest::newRow("below it") << own + "/container/app.slice\n" << QByteArrayList{own};
    QTest::newRow("another container")
        << QByteArray("0::/docker/" + QByteArray(64, 'b')) << QByteArrayList();
    QTest::newRow("several hierarchies")
        << QByteArray("2:cpu:/\n1:memory:/docker/" + id + "/a\n0::/docker/" + id + '\n')
        << QByteArrayList{"1:memory:/docker/" + id, "0::/docker/" + id};
    QTest::newRow("its name twice") << own + '/' + id + "/x\n" << QByteArrayList{own + '/' + id};
    QTest::newRow("conmon") << QByteArray("0::/libpod-conmon-" + id + ".scope") << QByteArrayList();
    QTest::newRow("empty") << QByteArray() << QByteArrayList();
}

void CgroupTest::ofContainer()
{
    QFETCH(QByteArray, text);
    QTEST(cgroupsOfContainer(text, QByteArray(64, 'a')), "expected");
}

QTEST_GUILESS_MAIN(CgroupTest)
#include "tst_cgroup.moc"
