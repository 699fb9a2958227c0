#include "engine/purge.h"
#include "store/commitrecord.h"
#include "store/pointfiles.h"
#include "support/enginefixture.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

namespace fs = std::filesystem;

} // namespace

class TestRestorePointStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture.build(); }
    void readingMakesNothing();
    void bothRootsLeadToOneStore();
    void foreignStoreIsRefused_data();
    void foreignStoreIsRefused();
    void idsAreSafeAndDiffer();
    void idIsComparedNotResolved_data();
    void idIsComparedNotResolved();
    void damagedPointsAreShown_data();
    void damagedPointsAreShown();
    void stateIsNeverGuessed();
    void runningOperationIsNotInterrupted();
    void noErrorHidesAPoint();
    void isLockedOnAFullDisk();
    void otherPointsAreNotRead();
    void ownPointsAreReadOnce();

private:
    QByteArray pointPath() const
    {
        return m_fixture.storePath() + "/restore-points/" + m_fixture.points().first().id;
    }

    // A committed point without entries.
    void addPoint(const QByteArray &user) const;
    // How often manifests were read since the calls were forgotten.
    qint64 readManifests() const;

    EngineFixture m_fixture;
};

void TestRestorePointStore::addPoint(const QByteArray &user) const
{
    const auto store = RestorePointStore::make(m_fixture.user());
    Manifest manifest;
    const auto folder = store->makePoint(user, manifest.id);
    QVERIFY(folder);
    manifest.user = user;
    manifest.place = "collections";
    manifest.made = QDateTime::currentDateTimeUtc();
    manifest.caller = Caller::current();
    const QByteArray json = manifest.toJson();
    const CommitRecord record{manifest.id, manifest.made,
                              QCryptographicHash::hash(json, QCryptographicHash::Sha256)};
    QVERIFY(folder->point.writeNewFile(PointFiles::manifest, json, 0600));
    QVERIFY(folder->point.writeNewFile(PointFiles::committed, record.toJson(), 0600));
}

qint64 TestRestorePointStore::readManifests() const
{
    const auto calls = m_fixture.calls().calls();
    return std::count_if(calls.begin(), calls.end(), [](const FailingCalls::Call &call) {
        return call.kind == FailingCalls::Kind::Open && call.name == PointFiles::manifest;
    });
}

void TestRestorePointStore::readingMakesNothing()
{
    QVERIFY(m_fixture.points().isEmpty());
    QVERIFY(checkExecutable(m_fixture.plan(), EngineFixture::options()));
    const auto store = RestorePointStore::of(m_fixture.user());
    QVERIFY(!store);
    QCOMPARE(store.error().code, Error::Code::DoesNotExist);
    QVERIFY(!fs::exists(m_fixture.storePath().toStdString()));
}

void TestRestorePointStore::bothRootsLeadToOneStore()
{
    m_fixture.reset();
    struct stat status = {};
    QCOMPARE(::stat(m_fixture.storePath().constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);
    for (const QByteArray &path : {m_fixture.rootPath(), m_fixture.usersPath()}) {
        const auto root = DataRoot::open(path);
        const auto stores = RestorePointStore::all(*root);
        QVERIFY(stores);
        QCOMPARE(stores->size(), 1);
        QCOMPARE(stores->first().points()->size(), 1);
    }
}

void TestRestorePointStore::foreignStoreIsRefused_data()
{
    QTest::addColumn<QString>("how");
    for (const char *how : {"link", "file", "mode", "owner", "points link"})
        QTest::newRow(how) << QString::fromLatin1(how);
}

void TestRestorePointStore::foreignStoreIsRefused()
{
    QFETCH(QString, how);
    const std::string store = m_fixture.storePath().toStdString();
    const std::string points = store + "/restore-points";
    const std::string elsewhere = m_fixture.rootPath().toStdString() + "/elsewhere";
    m_fixture.reset();
    m_fixture.useAsServer();
    if (how == QLatin1String("owner") && ::geteuid() != 0)
        QSKIP("only root can give a folder away");
    if (how == QLatin1String("link") || how == QLatin1String("points link")) {
        const std::string &which = how == QLatin1String("link") ? store : points;
        fs::rename(which, elsewhere);
        fs::create_directory_symlink(elsewhere, which);
    } else if (how == QLatin1String("file")) {
        fs::remove_all(store);
        QVERIFY(QFile(QString::fromStdString(store)).open(QIODevice::WriteOnly));
    } else if (how == QLatin1String("mode")) {
        fs::permissions(store, fs::perms(0750));
    } else {
        QCOMPARE(::chown(store.c_str(), 1001, 1001), 0);
    }
    const ResetPlan plan = m_fixture.plan();
    const ResetReport report = execute(plan, EngineFixture::options(), {});
    fs::remove_all(store);
    fs::remove_all(elsewhere);
    QCOMPARE(report.outcome, ResetReport::Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::ForeignStore);
}

void TestRestorePointStore::idsAreSafeAndDiffer()
{
    const auto store = RestorePointStore::make(m_fixture.user());
    QVERIFY(store);
    static const QRegularExpression pattern(
        QStringLiteral("^\\d{8}-\\d{6}-[A-Za-z0-9._-]{1,40}(-\\d+)?$"));
    QByteArrayList ids;
    for (const QByteArray &user :
         {QByteArray("john"), QByteArray("john"), QByteArray("a\xff\nb"), QByteArray(255, 'x')}) {
        QByteArray id;
        QVERIFY(store->makePoint(user, id));
        QVERIFY2(pattern.match(QString::fromUtf8(id)).hasMatch(), id.constData());
        QVERIFY(!ids.contains(id));
        ids.append(id);
    }
}

void TestRestorePointStore::idIsComparedNotResolved_data()
{
    QTest::addColumn<QByteArray>("id");
    for (const char *id : {"", ".", "..", "../restore-points", "/", "x"})
        QTest::newRow(id) << QByteArray(id);
}

void TestRestorePointStore::idIsComparedNotResolved()
{
    QFETCH(QByteArray, id);
    m_fixture.reset();
    const auto found = m_fixture.store().find(id);
    QVERIFY(!found);
    QCOMPARE(found.error().code, Error::Code::UnknownRestorePoint);
}

void TestRestorePointStore::damagedPointsAreShown_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("manifest") << QByteArray("manifest.json") << QByteArray("{");
    QTest::newRow("commit record") << QByteArray("committed.json") << QByteArray("{");
    QTest::newRow("no manifest") << QByteArray("manifest.json") << QByteArray();
}

void TestRestorePointStore::damagedPointsAreShown()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, content);
    m_fixture.reset();
    const QString path = QFile::decodeName(pointPath() + '/' + file);
    QVERIFY(QFile::remove(path));
    if (!content.isEmpty()) {
        QFile written(path);
        QVERIFY(written.open(QIODevice::WriteOnly));
        written.write(content);
    }
    const RestorePoint point = m_fixture.points().first();
    QCOMPARE(point.state, RestorePoint::State::Unreadable);
    QVERIFY(point.error);
    QCOMPARE(point.error->code, Error::Code::BadManifest);
    QVERIFY(!planRestore(m_fixture.store(), point));
}

// A disk that cannot be read says nothing about what was done.
void TestRestorePointStore::stateIsNeverGuessed()
{
    m_fixture.reset();
    const fs::path point(pointPath().toStdString());
    fs::rename(point / "committed.json", point / "put-back.json");
    const auto state = m_fixture.points().first().state;
    QCOMPARE(state, RestorePoint::State::RolledBack);
    for (int n = 1;; ++n) {
        m_fixture.calls().failAt(n, EIO, FailingCalls::Kind::Statx);
        const auto stores = RestorePointStore::all(m_fixture.root());
        const auto points =
            stores && !stores->isEmpty() ? stores->first().points() : Result<QList<RestorePoint>>();
        const bool hasFired = m_fixture.calls().hasFired();
        m_fixture.calls().disarm();
        if (!hasFired)
            break;
        if (points && !points->isEmpty() &&
            points->first().state != RestorePoint::State::Unreadable)
            QCOMPARE(points->first().state, state);
    }
}

// What another process is at looks like what was interrupted, but for the lock.
void TestRestorePointStore::runningOperationIsNotInterrupted()
{
    using State = RestorePoint::State;
    QCOMPARE(m_fixture.interrupt(m_fixture.plan(), 5)->outcome,
             ResetReport::Outcome::FailedIncomplete);
    QCOMPARE(m_fixture.points().first().state, State::Interrupted);
    {
        RestorePointStore other = m_fixture.store();
        QVERIFY(other.lock());
        QCOMPARE(other.points()->first().state, State::Interrupted); // its own is none
        const RestorePointStore store = m_fixture.store();
        const RestorePoint point = store.points()->first();
        QCOMPARE(point.state, State::UnderWay);
        for (const Error &error :
             {planRecovery(store, point).error(), planRestore(store, point).error(),
              purge(store, point, {}, {}).error.value_or(Error())}) {
            QCOMPARE(error.code, Error::Code::Busy);
            QCOMPARE(error.detail, QString::number(::getpid()));
        }
        QVERIFY(interruptedPoints(store)->isEmpty());
    }
    QCOMPARE(m_fixture.points().first().state, State::Interrupted);
    QVERIFY(m_fixture.recoverAll());
}

// Whatever fails while it is looked at: somebody's data lie in there.
void TestRestorePointStore::noErrorHidesAPoint()
{
    constexpr int moreThanAllCalls = 60;
    QCOMPARE(m_fixture.interrupt(m_fixture.plan(), 5)->outcome,
             ResetReport::Outcome::FailedIncomplete);
    const RestorePointStore store = m_fixture.store();
    int failed = 0;
    for (int i = 1; i < moreThanAllCalls; ++i) {
        m_fixture.calls().failAt(i, ENOSPC);
        const auto points = store.points();
        m_fixture.calls().disarm();
        failed += points ? 0 : 1;
        QVERIFY2(!points || points->size() == 1, QByteArray::number(i).constData());
    }
    QVERIFY(failed > 0 && failed < moreThanAllCalls - 1);
    QVERIFY(m_fixture.recoverAll());
}

// The process id in the lock's file is for people alone.
void TestRestorePointStore::isLockedOnAFullDisk()
{
    QCOMPARE(m_fixture.reset().outcome, ResetReport::Outcome::Done);
    RestorePointStore store = m_fixture.store();
    m_fixture.calls().failAt(1, ENOSPC, FailingCalls::Kind::Write);
    const auto locked = store.lock();
    QVERIFY(m_fixture.calls().hasFired());
    m_fixture.calls().disarm();
    QVERIFY2(locked, locked ? "" : qPrintable(locked.error().message()));
    RestorePointStore other = m_fixture.store();
    QCOMPARE(other.lock().error().code, Error::Code::Busy);
}

// A store holds the points of many users; an operation on one of them must not take longer by that.
void TestRestorePointStore::otherPointsAreNotRead()
{
    QList<qint64> counts;
    for (const int others : {10, 40}) {
        m_fixture.build();
        for (int i = 0; i < others; ++i)
            addPoint("john.doe" + QByteArray::number(i));
        m_fixture.calls().forget();
        const ResetReport report = m_fixture.reset();
        QVERIFY2(report.outcome == ResetReport::Outcome::Done, textOf(report));
        QVERIFY(m_fixture.restore(report.restorePoint).succeeded());
        const auto calls = m_fixture.calls().calls();
        for (const FailingCalls::Call &call : calls)
            QVERIFY2(!call.name.contains("john.doe0"), call.name.constData());
        counts.append(calls.size());
        m_fixture.calls().forget();
        const auto found = findRestorePoint(m_fixture.root(), report.restorePoint);
        QVERIFY(found);
        QCOMPARE(purge(found->store, found->point, {}, {}).outcome, PurgeReport::Outcome::Done);
        QVERIFY(readManifests() < others);
    }
    // An id that is taken in this second costs a call more.
    QVERIFY(counts.last() < counts.first() + 10);
}

// What looks for interrupted operations opens each point, and reads only those without an end.
void TestRestorePointStore::ownPointsAreReadOnce()
{
    constexpr int number = 20;
    for (int i = 0; i < number; ++i)
        addPoint(m_fixture.userName());
    m_fixture.calls().forget();
    QVERIFY(interruptedPoints(m_fixture.store())->isEmpty());
    QCOMPARE(readManifests(), 0);
    const ResetPlan plan = m_fixture.plan();
    QVERIFY(readManifests() <= number);
    m_fixture.calls().forget();
    QVERIFY(execute(plan, EngineFixture::options(), {}).succeeded());
    QCOMPARE(readManifests(), 0);
}

QTEST_GUILESS_MAIN(TestRestorePointStore)
#include "tst_restorepointstore.moc"
