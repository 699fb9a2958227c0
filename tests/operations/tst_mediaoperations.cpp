#include "analysis/mediaindex.h"
#include "demo/mediadatabasewriter.h"
#include "engine/interruptedstate.h"
#include "engine/purge.h"
#include "engine/recover.h"
#include "operations/resetplanner.h"
#include "operations/restore.h"
#include "support/failingcalls.h"
#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QCryptographicHash>
#include <QDir>
#include <QProcess>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using Outcome = ResetReport::Outcome;

namespace {

// A user of an official (version 4) or community (version 5) server with a real media database.
class Scene
{
public:
    explicit Scene(int version) : m_version(version)
    {
        makePath(folder() + QLatin1Char('/') + mediaFolder());
        addFile(QStringLiteral("one.jpg"));
        addFile(QStringLiteral("two.jpg"));
        writeBytes(folder() + QStringLiteral("/collection.anki2"), "a collection");
        QList<Demo::MediaEntry> entries;
        for (const QString &name : {QStringLiteral("one.jpg"), QStringLiteral("two.jpg")}) {
            entries.append({name, name.size(),
                            QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha1)});
        }
        entries.append({QStringLiteral("gone.jpg"), 3, QByteArray(20, 'g'), true});
        m_isReady = Demo::writeMediaDatabase(database(),
                                             version == 4 ? Demo::MediaDatabaseVersion::Version4
                                                          : Demo::MediaDatabaseVersion::Version5,
                                             entries)
                        .has_value();
    }

    bool isReady() const { return m_isReady; }
    QString folder() const
    {
        return m_root.path() +
               (m_version == 4 ? QStringLiteral("/ann") : QStringLiteral("/collections/ann"));
    }
    QString mediaFolder() const
    {
        return m_version == 4 ? QStringLiteral("media") : QStringLiteral("collection.media");
    }
    QString databaseName() const
    {
        return m_version == 4 ? QStringLiteral("media.db")
                              : QStringLiteral("collection.media.server.db");
    }
    QString database() const { return folder() + QLatin1Char('/') + databaseName(); }
    QString file(const QString &name) const
    {
        return folder() + QLatin1Char('/') + mediaFolder() + QLatin1Char('/') + name;
    }
    void addFile(const QString &name) const { writeBytes(file(name), name.toUtf8()); }

    // What a server does when a device sends a file.
    void serve(const QString &name) const
    {
        addFile(name);
        const QByteArray file = name.toUtf8();
        const QByteArray row = "x'" + QByteArray(40, '7') + "', 7, ";
        const QByteArray usn = "(SELECT last_usn + 1 FROM meta)";
        QByteArray sql;
        if (m_version == 4) {
            sql = "INSERT INTO media VALUES ('" + file + "', " + row + usn + ", 1);";
        } else {
            sql = "INSERT INTO media_operations VALUES (" + usn + ", 'add', '" + file + "', " +
                  row + "1); INSERT INTO media_current VALUES ('" + file + "', " + row + usn +
                  ", 1);";
        }
        sql += "UPDATE meta SET last_usn = last_usn + 1, total_bytes = total_bytes + 7, "
               "total_nonempty_files = total_nonempty_files + 1";
        QCOMPARE(askRows(database(), sql), QString());
    }
    qint64 usn() const { return askRows(database(), "SELECT last_usn FROM meta").toLongLong(); }
    // What a server makes that finds none.
    bool makeOwnDatabase() const
    {
        return QFile::remove(database()) &&
               Demo::writeMediaDatabase(database(), Demo::MediaDatabaseVersion::Version4, {})
                   .has_value();
    }
    QString rows() const
    {
        return askRows(database(), m_version == 4 ? "SELECT fname, usn FROM media ORDER BY usn"
                                                  : "SELECT fname, added_usn FROM media_current "
                                                    "ORDER BY added_usn");
    }

    // Names with the sums of what is in the folder, and with those of the rows.
    QStringList sums() const
    {
        QStringList lines;
        const QDir media(folder() + QLatin1Char('/') + mediaFolder());
        for (const QString &name : media.entryList(QDir::Files, QDir::Name)) {
            const QByteArray sum =
                QCryptographicHash::hash(readBytes(file(name)), QCryptographicHash::Sha1);
            lines.append(name + QLatin1Char('|') + QString::fromLatin1(sum.toHex()));
        }
        return lines;
    }
    QStringList rowSums() const
    {
        const QByteArray table = m_version == 4 ? "media" : "media_current";
        return askRows(database(), "SELECT fname, lower(hex(csum)) FROM " + table +
                                       " WHERE size > 0 ORDER BY fname")
            .split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    }

    // A reset whose renames fail from the first one on that leaves the media database moved out
    // and the collection where it is; false if there is none.
    bool interruptAfterMediaDatabase() const
    {
        const auto calls = std::make_shared<FailingCalls>();
        DataRoot::Options options;
        options.calls = calls;
        for (int rename = 1; rename < maxRenames; ++rename) {
            const auto planned = plan({}, options);
            if (!planned)
                return false;
            calls->failAt(rename, EIO, FailingCalls::Kind::Rename, true);
            execute(*planned, {}, {});
            calls->disarm();
            if (!QFile::exists(database()))
                return QFile::exists(folder() + QStringLiteral("/collection.anki2"));
            recoverAll();
        }
        return false;
    }
    // A server that starts makes a media database of its own.
    void startServer() const
    {
        const auto version = m_version == 4 ? Demo::MediaDatabaseVersion::Version4
                                            : Demo::MediaDatabaseVersion::Version5;
        QVERIFY(Demo::writeMediaDatabase(database(), version, {}).has_value());
    }
    QList<ResetReport> recoverAll() const
    {
        QList<ResetReport> reports;
        const auto stores = RestorePointStore::all(root());
        for (const RestorePointStore &store : stores ? *stores : QList<RestorePointStore>()) {
            const auto points = interruptedPoints(store);
            for (const RestorePoint &point : points ? *points : QList<RestorePoint>()) {
                RecoveryOptions options;
                options.setAside = true;
                if (const auto planned = planRecovery(store, point))
                    reports.append(recover(*planned, options, {}));
            }
        }
        return reports;
    }

    DataRoot root(const DataRoot::Options &options = {}) const
    {
        return *DataRoot::open(m_root.bytes(), options);
    }
    Result<ResetPlan> plan(const ResetOptions &options = {},
                           const DataRoot::Options &rootOptions = {}) const
    {
        const auto user = root(rootOptions).user("ann");
        const auto analysis = user ? analyse(*user, {}, {}) : tl::unexpected(user.error());
        return analysis ? planReset(*analysis, options) : tl::unexpected(analysis.error());
    }
    ResetReport reset(const ResetOptions &options = {}) const
    {
        const auto planned = plan(options);
        return planned ? execute(*planned, {}, {}) : ResetReport::notBegun({}, planned.error());
    }
    Result<ResetPlan> restorePlan(const QByteArray &id) const
    {
        const auto found = findRestorePoint(root(), id);
        return found ? planRestore(found->store, found->point) : tl::unexpected(found.error());
    }
    ResetReport restore(const QByteArray &id) const
    {
        const auto planned = restorePlan(id);
        return planned ? execute(*planned, {}, {}) : ResetReport::notBegun({}, planned.error());
    }

private:
    static constexpr int maxRenames = 20; // of a reset of this user

    TemporaryRoot m_root;
    int m_version;
    bool m_isReady = false;
};

QStringList kindsOf(const Result<ResetPlan> &plan)
{
    QStringList kinds;
    for (const PlanStep &step : plan ? plan->steps : QList<PlanStep>())
        kinds.append(stepKindName(step.kind));
    return kinds;
}

} // namespace

// What each operation leaves of a media database, for the devices that sync afterwards.
class TestMediaOperations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resetCarriesOn_data();
    void resetCarriesOn();
    void keptDatabaseIsUntouched_data();
    void keptDatabaseIsUntouched();
    void missingOrBrokenIsRebuilt_data();
    void missingOrBrokenIsRebuilt();
    void versionOfOtherUsers_data();
    void versionOfOtherUsers();
    void damagedRowsAreRebuilt();
    void scopes();
    void restoreAtOnce_data();
    void restoreAtOnce();
    void lateRestoreIsLifted_data();
    void lateRestoreIsLifted();
    void replacedFilesAreGivenUp_data();
    void replacedFilesAreGivenUp();
    void olderPointIsLifted();
    void unreadableTwice_data();
    void unreadableTwice();
    void unreadableDoesNotComeBack();
    void rememberedAfterTheRestorePoint_data();
    void rememberedAfterTheRestorePoint();
    void olderPointOverALostDatabase_data();
    void olderPointOverALostDatabase();
    void restoreOverALostDatabase_data();
    void restoreOverALostDatabase();
    void oldDatabaseFollowsTheStayingFolder_data();
    void oldDatabaseFollowsTheStayingFolder();
    void unreadableDatabaseIsNotCounted();
    void versionFiveIsWrittenAsItsServerDoes();
    void numbersStayBelowTheLimit();
    void recoveryOverAnUnreadableDatabase();
    void recoveryFollowsTheMediaFolder_data();
    void recoveryFollowsTheMediaFolder();
    void rootOwnedGoesToTheServer_data();
    void rootOwnedGoesToTheServer();
    void whatIsMadeCanBeWritten();
};

void TestMediaOperations::resetCarriesOn_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("official") << 4;
    QTest::newRow("community") << 5;
}

void TestMediaOperations::resetCarriesOn()
{
    QFETCH(int, version);
    const Scene scene(version);
    QVERIFY(scene.isReady());
    const qint64 old = scene.usn();
    const auto plan = scene.plan();
    QVERIFY(plan);
    QCOMPARE(plan->steps.last().kind, PlanStep::Kind::CreatedMediaDatabase);
    QCOMPARE(plan->steps.last().usn, old + 100'000);
    const ResetReport report = execute(*plan, {}, {});
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(askRows(scene.database(), "SELECT * FROM meta"),
             QStringLiteral("%1|0|0").arg(old + 100'000));
    QCOMPARE(askRows(scene.database(), "PRAGMA user_version"), QString::number(version));
    QCOMPARE(askRows(scene.database(), "PRAGMA journal_mode"), QStringLiteral("delete"));
    QCOMPARE(askRows(scene.database(), "PRAGMA integrity_check"), QStringLiteral("ok"));
    QCOMPARE(scene.rows(), QString());
    // The record knows it before anything counts.
    const auto found = findRestorePoint(scene.root(), report.restorePoint);
    QVERIFY(found);
    QCOMPARE(found->point.manifest.installed.size(), 1);
    QCOMPARE(found->point.manifest.installed.first().lastUsn, old + 100'000);
    QCOMPARE(found->point.manifest.seenUsn, old);
    // There is nothing more to do.
    QCOMPARE(scene.reset().outcome, Outcome::NothingToDo);
}

void TestMediaOperations::keptDatabaseIsUntouched_data()
{
    resetCarriesOn_data();
}

void TestMediaOperations::keptDatabaseIsUntouched()
{
    QFETCH(int, version);
    const Scene scene(version);
    ResetOptions keep;
    keep.keepMediaFiles = true;
    const QByteArrayList media{scene.mediaFolder().toUtf8(), scene.databaseName().toUtf8()};
    const auto snapshot = [&scene] {
        return TreeSnapshot::of(scene.folder(), TreeSnapshot::Everything, {QByteArray()})
            .without({"collection.anki2"});
    };
    const TreeSnapshot before = snapshot();
    for (const ResetScope scope : {ResetScope::Everything, ResetScope::Collection}) {
        ResetOptions options;
        options.keepMediaFiles = scope == ResetScope::Everything;
        options.scope = scope;
        const ResetReport report = scene.reset(options);
        QCOMPARE(report.outcome, Outcome::Done);
        QVERIFY(!QFile::exists(scene.folder() + QStringLiteral("/collection.anki2")));
        QCOMPARE(TreeSnapshot::differences(before, snapshot()), QStringList());
        // And the restore leaves what is there, with what a server has added to it.
        QCOMPARE(scene.restore(report.restorePoint).outcome, Outcome::Done);
        QVERIFY(QFile::exists(scene.folder() + QStringLiteral("/collection.anki2")));
        QCOMPARE(TreeSnapshot::differences(before, snapshot()), QStringList());
    }
}

void TestMediaOperations::missingOrBrokenIsRebuilt_data()
{
    QTest::addColumn<QString>("state");
    for (const char *state : {"missing", "empty", "garbage", "no meta"})
        QTest::newRow(state) << QString::fromLatin1(state);
}

void TestMediaOperations::missingOrBrokenIsRebuilt()
{
    QFETCH(QString, state);
    const Scene scene(4);
    if (state == QStringLiteral("no meta"))
        QCOMPARE(askRows(scene.database(), "DELETE FROM meta"), QString());
    else
        QVERIFY(QFile::remove(scene.database()));
    if (state == QStringLiteral("empty"))
        QVERIFY(writeBytes(scene.database(), ""));
    if (state == QStringLiteral("garbage"))
        QVERIFY(writeBytes(scene.database(), QByteArray(5000, 'x')));
    scene.addFile(QStringLiteral(".DS_Store"));
    scene.addFile(QStringLiteral("e\u0301.jpg")); // no name that a client accepts
    QVERIFY(writeBytes(scene.folder() + QStringLiteral("/media/nothing.jpg"), ""));
    ResetOptions keep;
    keep.keepMediaFiles = true;
    const auto plan = scene.plan(keep);
    QVERIFY(plan);
    QVERIFY(kindsOf(plan).contains(QStringLiteral("rebuilt-media-database")));
    const ResetReport report = execute(*plan, {}, {});
    QVERIFY2(report.outcome == Outcome::Done,
             report.error ? qPrintable(report.error->message()) : "");
    QCOMPARE(
        askRows(scene.database(), "SELECT fname, size, hex(csum) FROM media ORDER BY fname"),
        QStringLiteral("one.jpg|7|%1\ntwo.jpg|7|%2")
            .arg(QString::fromLatin1(QCryptographicHash::hash("one.jpg", QCryptographicHash::Sha1)
                                         .toHex()
                                         .toUpper()),
                 QString::fromLatin1(QCryptographicHash::hash("two.jpg", QCryptographicHash::Sha1)
                                         .toHex()
                                         .toUpper())));
    QCOMPARE(askRows(scene.database(), "SELECT count(DISTINCT usn), min(usn), max(usn) FROM media"),
             QStringLiteral("2|1000001|1000002"));
    QCOMPARE(askRows(scene.database(), "SELECT * FROM meta"), QStringLiteral("1000002|14|2"));
}

void TestMediaOperations::versionOfOtherUsers_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("version");
    QTest::newRow("missing") << QStringLiteral("missing") << 5;
    QTest::newRow("garbage") << QStringLiteral("garbage") << 5;
    QTest::newRow("of a server whose format is not written") << QStringLiteral("missing") << 3;
}

// A community server's database that says no version itself, and that nothing is remembered of, is
// made like those of its other users.
void TestMediaOperations::versionOfOtherUsers()
{
    QFETCH(QString, state);
    QFETCH(int, version);
    const Scene scene(5);
    QVERIFY(scene.isReady());
    const QString other = scene.folder() + QStringLiteral("/../bob");
    makePath(other);
    QVERIFY(QFile::rename(scene.database(), other + QLatin1Char('/') + scene.databaseName()));
    QCOMPARE(askRows(other + QLatin1Char('/') + scene.databaseName(),
                     "PRAGMA user_version = " + QByteArray::number(version)),
             QString());
    if (state == QStringLiteral("garbage"))
        QVERIFY(writeBytes(scene.database(), QByteArray(5000, 'x')));
    ResetOptions keep;
    keep.keepMediaFiles = true;
    const auto plan = scene.plan(keep);
    QVERIFY(plan);
    QCOMPARE(kindsOf(plan).contains(QStringLiteral("rebuilt-media-database")), version == 5);
    QCOMPARE(plan->startsMediaAnew, version != 5);
    QCOMPARE(execute(*plan, {}, {}).outcome, Outcome::Done);
    QCOMPARE(QFile::exists(scene.database()), version == 5);
    if (version == 5) {
        QCOMPARE(askRows(scene.database(), "PRAGMA user_version"), QStringLiteral("5"));
        QCOMPARE(askRows(scene.database(), "SELECT * FROM meta"), QStringLiteral("1000002|14|2"));
    }
}

// A single damaged page leaves the figures of an analysis as they are; a server does not go on
// with it.
void TestMediaOperations::damagedRowsAreRebuilt()
{
    const Scene scene(4);
    QCOMPARE(askRows(scene.database(),
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) "
                     "INSERT INTO media SELECT 'f' || i, zeroblob(20), 1, i + 10, 1 FROM n"),
             QString());
    const QByteArray sound = readBytes(scene.database());
    constexpr qsizetype pageSize = 4096;
    QByteArray damaged;
    for (qsizetype at = 0; at < sound.size() && damaged.isEmpty(); at += pageSize) {
        QByteArray tried = sound;
        tried.replace(at, pageSize, QByteArray(pageSize, '\xff'));
        QVERIFY(writeBytes(scene.database(), tried));
        const auto analysis = analyse(*scene.root().user("ann"), {}, {});
        QVERIFY(analysis);
        const auto &database = analysis->mediaDatabases.first();
        if (!database.error && askRows(scene.database(), "PRAGMA quick_check") != u"ok")
            damaged = tried;
    }
    QVERIFY(!damaged.isEmpty());
    ResetOptions keep;
    keep.keepMediaFiles = true;
    QCOMPARE(scene.reset(keep).outcome, Outcome::Done);
    QCOMPARE(askRows(scene.database(), "PRAGMA quick_check"), QStringLiteral("ok"));
    QCOMPARE(askRows(scene.database(), "SELECT fname FROM media ORDER BY fname"),
             QStringLiteral("one.jpg\ntwo.jpg"));
}

void TestMediaOperations::scopes()
{
    const Scene scene(4);
    ResetOptions media;
    media.scope = ResetScope::Media;
    const ResetReport report = scene.reset(media);
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(readBytes(scene.folder() + QStringLiteral("/collection.anki2")),
             QByteArray("a collection"));
    QCOMPARE(scene.rows(), QString());
    QVERIFY(!QFile::exists(scene.folder() + QStringLiteral("/media/one.jpg")));
    // The restore leaves a collection that is newer.
    QVERIFY(writeBytes(scene.folder() + QStringLiteral("/collection.anki2"), "newer"));
    QCOMPARE(scene.restore(report.restorePoint).outcome, Outcome::Done);
    QCOMPARE(readBytes(scene.folder() + QStringLiteral("/collection.anki2")), QByteArray("newer"));
    QVERIFY(QFile::exists(scene.folder() + QStringLiteral("/media/one.jpg")));
    QCOMPARE(scene.usn(), 3);
}

void TestMediaOperations::restoreAtOnce_data()
{
    resetCarriesOn_data();
}

void TestMediaOperations::restoreAtOnce()
{
    QFETCH(int, version);
    const Scene scene(version);
    const QByteArray before = readBytes(scene.database());
    const ResetReport report = scene.reset();
    const auto plan = scene.restorePlan(report.restorePoint);
    QVERIFY(plan && !plan->isLate);
    QCOMPARE(scene.restore(report.restorePoint).outcome, Outcome::Done);
    QCOMPARE(readBytes(scene.database()), before);
    // The next reset still begins above everything.
    const auto next = scene.plan();
    QVERIFY(next);
    QVERIFY(next->steps.last().usn >= scene.usn() + 200'000);
}

void TestMediaOperations::lateRestoreIsLifted_data()
{
    resetCarriesOn_data();
}

void TestMediaOperations::lateRestoreIsLifted()
{
    QFETCH(int, version);
    const Scene scene(version);
    const ResetReport report = scene.reset();
    scene.serve(QStringLiteral("three.jpg"));
    const qint64 newer = scene.usn();
    const auto plan = scene.restorePlan(report.restorePoint);
    QVERIFY(plan && plan->isLate);
    QCOMPARE(plan->givenUp.files, 1);
    const ResetReport restored = execute(*plan, {}, {});
    QCOMPARE(restored.outcome, Outcome::Done);
    QVERIFY(scene.usn() > newer);
    const QByteArray live = version == 4 ? "SELECT min(usn) FROM media WHERE size > 0"
                                         : "SELECT min(added_usn) FROM media_current";
    QVERIFY(askRows(scene.database(), live).toLongLong() > newer);
    QCOMPARE(askRows(scene.database(), "SELECT total_nonempty_files FROM meta"),
             QStringLiteral("2"));
    if (version == 4) {
        // What was deleted keeps its number: it must not delete what a device has got since.
        QCOMPARE(askRows(scene.database(), "SELECT usn FROM media WHERE size = 0"),
                 QStringLiteral("3"));
    }
    // Undone at once, it is lifted as well: a device may have fetched what stood there.
    const qint64 lifted = scene.usn();
    QCOMPARE(scene.restore(restored.restorePoint).outcome, Outcome::Done);
    QVERIFY(scene.usn() > lifted);
    QCOMPARE(scene.rows().section(QLatin1Char('|'), 0, 0), QStringLiteral("three.jpg"));
}

void TestMediaOperations::replacedFilesAreGivenUp_data()
{
    resetCarriesOn_data();
}

// A file that a device has sent again counts only where it is another one.
void TestMediaOperations::replacedFilesAreGivenUp()
{
    QFETCH(int, version);
    const Scene scene(version);
    const QByteArray sum = QCryptographicHash::hash("one.jpg", QCryptographicHash::Sha1).toHex();
    const ResetReport report = scene.reset();
    for (const char *name : {"one.jpg", "two.jpg", "three.jpg"})
        scene.serve(QString::fromLatin1(name));
    QCOMPARE(askRows(scene.database(),
                     QByteArray(version == 4 ? "UPDATE media" : "UPDATE media_current") +
                         " SET csum = x'" + sum + "' WHERE fname = 'one.jpg'"),
             QString());
    const auto plan = scene.restorePlan(report.restorePoint);
    QVERIFY(plan);
    QCOMPARE(plan->givenUp.files, 2); // two.jpg has another sum, three.jpg is new
}

// Two resets, and the older one is undone: devices have met what came between.
void TestMediaOperations::olderPointIsLifted()
{
    const Scene scene(4);
    const QByteArray first = scene.reset().restorePoint;
    scene.serve(QStringLiteral("three.jpg"));
    const qint64 between = scene.usn();
    QCOMPARE(scene.reset().outcome, Outcome::Done);
    QCOMPARE(scene.restore(first).outcome, Outcome::Done);
    QVERIFY(scene.usn() > between);
}

void TestMediaOperations::unreadableTwice_data()
{
    QTest::addColumn<bool>("deletesPoint");
    QTest::newRow("with its restore point") << false;
    QTest::newRow("the restore point was deleted") << true;
}

void TestMediaOperations::unreadableTwice()
{
    QFETCH(bool, deletesPoint);
    const Scene scene(4);
    QVERIFY(writeBytes(scene.database(), QByteArray(5000, 'x')));
    const ResetReport first = scene.reset();
    QCOMPARE(first.outcome, Outcome::Done);
    QCOMPARE(scene.usn(), 1'100'000);
    scene.serve(QStringLiteral("three.jpg"));
    if (deletesPoint) {
        const auto found = findRestorePoint(scene.root(), first.restorePoint);
        QVERIFY(found);
        QCOMPARE(purge(found->store, found->point, {}, {}).outcome, PurgeReport::Outcome::Done);
    }
    QVERIFY(writeBytes(scene.database(), QByteArray(5000, 'y')));
    QCOMPARE(scene.reset().outcome, Outcome::Done);
    QVERIFY2(scene.usn() > 2'100'000, QByteArray::number(scene.usn()).constData());
}

void TestMediaOperations::unreadableDoesNotComeBack()
{
    const Scene scene(4);
    QVERIFY(writeBytes(scene.database(), QByteArray(5000, 'x')));
    const ResetReport report = scene.reset();
    QCOMPARE(scene.restore(report.restorePoint).outcome, Outcome::Done);
    QCOMPARE(askRows(scene.database(), "SELECT fname FROM media ORDER BY fname"),
             QStringLiteral("one.jpg\ntwo.jpg"));
    QVERIFY(scene.usn() > 1'100'000);
}

void TestMediaOperations::rememberedAfterTheRestorePoint_data()
{
    QTest::addColumn<bool>("keepsPoint");
    QTest::addColumn<bool>("hasRows");
    QTest::newRow("deleted with the reset, an empty database") << false << false;
    QTest::newRow("deleted with the reset, a file since") << false << true;
    QTest::newRow("deleted later, an empty database") << true << false;
    QTest::newRow("deleted later, a file since") << true << true;
}

// Somebody removes the database, and the server begins its own at 0: devices have met more.
void TestMediaOperations::rememberedAfterTheRestorePoint()
{
    QFETCH(bool, keepsPoint);
    QFETCH(bool, hasRows);
    const Scene scene(4);
    ExecutionOptions options;
    options.keepRestorePoint = keepsPoint;
    const auto plan = scene.plan();
    QVERIFY(plan);
    const ResetReport report = execute(*plan, options, {});
    QCOMPARE(report.outcome, Outcome::Done);
    if (keepsPoint) {
        const auto found = findRestorePoint(scene.root(), report.restorePoint);
        QVERIFY(found);
        QCOMPARE(purge(found->store, found->point, {}, {}).outcome, PurgeReport::Outcome::Done);
    }
    const qint64 met = scene.usn();
    QVERIFY(scene.makeOwnDatabase());
    if (hasRows)
        scene.serve(QStringLiteral("three.jpg"));
    QVERIFY(scene.usn() < met);
    QCOMPARE(scene.reset().outcome, Outcome::Done);
    QCOMPARE(scene.usn(), met + 100'000);
    QCOMPARE(scene.reset().outcome, Outcome::NothingToDo);
}

void TestMediaOperations::olderPointOverALostDatabase_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("isBroken");
    QTest::newRow("official, missing") << 4 << false;
    QTest::newRow("official, broken") << 4 << true;
    QTest::newRow("community, missing") << 5 << false;
    QTest::newRow("community, broken") << 5 << true;
}

// How far a server has counted in a database that is lost is not known: what comes back from an
// older point must not begin below it, although nothing has been written since the last reset.
void TestMediaOperations::olderPointOverALostDatabase()
{
    QFETCH(int, version);
    QFETCH(bool, isBroken);
    const Scene scene(version);
    const QByteArray first = scene.reset().restorePoint;
    scene.serve(QStringLiteral("three.jpg"));
    const qint64 met = scene.usn();
    QVERIFY(QFile::remove(scene.database()));
    if (isBroken)
        QVERIFY(writeBytes(scene.database(), QByteArray(5000, 'x')));
    QCOMPARE(scene.reset().outcome, Outcome::Done);
    QVERIFY(scene.usn() > met);
    QCOMPARE(scene.restore(first).outcome, Outcome::Done);
    QVERIFY2(scene.usn() > met, QByteArray::number(scene.usn()).constData());
}

void TestMediaOperations::restoreOverALostDatabase_data()
{
    olderPointOverALostDatabase_data();
}

void TestMediaOperations::restoreOverALostDatabase()
{
    QFETCH(int, version);
    QFETCH(bool, isBroken);
    const Scene scene(version);
    const QByteArray second = [&scene] {
        const QByteArray first = scene.reset().restorePoint;
        scene.serve(QStringLiteral("three.jpg"));
        scene.reset();
        return first;
    }();
    for (int i = 0; i < 20; ++i)
        scene.serve(QStringLiteral("%1.jpg").arg(i));
    const qint64 met = scene.usn();
    QVERIFY(QFile::remove(scene.database()));
    if (isBroken)
        QVERIFY(writeBytes(scene.database(), QByteArray(5000, 'x')));
    const auto plan = scene.restorePlan(second);
    QVERIFY(plan && plan->isLate);
    const ResetReport restored = execute(*plan, {}, {});
    QCOMPARE(restored.outcome, Outcome::Done);
    QVERIFY2(scene.usn() > met, QByteArray::number(scene.usn()).constData());
    // And what an undo of that brings back is not below it either.
    QCOMPARE(scene.restore(restored.restorePoint).outcome, Outcome::Done);
    if (QFile::exists(scene.database()) && !isBroken)
        QVERIFY2(scene.usn() > met, QByteArray::number(scene.usn()).constData());
}

// Adds, removes and additions anew, 300 dead additions, numbers that are all the same.
void TestMediaOperations::versionFiveIsWrittenAsItsServerDoes()
{
    const Scene scene(5);
    QByteArray sql = "BEGIN;";
    for (int i = 10; i < 310; ++i) {
        const QByteArray number = QByteArray::number(i);
        sql += "INSERT INTO media_operations VALUES (" + number + ", 'add', 'dead" + number +
               ".jpg', x'00', 1, 1);";
    }
    sql += "INSERT INTO media_operations VALUES (310, 'remove', 'one.jpg', NULL, NULL, 1);"
           "INSERT INTO media_operations VALUES (311, 'add', 'one.jpg', x'11', 7, 1);"
           "UPDATE media_current SET added_usn = 311 WHERE fname = 'one.jpg';"
           "UPDATE meta SET last_usn = 311; COMMIT";
    QCOMPARE(askRows(scene.database(), sql), QString());
    const QString rows = scene.rows();
    const ResetReport report = scene.reset();
    QCOMPARE(scene.usn(), 100'311);
    QCOMPARE(askRows(scene.database(), "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql "
                                       "IS NOT NULL ORDER BY name")
                 .count(QStringLiteral("CREATE INDEX")),
             3);
    scene.serve(QStringLiteral("three.jpg"));
    QCOMPARE(scene.restore(report.restorePoint).outcome, Outcome::Done);
    // K = max(old, newer); every row moved by K, one addition for each, last_usn = old + K.
    const qint64 k = 100'312;
    QCOMPARE(scene.rows(), QStringLiteral("two.jpg|%1\none.jpg|%2").arg(2 + k).arg(311 + k));
    QCOMPARE(rows, QStringLiteral("two.jpg|2\none.jpg|311"));
    QCOMPARE(askRows(scene.database(), "SELECT usn, operation, fname FROM media_operations"),
             QStringLiteral("%1|add|two.jpg\n%2|add|one.jpg").arg(2 + k).arg(311 + k));
    QCOMPARE(askRows(scene.database(), "SELECT * FROM meta"),
             QStringLiteral("%1|14|2").arg(311 + k));

    MediaIndex same;
    same.version = 5;
    same.lastUsn = 5;
    for (const char *name : {"a", "b", "c"})
        same.rows.append({name, QByteArray(20, 's'), 1, 0, 1});
    const MediaIndex lifted = same.lifted(10);
    QCOMPARE(lifted.rows.at(0).usn, 11);
    QCOMPARE(lifted.rows.at(2).usn, 13);
    QCOMPARE(lifted.lastUsn, 15);
}

// Restored again and again, the numbers grow by what there is and never double.
void TestMediaOperations::numbersStayBelowTheLimit()
{
    for (const int version : {4, 5}) {
        MediaIndex index;
        index.version = version;
        index.lastUsn = 1000;
        for (int i = 1; i <= 1000; ++i)
            index.rows.append({QByteArray::number(i), QByteArray(20, 's'), 1, i, 1});
        qint64 last = index.lastUsn;
        for (int i = 0; i < 1000; ++i) {
            index = index.lifted(last);
            QVERIFY(index.rows.first().usn > last);
            last = index.lastUsn;
        }
        QVERIFY2(last < MediaIndex::maxUsn, QByteArray::number(last).constData());
        QVERIFY(index.image(QStringLiteral("x"), {}).has_value());
        index.lastUsn = MediaIndex::maxUsn + 1;
        QCOMPARE(index.image(QStringLiteral("x"), {}).error().code, Error::Code::UsnLimit);
    }
}

// Killed before its commit, and met by a server that counts on from what the reset installed, in a
// database that cannot be read afterwards.
void TestMediaOperations::recoveryOverAnUnreadableDatabase()
{
    const Scene scene(4);
    QCOMPARE(askRows(scene.database(), "UPDATE meta SET last_usn = 5000000"), QString());
    const ResetReport report = scene.reset();
    QCOMPARE(report.outcome, Outcome::Done);
    const auto found = findRestorePoint(scene.root(), report.restorePoint);
    QVERIFY(found);
    const auto point = found->store.openPoint(report.restorePoint);
    QVERIFY(point && point->point.removeFile("committed.json"));
    for (int i = 0; i < 20; ++i)
        scene.serve(QStringLiteral("%1.jpg").arg(i));
    const qint64 met = scene.usn();
    QVERIFY(writeBytes(scene.database(), QByteArray(5000, 'x')));
    const auto interrupted = findRestorePoint(scene.root(), report.restorePoint);
    QVERIFY(interrupted);
    const auto plan = planRecovery(interrupted->store, interrupted->point);
    QVERIFY(plan);
    RecoveryOptions options;
    options.setAside = true;
    const ResetReport recovered = recover(*plan, options, {});
    QVERIFY2(recovered.outcome == Outcome::Done,
             recovered.error ? qPrintable(recovered.error->message()) : "");
    QVERIFY2(scene.usn() > met, QByteArray::number(scene.usn()).constData());
}

void TestMediaOperations::recoveryFollowsTheMediaFolder_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("official") << 4;
    QTest::newRow("community") << 5;
}

// A reset died when the media database was moved out and the media folder was not. What a server
// then writes to the folder stays, so the database that goes back must list it.
void TestMediaOperations::recoveryFollowsTheMediaFolder()
{
    QFETCH(int, version);
    const Scene scene(version);
    QVERIFY(scene.isReady());
    QVERIFY(scene.interruptAfterMediaDatabase());
    scene.startServer();
    scene.serve(QStringLiteral("three.jpg"));
    scene.addFile(QStringLiteral("four.jpg"));
    QVERIFY(writeBytes(scene.file(QStringLiteral("one.jpg")), "changed"));
    QVERIFY(QFile::remove(scene.file(QStringLiteral("two.jpg"))));
    const QStringList sums = scene.sums();
    const QList<ResetReport> reports = scene.recoverAll();
    QCOMPARE(reports.size(), 1);
    QCOMPARE(reports.first().outcome, Outcome::Done);
    QCOMPARE(scene.sums(), sums);
    QCOMPARE(scene.rowSums(), sums);
    QCOMPARE(askRows(scene.database(), "SELECT total_bytes, total_nonempty_files FROM meta"),
             QStringLiteral("24|3"));
    const QString numbers = askRows(
        scene.database(), version == 4 ? "SELECT MIN(usn) > 6, MAX(usn) FROM media WHERE size > 0"
                                       : "SELECT MIN(added_usn) > 6, MAX(added_usn) FROM "
                                         "media_current");
    QCOMPARE(numbers, QStringLiteral("1|%1").arg(scene.usn()));
}

void TestMediaOperations::rootOwnedGoesToTheServer_data()
{
    QTest::addColumn<bool>("runs");
    QTest::newRow("as the neighbours' databases") << false;
    QTest::newRow("as the server's process") << true;
}

void TestMediaOperations::rootOwnedGoesToTheServer()
{
    QFETCH(bool, runs);
    if (::geteuid() != 0)
        QSKIP("only root can give files to others");
    const Scene scene(4);
    const QString neighbour = QFileInfo(scene.folder()).path() + QStringLiteral("/bob");
    QVERIFY(makePath(neighbour));
    const QString theirs = neighbour + QStringLiteral("/collection.anki2");
    QVERIFY(writeBytes(theirs, "bob's"));
    QCOMPARE(::chown(QFile::encodeName(theirs).constData(), 1001, 1002), 0);
    QProcess server;
    if (runs) {
        QVERIFY(::chmod(QFile::encodeName(theirs).constData(), 0644) == 0);
        server.setStandardInputFile(theirs);
        server.start(QStringLiteral("setpriv"),
                     {QStringLiteral("--reuid=1003"), QStringLiteral("--regid=1004"),
                      QStringLiteral("--clear-groups"), QStringLiteral("sleep"),
                      QStringLiteral("60")});
        QVERIFY(server.waitForStarted());
        const QByteArray process = "/proc/" + QByteArray::number(server.processId());
        struct stat status = {};
        QTRY_VERIFY(::stat(process.constData(), &status) == 0 && status.st_uid == 1003);
    }
    const ResetReport report = scene.reset();
    server.kill();
    server.waitForFinished();
    QCOMPARE(report.outcome, Outcome::Done);
    for (const QString &made :
         QStringList{scene.database(), scene.folder() + QStringLiteral("/media")}) {
        struct stat status = {};
        QCOMPARE(::stat(QFile::encodeName(made).constData(), &status), 0);
        QCOMPARE(status.st_uid, runs ? 1003U : 1001U);
        QCOMPARE(status.st_gid, runs ? 1004U : 1002U);
        QVERIFY((status.st_mode & 0600U) == 0600U);
    }
}

// Whatever their forerunners were.
void TestMediaOperations::whatIsMadeCanBeWritten()
{
    const Scene scene(4);
    const QString media = scene.folder() + QStringLiteral("/media");
    QCOMPARE(::chmod(QFile::encodeName(media).constData(), 0555), 0);
    QCOMPARE(::chmod(QFile::encodeName(scene.database()).constData(), 0444), 0);
    const ResetReport report = scene.reset();
    // A folder that its owner cannot write cannot be moved by its owner either.
    if (::geteuid() != 0) {
        QCOMPARE(::chmod(QFile::encodeName(media).constData(), 0755), 0);
        QSKIP("only root can move such a folder");
    }
    QCOMPARE(report.outcome, Outcome::Done);
    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(media).constData(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, 0755U);
    QCOMPARE(::stat(QFile::encodeName(scene.database()).constData(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, 0644U);
}

// A first edition moved the media database out although the media folder stayed. Its rows are of
// that time, and the folder has changed since.
void TestMediaOperations::oldDatabaseFollowsTheStayingFolder_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("changes");
    for (const int version : {4, 5}) {
        QTest::addRow("version %d, as it was", version) << version << false;
        QTest::addRow("version %d, changed", version) << version << true;
    }
}

void TestMediaOperations::oldDatabaseFollowsTheStayingFolder()
{
    QFETCH(int, version);
    QFETCH(bool, changes);
    const Scene scene(version);
    QVERIFY(scene.isReady());
    const qint64 usn = scene.usn();
    const QByteArray before = readBytes(scene.database());
    ResetOptions keep;
    keep.keepMediaFiles = true;
    auto plan = scene.plan(keep);
    QVERIFY(plan);
    for (PlanStep &step : plan->steps) {
        if (step.kind == PlanStep::Kind::KeptMediaDatabase)
            step.kind = PlanStep::Kind::MediaDatabase;
    }
    const ResetReport report = execute(*plan, {}, {});
    QVERIFY(report.succeeded() && !QFile::exists(scene.database()));
    if (changes) {
        scene.addFile(QStringLiteral("three.jpg"));
        QVERIFY(QFile::remove(scene.file(QStringLiteral("two.jpg"))));
        QVERIFY(writeBytes(scene.file(QStringLiteral("one.jpg")), "another picture"));
    }
    QCOMPARE(scene.restore(report.restorePoint).outcome, Outcome::Done);
    QCOMPARE(scene.rowSums(), scene.sums());
    QVERIFY(changes ? scene.usn() > usn : readBytes(scene.database()) == before);
    QCOMPARE(askRows(scene.database(), "PRAGMA integrity_check"), QStringLiteral("ok"));
}

void TestMediaOperations::unreadableDatabaseIsNotCounted()
{
    const Scene scene(4);
    const QString elsewhere = scene.folder() + QStringLiteral("/elsewhere");
    QVERIFY(QFile::rename(scene.database(), elsewhere) && QFile::link(elsewhere, scene.database()));
    ResetOptions keep;
    keep.keepMediaFiles = true;
    const auto plan = scene.plan(keep);
    QVERIFY(plan);
    const auto step = std::find_if(plan->steps.begin(), plan->steps.end(), [](const auto &each) {
        return each.kind == PlanStep::Kind::KeptMediaDatabase;
    });
    QVERIFY(step != plan->steps.end());
    QCOMPARE(step->toDo(), QStringLiteral("Keep media database: an unknown number of entries"));
}

QTEST_GUILESS_MAIN(TestMediaOperations)
#include "tst_mediaoperations.moc"
