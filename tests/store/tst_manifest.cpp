#include "store/commitrecord.h"
#include "store/manifest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimeZone>

using namespace SyncAdmin;

class TestManifest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesRound();
    void everyFieldIsNeeded();
    void refusesForeignText_data();
    void refusesForeignText();
    void commitRecordGoesRound();

private:
    static Manifest sample();
    static QJsonObject sampleObject()
    {
        return QJsonDocument::fromJson(sample().toJson()).object();
    }
};

Manifest TestManifest::sample()
{
    Manifest manifest;
    manifest.operation = Manifest::Operation::Restore;
    manifest.id = "20261122-140312-john";
    manifest.user = QByteArray("jo\xff\nhn");
    manifest.place = "collections";
    manifest.layout = Layout::Community;
    manifest.made = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, QTimeZone::utc());
    manifest.caller = {0, 1000, QStringLiteral("alice"), QStringLiteral("sudo"),
                       QStringLiteral("host")};
    manifest.command = QStringLiteral("anki-sync-adminctl restore x");
    manifest.keepMediaFiles = true;
    manifest.source = "20261121-140312-john";
    manifest.folder = {
        0xffffffffffffffffULL, -5, FileStatus::Type::Folder, 4096, 17, 1001, 65533, 02775, {}};
    ManifestEntry entry;
    entry.move = ManifestEntry::Move::MoveOut;
    entry.kind = PlanStep::Kind::NewerFile;
    entry.name = "collection.anki2";
    entry.files = 1;
    entry.bytes = 0x7fffffffffffffffLL;
    entry.attributes = manifest.folder;
    entry.attributes.extended = {{"user.x", QByteArray("\0\xff", 2)}};
    manifest.entries.append(entry);
    return manifest;
}

void TestManifest::goesRound()
{
    const QByteArray json = sample().toJson();
    const auto read = Manifest::fromJson(json, QStringLiteral("x"));
    QVERIFY(read);
    QCOMPARE(read->toJson(), json);
    QCOMPARE(read->user, sample().user);
    QCOMPARE(read->folder.inode, sample().folder.inode);
    QCOMPARE(read->entries.first().attributes.extended,
             sample().entries.first().attributes.extended);
    QCOMPARE(read->bytes(), 0x7fffffffffffffffLL);
}

void TestManifest::everyFieldIsNeeded()
{
    const QJsonObject object = sampleObject();
    const QStringList keys = object.keys();
    QVERIFY(keys.size() > 10);
    for (const QString &key : keys) {
        QJsonObject less = object;
        less.remove(key);
        const auto read = Manifest::fromJson(QJsonDocument(less).toJson(), QStringLiteral("x"));
        QVERIFY2(!read, qPrintable(key));
        QCOMPARE(read.error().code, Error::Code::BadManifest);
        QJsonObject wrong = object;
        wrong.insert(key, QJsonValue(QJsonValue::Null));
        QVERIFY2(!Manifest::fromJson(QJsonDocument(wrong).toJson(), QStringLiteral("x")),
                 qPrintable(key));
    }
}

void TestManifest::refusesForeignText_data()
{
    QTest::addColumn<QByteArray>("json");
    const auto with = [](const char *key, const QJsonValue &value) {
        QJsonObject object = sampleObject();
        object.insert(QString::fromLatin1(key), value);
        return QJsonDocument(object).toJson();
    };
    const auto base64 = [](const QByteArray &bytes) {
        return QString::fromLatin1(bytes.toBase64());
    };
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("garbage") << QByteArray("\0\xff{", 3);
    QTest::newRow("an array") << QByteArray("[1]");
    QTest::newRow("cut off") << sample().toJson().left(200);
    QTest::newRow("too large") << QByteArray(Manifest::maxBytes + 1, ' ');
    QTest::newRow("deep") << QByteArray(100'000, '[');
    QTest::newRow("newer version") << with("version", 2);
    QTest::newRow("path as user") << with("user", base64("../x"));
    QTest::newRow("dots as user") << with("user", base64(".."));
    QTest::newRow("empty user") << with("user", QString());
    QTest::newRow("NUL in the user") << with("user", base64(QByteArray("a\0b", 3)));
    QTest::newRow("path as id") << with("id", base64("a/b"));
    QTest::newRow("foreign place") << with("place", base64("../.."));
    QTest::newRow("no base64") << with("user", QStringLiteral("***"));
    QTest::newRow("path as source") << with("source", base64("/etc"));
    QTest::newRow("unknown layout") << with("layout", QStringLiteral("x"));
    QTest::newRow("bad time") << with("made", QStringLiteral("yesterday"));
    QTest::newRow("entries of the wrong kind") << with("entries", QJsonArray{1, 2});
    const QJsonArray one = sampleObject().value(QStringLiteral("entries")).toArray();
    QTest::newRow("an entry twice") << with("entries", QJsonArray{one.at(0), one.at(0)});
    QJsonObject entry = one.at(0).toObject();
    entry.insert(QStringLiteral("name"), base64("../../etc/passwd"));
    QTest::newRow("path as entry") << with("entries", QJsonArray{entry});
    entry = one.at(0).toObject();
    entry.insert(QStringLiteral("bytes"), QStringLiteral("-1"));
    QTest::newRow("negative bytes") << with("entries", QJsonArray{entry});
}

void TestManifest::refusesForeignText()
{
    QFETCH(QByteArray, json);
    const auto read = Manifest::fromJson(json, QStringLiteral("x"));
    QVERIFY(!read);
    QCOMPARE(read.error().code, Error::Code::BadManifest);
}

void TestManifest::commitRecordGoesRound()
{
    const CommitRecord record{"an-id",
                              QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, QTimeZone::utc()),
                              QByteArray(32, '\x7f')};
    const auto read = CommitRecord::fromJson(record.toJson(), QStringLiteral("x"));
    QVERIFY(read);
    QCOMPARE(read->id, record.id);
    QCOMPARE(read->committed, record.committed);
    QCOMPARE(read->manifestSum, record.manifestSum);
    QVERIFY(!CommitRecord::fromJson(record.toJson().left(30), QStringLiteral("x")));
}

QTEST_GUILESS_MAIN(TestManifest)
#include "tst_manifest.moc"
