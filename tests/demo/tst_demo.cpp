#include "database/database.h"
#include "database/unicase.h"
#include "demo/accountwriter.h"
#include "demo/collectionwriter.h"
#include "demo/demoroot.h"
#include "demo/mediadatabasewriter.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"
#include "volume/dataroot.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <sqlite3.h>

#include <memory>

using namespace SyncAdmin;
using namespace SyncAdmin::Demo;

namespace {

using Connection = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

// Opens the file with plain SQLite, independent of the library.
Connection openStock(const QString &path)
{
    sqlite3 *handle = nullptr;
    sqlite3_open_v2(QFile::encodeName(path).constData(), &handle, SQLITE_OPEN_READWRITE, nullptr);
    registerUnicase(handle);
    return {handle, &sqlite3_close};
}

// The first column of all rows, or SQLite's error message.
QStringList ask(const Connection &connection, const char *sql)
{
    QStringList rows;
    const auto add = [](void *list, int, char **values, char **) {
        static_cast<QStringList *>(list)->append(QString::fromUtf8(values[0]));
        return 0;
    };
    if (sqlite3_exec(connection.get(), sql, add, &rows, nullptr) != SQLITE_OK)
        return {QString::fromUtf8(sqlite3_errmsg(connection.get()))};
    return rows;
}

QString figure(const Connection &connection, const char *sql)
{
    return ask(connection, sql).join(QLatin1Char('\n'));
}

const QString sound = QStringLiteral("ok");

} // namespace

class TestDemo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void collectionIsSound_data();
    void collectionIsSound();
    void collectionHasItsSpecification();
    void schema11EqualsARealOne();
    void collectionInWalModeIsAtRest();
    void impossibleCollectionIsRefused();
    void mediaDatabaseIsSound_data();
    void mediaDatabaseIsSound();
    void mediaDatabaseHasItsFigures_data();
    void mediaDatabaseHasItsFigures();
    void sessionsHaveTheirColumns_data();
    void sessionsHaveTheirColumns();
    void demoRootHasItsUsers();
    void demoRootRefusesAFullFolder();
};

void TestDemo::collectionIsSound_data()
{
    QTest::addColumn<int>("schema");
    for (const int schema : {11, 14, 15, 16, 17, 18})
        QTest::addRow("schema %d", schema) << schema;
}

void TestDemo::collectionIsSound()
{
    QFETCH(int, schema);
    const Test::TemporaryRoot root;
    const QString path = root / QStringLiteral("collection.anki2");
    CollectionSpec spec;
    spec.schema = schema;
    spec.graves = 3;
    spec.decks += {QStringLiteral("Straße"), QStringLiteral("STRASSE2"), QStringLiteral("İstanbul"),
                   QStringLiteral("ΣΊΣΥΦΟΣ"), QStringLiteral("Eins::Zwei")};
    const auto written = writeCollection(path, spec);
    QVERIFY2(written, qPrintable(written ? QString() : written.error().message()));

    const auto connection = openStock(path);
    QCOMPARE(figure(connection, "PRAGMA integrity_check"), sound);
    QCOMPARE(figure(connection, "SELECT ver FROM col").toInt(), schema);
    QCOMPARE(figure(connection, "PRAGMA journal_mode"), QStringLiteral("delete"));
    const char *decks = schema >= 15 ? "SELECT COUNT(*) FROM decks"
                                     : "SELECT COUNT(*) FROM col, json_each(col.decks)";
    QCOMPARE(figure(connection, decks), QStringLiteral("6"));
}

void TestDemo::collectionHasItsSpecification()
{
    const Test::TemporaryRoot root;
    const QString path = root / QStringLiteral("collection.anki2");
    CollectionSpec spec;
    spec.cards = 31;
    spec.notes = 17;
    spec.reviews = 12;
    spec.manualReviews = 2;
    spec.graves = 4;
    spec.noteTypes = 8;
    spec.usn = 9;
    spec.pending = {{QStringLiteral("cards"), 3},  {QStringLiteral("notes"), 2},
                    {QStringLiteral("revlog"), 5}, {QStringLiteral("graves"), 1},
                    {QStringLiteral("decks"), 1},  {QStringLiteral("deck_config"), 1},
                    {QStringLiteral("tags"), 2},   {QStringLiteral("notetypes"), 4}};
    QVERIFY(writeCollection(path, spec));

    const auto connection = openStock(path);
    QCOMPARE(figure(connection, "SELECT COUNT(*) FROM cards"), QStringLiteral("31"));
    QCOMPARE(figure(connection, "SELECT COUNT(*) FROM notes"), QStringLiteral("17"));
    QCOMPARE(figure(connection, "SELECT COUNT(DISTINCT nid) FROM cards"), QStringLiteral("17"));
    QCOMPARE(figure(connection, "SELECT COUNT(*) FROM revlog"), QStringLiteral("14"));
    QCOMPARE(figure(connection, "SELECT MAX(id) FROM revlog WHERE ease > 0").toLongLong(),
             spec.lastReview);
    QCOMPARE(figure(connection, "SELECT COUNT(*) FROM notetypes"), QStringLiteral("8"));
    QCOMPARE(figure(connection, "SELECT usn FROM col"), QStringLiteral("9"));
    for (auto table = spec.pending.cbegin(); table != spec.pending.cend(); ++table) {
        const QByteArray sql = "SELECT COUNT(*) FROM " + table.key().toLatin1() + " WHERE usn = -1";
        QCOMPARE(figure(connection, sql.constData()).toInt(), table.value());
    }
}

// The columns must equal those of a server's database.
void TestDemo::schema11EqualsARealOne()
{
    const Test::TemporaryRoot root;
    QVERIFY(root.unpack(QStringLiteral("community-at-rest.tar.gz")));
    const QString path = root / QStringLiteral("collection.anki2");
    CollectionSpec spec;
    spec.schema = 11;
    QVERIFY(writeCollection(path, spec));
    const auto real = openStock(root / QStringLiteral("collections/alice/collection.anki2"));
    const auto ours = openStock(path);
    const char *columns = "SELECT m.name || ' ' || c.cid || ' ' || c.name || ' ' || lower(c.type) "
                          "|| ' ' || c.\"notnull\" || ' ' || c.pk FROM sqlite_master m, "
                          "pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1";
    const char *indexes = "SELECT tbl_name || ' ' || name || ' ' || lower(sql) FROM sqlite_master "
                          "WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1";
    QVERIFY(ask(real, columns).size() > 50);
    QCOMPARE(ask(ours, columns), ask(real, columns));
    QCOMPARE(ask(ours, indexes), ask(real, indexes));

    const auto realMedia =
        openStock(root / QStringLiteral("collections/alice/collection.media.server.db"));
    const QString mediaPath = root / QStringLiteral("media.db");
    QVERIFY(writeMediaDatabase(mediaPath, MediaDatabaseVersion::Version0, {}));
    QCOMPARE(ask(openStock(mediaPath), columns), ask(realMedia, columns));
    QCOMPARE(ask(openStock(mediaPath), indexes), ask(realMedia, indexes));
}

void TestDemo::collectionInWalModeIsAtRest()
{
    const Test::TemporaryRoot root;
    const QString path = root / QStringLiteral("collection.anki2");
    CollectionSpec spec;
    spec.journal = JournalMode::Wal;
    QVERIFY(writeCollection(path, spec));
    QCOMPARE(QDir(root.path()).entryList(QDir::Files),
             QStringList(QStringLiteral("collection.anki2")));
    QCOMPARE(figure(openStock(path), "PRAGMA journal_mode"), QStringLiteral("wal"));
}

void TestDemo::impossibleCollectionIsRefused()
{
    const Test::TemporaryRoot root;
    const QString path = root / QStringLiteral("collection.anki2");
    CollectionSpec spec;
    spec.schema = 12;
    QCOMPARE(writeCollection(path, spec).error().code, Error::Code::BadInput);
    QVERIFY(!QFile::exists(path));
    QVERIFY(writeCollection(path, {}));
    QCOMPARE(writeCollection(path, {}).error().code, Error::Code::Exists);
}

void TestDemo::mediaDatabaseIsSound_data()
{
    QTest::addColumn<MediaDatabaseVersion>("version");
    QTest::addColumn<int>("userVersion");
    QTest::newRow("0") << MediaDatabaseVersion::Version0 << 0;
    QTest::newRow("3") << MediaDatabaseVersion::Version3 << 3;
    QTest::newRow("4") << MediaDatabaseVersion::Version4 << 4;
    QTest::newRow("5") << MediaDatabaseVersion::Version5 << 5;
    QTest::newRow("client") << MediaDatabaseVersion::Client << 0;
}

void TestDemo::mediaDatabaseIsSound()
{
    QFETCH(MediaDatabaseVersion, version);
    QFETCH(int, userVersion);
    const Test::TemporaryRoot root;
    const QString path = root / QStringLiteral("media.db");
    const QByteArray sha1(20, '\7');
    QVERIFY(writeMediaDatabase(
        path, version,
        {{QStringLiteral("é.png"), 10, sha1}, {QStringLiteral("gone.png"), 7, sha1, true}}));
    const auto connection = openStock(path);
    QCOMPARE(figure(connection, "PRAGMA integrity_check"), sound);
    QCOMPARE(figure(connection, "PRAGMA user_version").toInt(), userVersion);
}

void TestDemo::mediaDatabaseHasItsFigures_data()
{
    QTest::addColumn<MediaDatabaseVersion>("version");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, MediaDatabaseVersion version, const char *query,
                        const char *expected) {
        QTest::newRow(name) << version << QByteArray(query) << QString::fromLatin1(expected);
    };
    row("0", MediaDatabaseVersion::Version0,
        "SELECT COUNT(csum) || ' ' || MAX(usn) || ' ' || MAX(length(csum)) FROM media", "2 3 40");
    row("3", MediaDatabaseVersion::Version3,
        "SELECT (SELECT COUNT(csum) FROM media) || ' ' || usn || ' ' || sz FROM meta", "2 3 30");
    row("4", MediaDatabaseVersion::Version4,
        "SELECT (SELECT COUNT(*) FROM media WHERE size > 0) || ' ' || last_usn || ' ' || "
        "total_bytes || ' ' || total_nonempty_files FROM meta",
        "2 3 30 2");
    row("5", MediaDatabaseVersion::Version5,
        "SELECT (SELECT COUNT(*) FROM media_current) || ' ' || (SELECT COUNT(*) FROM "
        "media_operations) || ' ' || last_usn || ' ' || total_bytes || ' ' || "
        "total_nonempty_files FROM meta",
        "2 4 4 30 2");
    row("client", MediaDatabaseVersion::Client,
        "SELECT (SELECT COUNT(csum) FROM media) || ' ' || lastUsn FROM meta", "2 3");
}

void TestDemo::mediaDatabaseHasItsFigures()
{
    QFETCH(MediaDatabaseVersion, version);
    QFETCH(QByteArray, query);
    QFETCH(QString, expected);
    const Test::TemporaryRoot root;
    const QString path = root / QStringLiteral("media.db");
    const QByteArray sha1(20, '\7');
    QVERIFY(writeMediaDatabase(path, version,
                               {{QStringLiteral("a.png"), 10, sha1},
                                {QStringLiteral("b.png"), 7, sha1, true},
                                {QStringLiteral("c.png"), 20, sha1}}));
    QCOMPARE(figure(openStock(path), query.constData()), expected);
}

void TestDemo::sessionsHaveTheirColumns_data()
{
    QTest::addColumn<SessionShape>("shape");
    QTest::addColumn<QString>("columns");
    QTest::newRow("current") << SessionShape::Current
                             << QStringLiteral(
                                    "hkey skey username path refresh_token actual_username");
    QTest::newRow("without tokens")
        << SessionShape::WithoutTokens << QStringLiteral("hkey skey username path");
    QTest::newRow("with user") << SessionShape::WithUser << QStringLiteral("hkey skey user path");
}

void TestDemo::sessionsHaveTheirColumns()
{
    QFETCH(SessionShape, shape);
    QFETCH(QString, columns);
    const Test::TemporaryRoot root;
    const QString path = root / QStringLiteral("session.db");
    const Session session{QStringLiteral("alice"), QStringLiteral("/data/collections/alice"),
                          QStringLiteral("Alice")};
    QVERIFY(writeSessions(path, {session, session}, shape));
    const auto connection = openStock(path);
    QCOMPARE(
        ask(connection, "SELECT name FROM pragma_table_info('session')").join(QLatin1Char(' ')),
        columns);
    QCOMPARE(figure(connection, "SELECT COUNT(*) FROM session WHERE path LIKE '%/alice'"),
             QStringLiteral("2"));
}

void TestDemo::demoRootHasItsUsers()
{
    const Test::TemporaryRoot root;
    const QString folder = root / QStringLiteral("demo");
    const auto made = makeDemoRoot(folder);
    QVERIFY2(made, qPrintable(made ? QString() : made.error().message()));
    const auto opened = DataRoot::open(QFile::encodeName(folder));
    QVERIFY(opened);
    const auto users = opened->users();
    QVERIFY(users);
    QStringList names;
    for (const auto &user : *users)
        names += QString::fromUtf8(user.name);
    QCOMPARE(names, *made);
    for (const char *name :
         {"john.doe", "alice", "anna", "broken", "maria", "newcomer", "test-1", "test-2", "zoe"})
        QVERIFY2(made->contains(QLatin1String(name)), name);
    QVERIFY(made->contains(bobsFolderName()));
    const auto sessions = openStock(folder + QStringLiteral("/session.db"));
    QCOMPARE(figure(sessions, "SELECT username FROM session WHERE actual_username = 'Bob'"),
             bobsFolderName());
    for (const QString &name : *made) {
        const QString path = folder + QStringLiteral("/collections/%1/collection.anki2").arg(name);
        if (!QFile::exists(path) || name == QLatin1String("broken"))
            continue;
        QCOMPARE(figure(openStock(path), "PRAGMA integrity_check"), sound);
    }
}

void TestDemo::demoRootRefusesAFullFolder()
{
    const Test::TemporaryRoot root;
    QVERIFY(QDir().mkdir(root / QStringLiteral(".hidden")));
    const auto before = Test::TreeSnapshot::of(root.path());
    const auto made = makeDemoRoot(root.path());
    QVERIFY(!made);
    QCOMPARE(made.error().code, Error::Code::Exists);
    QCOMPARE(Test::TreeSnapshot::differences(before, Test::TreeSnapshot::of(root.path())),
             QStringList());
}

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
