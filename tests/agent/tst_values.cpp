#include "agent/values.h"
#include "archives.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

// As a frame of a pipe does it.
QJsonObject sent(const QJsonObject &object)
{
    return QJsonDocument::fromJson(QJsonDocument(object).toJson(QJsonDocument::Compact)).object();
}

QByteArray shown(const QJsonObject &object)
{
    return QJsonDocument(object).toJson();
}

template <typename T>
T filled()
{
    T value = blankValue<T>();
    Filler().fill(value);
    return value;
}

template <typename T>
void comesBack()
{
    const T value = filled<T>();
    const QJsonObject object = valueToJson(value);
    QVERIFY(!object.isEmpty());
    const auto back = valueFromJson<T>(sent(object));
    QVERIFY2(back, back ? "" : qPrintable(back.error().message()));
    QCOMPARE(shown(valueToJson(*back)), shown(object));

    // So does one without anything in it.
    const QJsonObject blank = valueToJson(blankValue<T>());
    const auto blankBack = valueFromJson<T>(sent(blank));
    QVERIFY2(blankBack, blankBack ? "" : qPrintable(blankBack.error().message()));
    QCOMPARE(shown(valueToJson(*blankBack)), shown(blank));

    // Each field was given another value than its default.
    for (auto field = object.constBegin(); field != object.constEnd(); ++field)
        QVERIFY2(blank.value(field.key()) != field.value(), qPrintable(field.key()));

    // Unknown fields are passed over, a missing or a wrong one is named.
    QJsonObject more = object;
    more.insert(QStringLiteral("unknown"), 1);
    QVERIFY(valueFromJson<T>(more));
    for (auto field = blank.constBegin(); field != blank.constEnd(); ++field) {
        QJsonObject less = blank;
        less.remove(field.key());
        const auto missing = valueFromJson<T>(less);
        QVERIFY2(!missing, qPrintable(field.key()));
        QCOMPARE(missing.error().code, Error::Code::BadInput);
        QCOMPARE(missing.error().detail, QStringLiteral("field '%1' is missing").arg(field.key()));
    }
    for (auto field = object.constBegin(); field != object.constEnd(); ++field) {
        for (const QJsonValue &wrong :
             {QJsonValue(1e300), QJsonValue(0.5), QJsonValue(QStringLiteral("wrong\u0001")),
              QJsonValue(QJsonArray{QJsonObject(), 1}),
              QJsonValue(QJsonObject{{QStringLiteral("a"), 1}})}) {
            QJsonObject changed = object;
            changed.insert(field.key(), wrong);
            const auto read = valueFromJson<T>(changed); // whatever it is, it must not crash
            if (!read)
                QVERIFY(read.error().detail.contains(field.key()));
        }
    }
}

template <typename T>
void hasAllFields(int leftOut = 0)
{
    FieldCounter counter;
    const T value = blankValue<T>();
    describe(counter, value);
    QCOMPARE(counter.count(), fieldsOf<T>() - leftOut);
}

template <typename E>
void hasNames()
{
    QStringList names;
    for (const E each : enumValues<E>()) {
        const QString name = EnumText<E>::of(each);
        QVERIFY(!name.isEmpty() && !names.contains(name));
        QCOMPARE(enumFromText<E>(name).value(), each);
        names.append(name);
    }
}

} // namespace

// What crosses the seam between front end and data, as JSON and back.
class TestValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesComeBack();
    void descriptionsAreComplete();
    void enumerations();
    void integers_data();
    void integers();
    void bytes_data();
    void bytes();
    void fieldsBelowAreNamed();
    void nestingIsLimited();
    void changedJsonIsReadOrRefused();
    void unopenedFoldersAreShown();
    void everyKindOfOperation();
};

void TestValues::valuesComeBack()
{
    comesBack<Accounts>();
    comesBack<AnalysisRequest>();
    comesBack<CheckReport>();
    comesBack<Error>();
    comesBack<FoundPoint>();
    comesBack<FoundRoots>();
    comesBack<InUse>();
    comesBack<KnownUser>();
    comesBack<OperationRequest>();
    comesBack<OperationResult>();
    comesBack<PauseReport>();
    comesBack<PlannedOperation>();
    comesBack<Progress>();
    comesBack<RestorePoint>();
    comesBack<RootOptions>();
    comesBack<RootSummary>();
    comesBack<RunOptions>();
    comesBack<RunReport>();
    comesBack<ServerChoice>();
    comesBack<SessionList>();
    comesBack<StoreHistory>();
    comesBack<UserAnalysis>();
    comesBack<UserFolder>();
    comesBack<VerifyReport>();
}

// A field that is added to a value has to be added to its description.
void TestValues::descriptionsAreComplete()
{
    hasAllFields<Error>();
    hasAllFields<Progress>();
    hasAllFields<FileStatus>();
    hasAllFields<Artefact>();
    hasAllFields<UserEntry>();
    hasAllFields<UserFolder>(1); // the root's path stands for two folders
    hasAllFields<DiskUsage::Amount>();
    hasAllFields<CollectionStats>();
    hasAllFields<MediaDatabaseStats>();
    hasAllFields<DatabaseFiles>();
    hasAllFields<DatabaseAnalysis<CollectionStats>>();
    hasAllFields<Problem>();
    hasAllFields<UserAnalysis>(1); // the owners of the server's files
    hasAllFields<Accounts>();
    hasAllFields<DeviceSession>();
    hasAllFields<UserSessions>();
    hasAllFields<SessionList>();
    hasAllFields<Identity>();
    hasAllFields<ServerOwner>();
    hasAllFields<PlanStep>();
    hasAllFields<EntryAttributes>();
    hasAllFields<ManifestEntry>();
    hasAllFields<InstalledMedia>();
    hasAllFields<Caller>();
    hasAllFields<Manifest>();
    hasAllFields<RestorePoint>();
    hasAllFields<FoundPoint>();
    hasAllFields<AuditEntry>();
    hasAllFields<AuditHistory>();
    hasAllFields<StoreHistory>();
    hasAllFields<CgroupPlace>();
    hasAllFields<Holder>();
    hasAllFields<InUse>();
    hasAllFields<ContainerMount>();
    hasAllFields<Container>();
    hasAllFields<RootOrigin>();
    hasAllFields<RootCandidate>();
    hasAllFields<FoundRoots>();
    hasAllFields<ServerChoice>();
    hasAllFields<PausedServer>();
    hasAllFields<PauseReport>();
    hasAllFields<ServerRecord>();
    hasAllFields<LeftServer>();
    hasAllFields<ServerRecovery>();
    hasAllFields<ResetOptions>();
    hasAllFields<MediaDatabasePlan>();
    hasAllFields<GivenUp>();
    hasAllFields<SyncEffect>();
    hasAllFields<ResetPlan>();
    hasAllFields<StepResult>();
    hasAllFields<ResetReport>();
    hasAllFields<PurgeReport>();
    hasAllFields<VerifyReport::Finding>();
    hasAllFields<VerifyReport>();
    hasAllFields<RecoveryPlan>();
    hasAllFields<OperationParts>();
    hasAllFields<OperationResult>();
    hasAllFields<RunOptions>();
    hasAllFields<RunReport>();
    hasAllFields<RootOptions>();
    hasAllFields<RootSummary>();
    hasAllFields<AnalysisRequest>();
    hasAllFields<KnownUser>();
    hasAllFields<OperationRequest>();
    hasAllFields<PlannedOperation>();
    hasAllFields<CheckReport>();
}

void TestValues::enumerations()
{
    hasNames<Layout>();
    hasNames<UserFolder::Kind>();
    hasNames<Artefact::Kind>();
    hasNames<FileStatus::Type>();
    hasNames<MediaDatabaseStats::Format>();
    hasNames<Problem::Code>();
    hasNames<Problem::Severity>();
    hasNames<Error::Code>();
    hasNames<PlanStep::Kind>();
    hasNames<ResetScope>();
    hasNames<ManifestEntry::Move>();
    hasNames<Manifest::Operation>();
    hasNames<EntryFolder>();
    hasNames<RestorePoint::State>();
    hasNames<MediaDatabasePlan::Content>();
    hasNames<StepResult::State>();
    hasNames<ResetReport::Outcome>();
    hasNames<PurgeReport::Outcome>();
    hasNames<InUse::State>();
    hasNames<ServerPhase>();
    hasNames<ContainerEngine>();
    hasNames<RootOrigin::Kind>();
    hasNames<LeftServer::Fate>();
    hasNames<Operation::Kind>();
}

void TestValues::integers_data()
{
    QTest::addColumn<QJsonValue>("json");
    QTest::addColumn<bool>("isInteger");
    QTest::addColumn<bool>("isUnsigned");
    const auto row = [](const QJsonValue &json, bool isInteger, bool isUnsigned) {
        QTest::addRow("%s", QJsonDocument(QJsonArray{json}).toJson(QJsonDocument::Compact).data())
            << json << isInteger << isUnsigned;
    };
    row(0, true, true);
    row(-1, true, false);
    row(qint64{1} << 53, true, true);
    row(QStringLiteral("9223372036854775807"), true, true);
    row(QStringLiteral("-9223372036854775808"), true, false);
    row(QStringLiteral("18446744073709551615"), false, true);
    row(QStringLiteral("18446744073709551616"), false, false);
    row(1e19, false, false);
    row(1e300, false, false);
    row(0.5, false, false);
    row(QStringLiteral(""), false, false);
    row(QStringLiteral("1 2"), false, false);
    row(QStringLiteral("0x10"), false, false);
    row(true, false, false);
    row(QJsonValue(), false, false);
}

void TestValues::integers()
{
    QFETCH(const QJsonValue, json);
    QFETCH(const bool, isInteger);
    QFETCH(const bool, isUnsigned);
    QCOMPARE(integerFromJson(json).has_value(), isInteger);
    QCOMPARE(unsignedFromJson(json).has_value(), isUnsigned);
    if (isInteger)
        QCOMPARE(integerFromJson(integerToJson(*integerFromJson(json))), integerFromJson(json));
    if (isUnsigned)
        QCOMPARE(unsignedFromJson(integerToJson(*unsignedFromJson(json))), unsignedFromJson(json));
    // What other readers of JSON would round is text.
    if (isInteger && std::abs(*integerFromJson(json) / 2) > (qint64{1} << 52))
        QVERIFY(integerToJson(*integerFromJson(json)).isString());
}

void TestValues::bytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isText");
    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("text") << QByteArray("john.doe") << true;
    QTest::newRow("umlaut") << QByteArray("\xc3\xa4") << true;
    QTest::newRow("latin1") << QByteArray("\xe4") << false;
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << true;
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                   "a")
                                     << false;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false;
    QTest::newRow("line feed") << QByteArray("a\nb") << true;
}

void TestValues::bytes()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const bool, isText);
    UserFolder user;
    user.name = bytes;
    const QJsonObject object = sent(valueToJson(user));
    QCOMPARE(object.value(QStringLiteral("name")).isString(), isText);
    const auto back = valueFromJson<UserFolder>(object);
    QVERIFY(back);
    QCOMPARE(back->name, bytes);
}

void TestValues::fieldsBelowAreNamed()
{
    RunReport report;
    report.servers.servers.append(PausedServer());
    report.servers.servers.append(PausedServer());
    for (PausedServer &server : report.servers.servers)
        Filler().fill(server.server);
    QByteArray json = QJsonDocument(valueToJson(report)).toJson(QJsonDocument::Compact);
    const auto last = json.lastIndexOf("\"downtime\":");
    json.replace(last, sizeof("\"downtime\":") - 1, "\"up\":");
    const auto missing = valueFromJson<RunReport>(QJsonDocument::fromJson(json).object());
    QVERIFY(!missing);
    QCOMPARE(missing.error().detail,
             QStringLiteral("field 'servers.servers.1.downtime' is missing"));
}

void TestValues::nestingIsLimited()
{
    Error error;
    for (int i = 0; i < 500; ++i)
        error = becauseOf(Error{Error::Code::System, {}, {}, {}}, error);
    QVERIFY(!valueFromJson<Error>(valueToJson(error)));
}

// Any part of the JSON may be wrong. The seed is fixed, so that a failure can be repeated.
void TestValues::changedJsonIsReadOrRefused()
{
    const QByteArray valid =
        QJsonDocument(valueToJson(filled<RunReport>())).toJson(QJsonDocument::Compact);
    const QByteArrayList parts{
        "null", "[]",    "{}",   "-1",  "1e400",       "99999999999999999999",
        "\"\"", "\"x\"", "true", "0.1", "\"\\u0000\"", "\"\\ud800\""};
    QRandomGenerator random(1);
    int refused = 0;
    for (int i = 0; i < 3000; ++i) {
        QByteArray json = valid;
        // From a colon to the next comma: a value, or the beginning of one.
        const qsizetype colon = json.indexOf(':', random.bounded(int(json.size()) - 2));
        const qsizetype comma = json.indexOf(',', colon);
        if (colon < 0 || comma < 0)
            continue;
        json.replace(colon + 1, comma - colon - 1, parts.at(random.bounded(int(parts.size()))));
        const QJsonDocument document = QJsonDocument::fromJson(json);
        if (!document.isObject())
            continue;
        const auto read = valueFromJson<RunReport>(document.object());
        if (read)
            QVERIFY(valueFromJson<RunReport>(valueToJson(*read)));
        else
            ++refused;
    }
    QVERIFY(refused > 100);
}

void TestValues::unopenedFoldersAreShown()
{
    UserFolder user;
    user.name = "john.doe";
    user.place = "collections";
    user.root = std::make_shared<const Directory>(Directory::unopened("/data"));
    const auto back = valueFromJson<UserFolder>(valueToJson(user));
    QVERIFY(back);
    QCOMPARE(back->path(), QStringLiteral("/data/collections/john.doe"));
    QVERIFY(!back->root->isOpen() && !back->parent->isOpen());
    QVERIFY(!back->open());
    QVERIFY(!back->parent->status());
    QVERIFY(!back->parent->entries());
    QVERIFY(!back->parent->makeFolder("new", 0700));

    for (const char *place : {"", "collections", "collections/users"}) {
        const auto store = RestorePointStore::unopened("/", place);
        QCOMPARE(store.place(), QByteArray(place));
        QVERIFY(!store.isOpen());
        QVERIFY(!store.points());
    }
    QCOMPARE(RestorePointStore::unopened("/data/", "collections").path(),
             QStringLiteral("/data/collections/.anki-sync-admin"));
}

void TestValues::everyKindOfOperation()
{
    const auto point = filled<FoundPoint>();
    const auto plan = filled<ResetPlan>();
    const QList<Operation> all{
        Operation::reset(plan),        Operation::restore(point, plan),
        Operation::signOut({}, plan),  Operation::resume(filled<RecoveryPlan>(), true),
        Operation::deletePoint(point), Operation::startServers(filled<ServerRecovery>())};
    QCOMPARE(static_cast<size_t>(all.size()), enumValues<Operation::Kind>().size());
    for (const Operation &operation : all) {
        const QJsonObject object = valueToJson(operation);
        const auto back = valueFromJson<Operation>(sent(object));
        QVERIFY(back);
        QCOMPARE(back->kind(), operation.kind());
        QCOMPARE(shown(valueToJson(*back)), shown(object));
    }
    // A kind without what it needs.
    const QJsonObject lacking{{QStringLiteral("kind"), QStringLiteral("purge")},
                              {QStringLiteral("movesAside"), false}};
    QVERIFY(!valueFromJson<Operation>(lacking));
}

QTEST_GUILESS_MAIN(TestValues)
#include "tst_values.moc"
