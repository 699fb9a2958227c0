#include "analysis/mediadatabasestats.h"

#include "demo/mediadatabasewriter.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using Version = Demo::MediaDatabaseVersion;

namespace {

// "format: entries, USN, tracked files, tracked bytes", or the error's code.
QString shownOf(const TemporaryRoot &root)
{
    const auto folder = Directory::open(root.bytes());
    MediaDatabaseStats stats;
    const auto read = readDatabase(*folder, "media.db", {}, {}, [&stats](Database &database) {
        const auto found = readMediaDatabaseStats(database);
        stats = found.value_or(MediaDatabaseStats());
        return found ? Result<>() : Result<>(tl::unexpected(found.error()));
    });
    if (!read)
        return codeName(read.error().code);
    return u"%1: %2, %3, %4, %5"_s.arg(formatName(stats.format))
        .arg(stats.entries)
        .arg(stats.usn)
        .arg(stats.trackedFiles)
        .arg(stats.trackedBytes ? QString::number(*stats.trackedBytes) : u"?"_s);
}

QList<Demo::MediaEntry> entries()
{
    QList<Demo::MediaEntry> all;
    for (int i = 0; i < 10; ++i) {
        all.append({u"ä%1.jpg"_s.arg(i), 100 + i, QByteArray(20, char('a' + i)), i % 5 == 4,
                    1'710'000'000});
    }
    return all;
}

} // namespace

class TestMediaDatabaseStats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void figures_data();
    void figures();
    void identifiesFormats_data();
    void identifiesFormats();
};

void TestMediaDatabaseStats::figures_data()
{
    QTest::addColumn<Version>("version");
    QTest::addColumn<QString>("expected");

    // Ten entries of which two are deleted; eight files of 832 bytes.
    QTest::newRow("0") << Version::Version0 << u"0: 8, 10, 8, ?"_s;
    QTest::newRow("3") << Version::Version3 << u"3: 8, 10, 8, 832"_s;
    QTest::newRow("4") << Version::Version4 << u"4: 10, 10, 8, 832"_s;
    QTest::newRow("5") << Version::Version5 << u"5: 8, 12, 8, 832"_s;
    QTest::newRow("client") << Version::Client << u"client: 10, 10, 8, ?"_s;
}

void TestMediaDatabaseStats::figures()
{
    QFETCH(Version, version);
    QFETCH(QString, expected);
    for (const auto journal : {Demo::JournalMode::Delete, Demo::JournalMode::Wal}) {
        const TemporaryRoot root;
        const QString path = root / u"media.db"_s;
        QVERIFY(Demo::writeMediaDatabase(path, version, entries(), journal));
        const auto before = TreeSnapshot::of(root.path());
        QCOMPARE(shownOf(root), expected);
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
    }
    // The database is open as in the official server, with a write of one more USN in the -wal.
    const TemporaryRoot root;
    QVERIFY(Demo::writeMediaDatabase(root / u"media.db"_s, version, entries()));
    const HolderProcess holder(u"exclusive"_s, root / u"media.db"_s);
    QVERIFY(holder.isReady());
    const auto before = TreeSnapshot::of(root.path());
    QVERIFY(shownOf(root).startsWith(expected.left(expected.indexOf(u','))));
    QCOMPARE(shownOf(root) == expected, version == Version::Version3 || version == Version::Client);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
}

void TestMediaDatabaseStats::identifiesFormats_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("expected");

    const QString foreign = u"foreign-schema"_s;
    const auto row = [](const char *name, const QByteArray &sql, const QString &expected) {
        QTest::newRow(name) << sql << expected;
    };
    row("tables, not user_version, tell",
        "CREATE TABLE media (fname, csum, size, usn, mtime); CREATE TABLE meta (last_usn, "
        "total_bytes, total_nonempty_files); INSERT INTO meta VALUES (7, 8, 9);"
        "PRAGMA user_version = 3",
        u"4: 0, 7, 9, 8"_s);
    row("no meta row",
        "CREATE TABLE media (fname, csum, size, usn, mtime);"
        "CREATE TABLE meta (last_usn, total_bytes, total_nonempty_files)",
        foreign);
    row("empty version 0", "CREATE TABLE media (fname, usn, csum)", u"0: 0, 0, 0, ?"_s);
    row("no table", "CREATE TABLE x (a)", foreign);
    row("another media table", "CREATE TABLE media (title, artist)", foreign);
    row("meta lacks its columns",
        "CREATE TABLE media (fname, csum, size, usn, mtime); CREATE TABLE meta (a)", foreign);
    row("a view for media", "CREATE VIEW media AS SELECT 1 AS csum, 2 AS usn", foreign);
    row("a view that never ends for media_current",
        "CREATE TABLE meta (last_usn, total_bytes, total_nonempty_files);"
        "CREATE VIEW media_current AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 "
        "FROM c) SELECT x FROM c",
        foreign);
    row("a virtual table for media", "CREATE VIRTUAL TABLE media USING fts4(csum, usn)", foreign);
    row("text for figures",
        "CREATE TABLE media (fname, csum, size, usn, mtime); CREATE TABLE meta (last_usn, "
        "total_bytes, total_nonempty_files); INSERT INTO meta VALUES ('x', NULL, x'ff')",
        u"4: 0, 0, 0, ?"_s);
    row("sizes beyond every number",
        "CREATE TABLE media (fname, csum, sz, usn, deleted); CREATE TABLE meta (usn, sz);"
        "INSERT INTO media VALUES ('a', 'x', 9223372036854775807, 1, 0);"
        "INSERT INTO media VALUES ('b', 'x', 9223372036854775807, 2, 0);"
        "INSERT INTO meta VALUES (2, 0)",
        foreign);
    row("upper case names",
        "CREATE TABLE MEDIA (FNAME, USN, CSUM); INSERT INTO media VALUES ('a', 3, 'x')",
        u"0: 1, 3, 1, ?"_s);
}

void TestMediaDatabaseStats::identifiesFormats()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, expected);
    const TemporaryRoot root;
    QCOMPARE(runSql(root / u"media.db"_s, sql), QString());
    QCOMPARE(shownOf(root), expected);
}

QTEST_GUILESS_MAIN(TestMediaDatabaseStats)

#include "tst_mediadatabasestats.moc"
