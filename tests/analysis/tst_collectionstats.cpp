#include "analysis/collectionstats.h"

#include "demo/collectionwriter.h"
#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

Result<CollectionStats> statsOf(const QByteArray &folder)
{
    const auto opened = Directory::open(folder);
    Result<CollectionStats> stats;
    const auto read = readDatabase(*opened, "collection.anki2", {}, {}, [&stats](Database &db) {
        stats = readCollectionStats(db);
        return Result<>();
    });
    return read ? stats : tl::unexpected(read.error());
}

} // namespace

class TestCollectionStats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void figures_data();
    void figures();
    void fixtures_data();
    void fixtures();
    void pendingRows_data();
    void pendingRows();
    void changed_data();
    void changed();
    void refuses_data();
    void refuses();
};

void TestCollectionStats::figures_data()
{
    QTest::addColumn<int>("schema");
    for (const int schema : {11, 14, 15, 16, 17, 18})
        QTest::addRow("schema %d", schema) << schema;
}

void TestCollectionStats::figures()
{
    QFETCH(int, schema);
    const TemporaryRoot root;
    Demo::CollectionSpec spec;
    spec.schema = schema;
    spec.cards = 1234;
    spec.notes = 567;
    spec.reviews = 89;
    spec.manualReviews = 7; // newer than all answers, but not reviews
    spec.noteTypes = 5;
    spec.graves = 3;
    spec.decks = QStringList{u"Default"_s, u"Parent"_s, u"Parent::Child"_s};
    spec.usn = 42;
    spec.lastReview = 1'709'900'000'123;
    spec.lastSync = 1'710'000'000'456;
    QVERIFY(Demo::writeCollection(root / u"collection.anki2"_s, spec));
    const auto before = TreeSnapshot::of(root.path());
    const auto stats = statsOf(root.bytes());
    QVERIFY(stats);
    QCOMPARE(stats->schemaVersion, schema);
    QCOMPARE(stats->cards, 1234);
    QCOMPARE(stats->notes, 567);
    QCOMPARE(stats->reviews, 89 + 7);
    QCOMPARE(stats->graves, 3);
    QCOMPARE(stats->decks, std::optional<qint64>(3));
    QCOMPARE(stats->noteTypes, std::optional<qint64>(5));
    QCOMPARE(stats->usn, 42);
    QCOMPARE(stats->created, spec.created * 1000);
    QCOMPARE(stats->modified, spec.modified);
    QCOMPARE(stats->schemaModified, spec.schemaModified);
    QCOMPARE(stats->lastSync, spec.lastSync);
    QCOMPARE(stats->lastReview, spec.lastReview);
    QCOMPARE(stats->pendingRows(), 0);
    QCOMPARE(stats->missingTables, QStringList());
    QCOMPARE(stats->unreadableParts, QStringList());
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
}

void TestCollectionStats::fixtures_data()
{
    QTest::addColumn<QString>("archive");
    QTest::newRow("at rest") << u"community-at-rest.tar.gz"_s;
    QTest::newRow("in use") << u"community-wal-in-use.tar.gz"_s;
}

void TestCollectionStats::fixtures()
{
    QFETCH(QString, archive);
    const TemporaryRoot root;
    QVERIFY(root.unpack(archive));
    const auto stats = statsOf(root.bytes() + "/collections/alice");
    QVERIFY(stats);
    QCOMPARE(stats->schemaVersion, 11);
    QCOMPARE(stats->cards, 454);
    QCOMPARE(stats->notes, 340);
    QCOMPARE(stats->decks, std::optional<qint64>(11));
    QCOMPARE(stats->noteTypes, std::optional<qint64>(5));
    QCOMPARE(stats->reviews, 40);
    QCOMPARE(stats->usn, 2);
    QCOMPARE(stats->pendingRows(), 0);
}

void TestCollectionStats::pendingRows_data()
{
    QTest::addColumn<QByteArray>("key");
    for (const char *table : {"cards", "notes", "revlog", "decks", "deck_config", "notetypes"})
        QTest::newRow(table) << "id"_ba;
    QTest::newRow("graves") << "oid"_ba;
    QTest::newRow("tags") << "tag"_ba;
}

void TestCollectionStats::pendingRows()
{
    QFETCH(QByteArray, key);
    const QByteArray table = QTest::currentDataTag();
    const TemporaryRoot root;
    Demo::CollectionSpec spec;
    spec.graves = 2;
    QVERIFY(Demo::writeCollection(root / u"collection.anki2"_s, spec));
    QCOMPARE(runSql(root / u"collection.anki2"_s, "UPDATE " + table + " SET usn = -1 WHERE " + key +
                                                      " = (SELECT MIN(" + key + ") FROM " + table +
                                                      ")"),
             QString());
    const auto stats = statsOf(root.bytes());
    QVERIFY(stats);
    QCOMPARE(stats->pendingRows(), 1);
    QCOMPARE(stats->pending.keys(), QStringList(QString::fromLatin1(table)));
}

void TestCollectionStats::changed_data()
{
    QTest::addColumn<int>("schema");
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("expected");

    // "cards, decks, note types, reviews, last review; missing; unreadable"
    const auto row = [](const char *name, int schema, const QByteArray &sql, const QString &text) {
        QTest::newRow(name) << schema << sql << text;
    };
    const QString review = QString::number(Demo::CollectionSpec().lastReview);
    row("as written", 11, "", u"12, 1, 2, 20, "_s + review + u"; ; "_s);
    row("no answers at all", 18, "UPDATE revlog SET ease = 0", u"12, 1, 2, 20, 0; ; "_s);
    row("eases out of range are no answers", 18, "UPDATE revlog SET ease = 9",
        u"12, 1, 2, 20, 0; ; "_s);
    row("broken decks", 11, "UPDATE col SET decks = '{\"1\": {'",
        u"12, ?, 2, 20, "_s + review + u"; ; decks"_s);
    row("broken models", 11, "UPDATE col SET models = 'none'",
        u"12, 1, ?, 20, "_s + review + u"; ; note types"_s);
    row("decks that are NULL", 11,
        "PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = "
        "replace(sql, 'not null', '') WHERE name = 'col'",
        u"12, 1, 2, 20, "_s + review + u"; ; "_s);
    row("no revlog", 18, "DROP TABLE revlog", u"12, 1, 2, 0, 0; revlog; "_s);
    row("no graves", 11, "DROP TABLE graves", u"12, 1, 2, 20, "_s + review + u"; graves; "_s);
    row("no decks table", 18, "DROP TABLE decks",
        u"12, ?, 2, 20, "_s + review + u"; decks; decks"_s);
    row("no tags and no config", 18, "DROP TABLE tags; DROP TABLE config",
        u"12, 1, 2, 20, "_s + review + u"; config, tags; "_s);
    row("no templates", 15, "DROP TABLE templates",
        u"12, 1, 2, 20, "_s + review + u"; templates; "_s);
    row("no rows", 18, "DELETE FROM cards; DELETE FROM notes; DELETE FROM revlog",
        u"0, 1, 2, 0, 0; ; "_s);
    row("two rows of col", 18,
        "INSERT INTO col SELECT 2, crt, mod, scm, ver, dty, usn, ls, conf, "
        "models, decks, dconf, tags FROM col",
        u"12, 1, 2, 20, "_s + review + u"; ; "_s);
}

void TestCollectionStats::changed()
{
    QFETCH(int, schema);
    QFETCH(QByteArray, sql);
    QFETCH(QString, expected);
    const TemporaryRoot root;
    Demo::CollectionSpec spec;
    spec.schema = schema;
    QVERIFY(Demo::writeCollection(root / u"collection.anki2"_s, spec));
    QCOMPARE(runSql(root / u"collection.anki2"_s, sql), QString());
    const auto stats = statsOf(root.bytes());
    QVERIFY2(stats, stats ? "" : qPrintable(stats.error().message()));
    const auto text = [](const std::optional<qint64> &number) {
        return number ? QString::number(*number) : u"?"_s;
    };
    QCOMPARE(u"%1, %2, %3, %4, %5; %6; %7"_s.arg(stats->cards)
                 .arg(text(stats->decks), text(stats->noteTypes))
                 .arg(stats->reviews)
                 .arg(stats->lastReview)
                 .arg(stats->missingTables.join(u", "_s), stats->unreadableParts.join(u", "_s)),
             expected);
}

// Values of unexpected types cause neither a failure nor undefined behaviour.
void TestCollectionStats::refuses_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("code");

    const QString foreign = u"foreign-schema"_s;
    QTest::newRow("no col") << "DROP TABLE col"_ba << foreign;
    QTest::newRow("no cards") << "DROP TABLE cards"_ba << foreign;
    QTest::newRow("no notes") << "DROP TABLE notes"_ba << foreign;
    QTest::newRow("empty col") << "DELETE FROM col"_ba << foreign;
    QTest::newRow("col lacks a column") << "ALTER TABLE col DROP COLUMN ls"_ba << foreign;
    QTest::newRow("text for numbers")
        << "UPDATE col SET usn = 'x', crt = 'y', ver = 'z', ls = x'00ff', mod = 1e300"_ba
        << QString();
    QTest::newRow("largest numbers")
        << "UPDATE col SET usn = 9223372036854775807, crt = 9223372036854775807, "
           "ver = 9223372036854775807, ls = -9223372036854775808, mod = 9223372036854775807"_ba
        << QString();
    QTest::newRow("huge text") << "UPDATE col SET decks = CAST(zeroblob(15000000) AS TEXT)"_ba
                               << QString();
    QTest::newRow("deeply nested JSON")
        << "UPDATE col SET decks = replace(hex(zeroblob(100000)), '0', '[')"_ba << QString();
    QTest::newRow("too long a text")
        << "UPDATE col SET decks = zeroblob(17000000)"_ba << u"damaged"_s;
    QTest::newRow("reviews from the far future")
        << "UPDATE revlog SET id = 9223372036854775807 WHERE id = (SELECT MAX(id) FROM revlog)"_ba
        << QString();
}

void TestCollectionStats::refuses()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, code);
    const TemporaryRoot root;
    Demo::CollectionSpec spec;
    spec.schema = 11;
    QVERIFY(Demo::writeCollection(root / u"collection.anki2"_s, spec));
    QCOMPARE(runSql(root / u"collection.anki2"_s, sql), QString());
    const auto stats = statsOf(root.bytes());
    QCOMPARE(stats ? QString() : codeName(stats.error().code), code);
}

QTEST_GUILESS_MAIN(TestCollectionStats)

#include "tst_collectionstats.moc"
