#include "store/serverrecord.h"
#include "support/enginefixture.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

ServerRecord someRecord()
{
    ServerHandle container;
    container.name = QStringLiteral("anki-sync-server");
    container.containerId = QByteArray(64, 'a');
    ServerHandle service;
    service.kind = ServerHandle::Kind::Unit;
    service.name = QStringLiteral("ankisyncd.service");
    service.unit.unit = "ankisyncd.service";
    ServerRecord record;
    record.servers = {container, service};
    record.operation = QStringLiteral("reset");
    record.time =
        QDateTime::fromString(QStringLiteral("2026-11-23T05:00:00.000Z"), Qt::ISODateWithMs);
    record.caller = Caller::current();
    record.command = QStringLiteral("anki-sync-adminctl reset john.doe --stop-server --yes");
    return record;
}

} // namespace

class ServerRecordTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void isReadAsWritten();
    Q_SLOT void refusesWhatIsWrong_data();
    Q_SLOT void refusesWhatIsWrong();
    Q_SLOT void oneOperationAtATime();
    Q_SLOT void wholeOrNotThere();
};

void ServerRecordTest::isReadAsWritten()
{
    const ServerRecord written = someRecord();
    const auto read = ServerRecord::fromJson(written.toJson(), QStringLiteral("x"));
    QVERIFY2(read, read ? "" : qPrintable(read.error().message()));
    QCOMPARE(read->servers, written.servers);
    QCOMPARE(read->servers.first().name, written.servers.first().name);
    QCOMPARE(read->operation, written.operation);
    QCOMPARE(read->time, written.time);
    QCOMPARE(read->caller.text(), written.caller.text());
    QCOMPARE(read->command, written.command);
}

void ServerRecordTest::refusesWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("json");
    const QByteArray right = someRecord().toJson();
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("garbage") << QByteArray("\xff\x00{{", 4);
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("cut short") << right.left(right.size() / 2);
    const QJsonObject object = QJsonDocument::fromJson(right).object();
    for (const char *key : {"version", "act", "time", "uid", "host", "command", "servers"}) {
        QJsonObject without = object;
        without.remove(QLatin1String(key));
        QTest::addRow("without %s", key) << QJsonDocument(without).toJson();
        QJsonObject other = object;
        other.insert(QLatin1String(key), QJsonObject());
        QTest::addRow("wrong %s", key) << QJsonDocument(other).toJson();
    }
    const auto withServers = [&object](const QJsonArray &servers) {
        QJsonObject changed = object;
        changed.insert(QStringLiteral("servers"), servers);
        return QJsonDocument(changed).toJson();
    };
    QTest::newRow("no servers") << withServers({});
    QTest::newRow("servers of a wrong type") << withServers({1, QStringLiteral("x")});
    QJsonObject option = object.value(QStringLiteral("servers")).toArray().first().toObject();
    option.insert(QStringLiteral("container"), QStringLiteral("--all"));
    QTest::newRow("an option for an id") << withServers({option});
    option.insert(QStringLiteral("engine"), QStringLiteral("sh"));
    QTest::newRow("a foreign program") << withServers({option});
    QJsonArray many;
    for (int i = 0; i < 100; ++i)
        many.append(object.value(QStringLiteral("servers")).toArray().first());
    QTest::newRow("too many") << withServers(many);
}

void ServerRecordTest::refusesWhatIsWrong()
{
    QFETCH(QByteArray, json);
    const auto read = ServerRecord::fromJson(json, QStringLiteral("the file"));
    QVERIFY(!read);
    QCOMPARE(read.error().code, Error::Code::BadInput);
    QVERIFY(read.error().message().contains(QStringLiteral("the file")));
}

void ServerRecordTest::oneOperationAtATime()
{
    const EngineFixture fixture;
    fixture.build();
    const auto store = RestorePointStore::make(fixture.user());
    QVERIFY(store);
    QVERIFY(ServerRecordFile::readUnlocked(*store) && !*ServerRecordFile::readUnlocked(*store));
    {
        const auto file = ServerRecordFile::lock(*store);
        QVERIFY(file);
        QVERIFY(file->write(someRecord()));
        const auto second = ServerRecordFile::lock(*store);
        QVERIFY(!second);
        QCOMPARE(second.error().code, Error::Code::Busy);
        const auto seen = ServerRecordFile::readUnlocked(*store);
        QVERIFY(!seen);
        QCOMPARE(seen.error().code, Error::Code::Busy);
        // A reset of a user is not hindered by it.
        RestorePointStore other = *store;
        QVERIFY(other.lock());
    }
    const auto left = ServerRecordFile::readUnlocked(*store);
    QVERIFY(left && *left);
    QCOMPARE((*left)->servers, someRecord().servers);
    const auto file = ServerRecordFile::lock(*store);
    QVERIFY(file && file->remove());
    QVERIFY(file->remove());
    QVERIFY(file->read() && !*file->read());
}

// Every call on the way may fail: what is read afterwards is the record of before or the new one.
void ServerRecordTest::wholeOrNotThere()
{
    const EngineFixture fixture;
    fixture.build();
    const auto store = RestorePointStore::make(fixture.user());
    QVERIFY(store);
    const auto file = ServerRecordFile::lock(*store);
    QVERIFY(file);
    ServerRecord before = someRecord();
    before.servers.removeLast();
    QVERIFY(file->write(before));
    bool hasFired = true;
    for (int nth = 1; hasFired; ++nth) {
        fixture.calls().failAt(nth, EIO);
        const auto written = file->write(someRecord());
        hasFired = fixture.calls().hasFired();
        fixture.calls().disarm();
        QCOMPARE(written.has_value(), !hasFired);
        const auto read = file->read();
        QVERIFY(read && *read);
        QVERIFY((*read)->servers == someRecord().servers || (*read)->servers == before.servers);
        QVERIFY(nth < 100);
    }
    QCOMPARE((*file->read())->servers, someRecord().servers);
}

QTEST_GUILESS_MAIN(ServerRecordTest)
#include "tst_serverrecord.moc"
