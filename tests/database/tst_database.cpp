#include "database/database.h"

#include "analysis/collectionstats.h"
#include "demo/collectionwriter.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// The files that replace the database during the reading.
struct State
{
    std::function<bool(const QString &path)> make;
    std::function<std::unique_ptr<HolderProcess>(const QString &path)> hold;
};
Q_DECLARE_METATYPE(State)

namespace {

bool write(const QString &path, Demo::JournalMode journal, int schema = 18)
{
    Demo::CollectionSpec spec;
    spec.journal = journal;
    spec.schema = schema;
    return Demo::writeCollection(path, spec).has_value();
}

// The state that a process of the program holder leaves, or keeps while it runs.
State crashed(const QString &mode, Demo::JournalMode journal)
{
    return {[mode, journal](const QString &path) {
                return write(path, journal) && HolderProcess(mode, path).isReady();
            },
            {}};
}

State heldAs(const QString &mode, Demo::JournalMode journal)
{
    return {[journal](const QString &path) { return write(path, journal); },
            [mode](const QString &path) { return std::make_unique<HolderProcess>(mode, path); }};
}

State madeBy(std::function<bool(const QString &)> make)
{
    return {std::move(make), {}};
}

State rewritten(std::function<QByteArray(QByteArray)> change)
{
    return madeBy([change](const QString &path) {
        return write(path, Demo::JournalMode::Delete) && writeBytes(path, change(readBytes(path)));
    });
}

State schema(const QByteArray &sql)
{
    return madeBy([sql](const QString &path) {
        const QString complaint = runSql(path, sql);
        if (!complaint.isEmpty())
            qWarning("%s", qPrintable(complaint));
        return complaint.isEmpty();
    });
}

State inItsPlace(const QString &part, bool (*make)(const QByteArray &path))
{
    return madeBy([part, make](const QString &path) {
        return (part.isEmpty() || write(path, Demo::JournalMode::Wal)) &&
               make(QFile::encodeName(path + part));
    });
}

bool makeSocket(const QByteArray &path)
{
    const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address = {AF_UNIX, {}};
    qstrncpy(address.sun_path, path.constData(), sizeof(address.sun_path));
    return ::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0;
}

// `before` runs inside the reading function, before any figure is read.
QString figuresOf(
    const QString &folder, const ReadOptions &options = {}, const Task &task = {},
    const std::function<void()> &before = [] {})
{
    const auto opened = Directory::open(QFile::encodeName(folder));
    CollectionStats stats;
    const auto read = readDatabase(*opened, "collection.anki2", options, task, [&](Database &db) {
        before();
        const auto found = readCollectionStats(db);
        stats = found.value_or(CollectionStats());
        return found ? Result<>() : Result<>(tl::unexpected(found.error()));
    });
    if (!read)
        return codeName(read.error().code);
    return u"%1 cards, %2 notes, USN %3%4"_s.arg(stats.cards)
        .arg(stats.notes)
        .arg(stats.usn)
        .arg(read->hotJournal ? u", hot journal"_s : QString());
}

const QString asWritten = u"12 cards, 10 notes, USN 1"_s;
const QString oneLater = u"12 cards, 10 notes, USN 2"_s;

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesNoTrace_data();
    void leavesNoTrace();
    void readOnlyFolder_data();
    void readOnlyFolder();
    void noPermission();
    void schemas_data();
    void schemas();
    void readsTheServersNextWrite();
    void reportsTheFilesState();
    void sizesAroundTheReadAhead_data();
    void sizesAroundTheReadAhead();
    void aReadingWithinAnother();
};

void TestDatabase::leavesNoTrace_data()
{
    using Mode = Demo::JournalMode;
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const State &state, const QString &expected) {
        QTest::newRow(name) << state << expected;
    };
    const QString foreign = u"foreign-schema"_s;

    row("rollback mode at rest", rewritten([](auto b) { return b; }), asWritten);
    row("WAL at rest", madeBy([](auto path) { return write(path, Mode::Wal); }), asWritten);
    row("-wal left by a killed server", crashed(u"crash-wal"_s, Mode::Wal), oneLater);
    row("held in exclusive WAL mode", heldAs(u"exclusive"_s, Mode::Wal), oneLater);
    row("held with rows in the WAL", heldAs(u"wal-rows"_s, Mode::Wal), oneLater);
    row("held open in WAL mode", heldAs(u"wal"_s, Mode::Wal), asWritten);
    row("held open in rollback mode", heldAs(u"idle"_s, Mode::Delete), asWritten);
    row("within a transaction", heldAs(u"transaction"_s, Mode::Delete),
        asWritten + u", hot journal"_s);
    row("hot journal", crashed(u"crash-journal"_s, Mode::Delete), asWritten + u", hot journal"_s);
    row("empty database with a stale -wal", madeBy([](const QString &path) {
            return write(path, Mode::Wal) && HolderProcess(u"crash-wal"_s, path).isReady() &&
                   writeBytes(path, {});
        }),
        foreign);
    row("empty database with a hot journal", madeBy([](const QString &path) {
            return write(path, Mode::Delete) && HolderProcess(u"crash-journal"_s, path).isReady() &&
                   writeBytes(path, {});
        }),
        foreign);
    row("-wal of another database", madeBy([](const QString &path) {
            return write(path, Mode::Wal) && writeBytes(path + u"-wal"_s, QByteArray(5000, '\x37'));
        }),
        asWritten);
    row("journal of zeros", madeBy([](const QString &path) {
            return write(path, Mode::Delete) &&
                   writeBytes(path + u"-journal"_s, QByteArray(5000, '\0'));
        }),
        asWritten);
    row("garbage for a journal", madeBy([](const QString &path) {
            return write(path, Mode::Delete) &&
                   writeBytes(path + u"-journal"_s, QByteArray(5000, '\x37'));
        }),
        asWritten);
    row("empty file", rewritten([](auto) { return QByteArray(); }), foreign);
    row("garbage", rewritten([](auto) { return QByteArray(20'000, 'x'); }), u"not-a-database"_s);
    row("one byte", rewritten([](auto) { return QByteArray("S"); }), u"not-a-database"_s);
    row("cut in the header", rewritten([](auto b) { return b.left(60); }), u"damaged"_s);
    row("cut in the middle", rewritten([](auto b) { return b.left(b.size() / 8); }), u"damaged"_s);
    row("all pages after the first lost", rewritten([](auto b) { return b.left(4096); }),
        u"damaged"_s);
    row("pages overwritten", rewritten([](auto b) {
            return b.replace(4096, b.size() - 4096, QByteArray(b.size() - 4096, '\xee'));
        }),
        u"damaged"_s);
    row("foreign schema", schema("CREATE TABLE songs (name); INSERT INTO songs VALUES ('x')"),
        foreign);
    row("views in place of tables",
        schema("CREATE TABLE t (crt, mod, scm, ver, usn, ls); INSERT INTO t VALUES (1,1,1,11,1,1);"
               "CREATE VIEW col AS SELECT * FROM t; CREATE VIEW cards AS SELECT * FROM t;"
               "CREATE VIEW notes AS SELECT * FROM t"),
        foreign);
    row("a view that never ends",
        schema("CREATE TABLE col (crt, mod, scm, ver, usn, ls, decks, models);"
               "INSERT INTO col VALUES (1,1,1,11,1,1,'{}','{}'); CREATE TABLE notes (id, usn);"
               "CREATE VIEW cards AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 "
               "FROM c) SELECT x AS id, x AS usn FROM c"),
        foreign);
    row("a virtual table",
        schema("CREATE TABLE col (crt, mod, scm, ver, usn, ls, decks, models);"
               "INSERT INTO col VALUES (1,1,1,11,1,1,'{}','{}'); CREATE TABLE notes (id, usn);"
               "CREATE VIRTUAL TABLE cards USING fts4(id, usn)"),
        foreign);
    row("an empty col",
        schema("CREATE TABLE col (crt, mod, scm, ver, usn, ls, decks, models);"
               "CREATE TABLE notes (id, usn); CREATE TABLE cards (id, usn)"),
        foreign);
    row("FIFO", inItsPlace({}, [](auto &p) { return ::mkfifo(p.constData(), 0666) == 0; }),
        u"not-a-file"_s);
    row("folder", inItsPlace({}, [](auto &p) { return ::mkdir(p.constData(), 0755) == 0; }),
        u"not-a-file"_s);
    row("socket", inItsPlace({}, &makeSocket), u"not-a-file"_s);
    row("link",
        inItsPlace({}, [](auto &p) { return ::symlink("/etc/passwd", p.constData()) == 0; }),
        u"link-refused"_s);
    row("dangling link",
        inItsPlace({}, [](auto &p) { return ::symlink("none", p.constData()) == 0; }),
        u"link-refused"_s);
    row("nothing", madeBy([](auto) { return true; }), u"does-not-exist"_s);
    row("FIFO for a -wal",
        inItsPlace(u"-wal"_s, [](auto &p) { return ::mkfifo(p.constData(), 0666) == 0; }),
        u"not-a-file"_s);
    row("link for a journal",
        inItsPlace(u"-journal"_s,
                   [](auto &p) { return ::symlink("/etc/passwd", p.constData()) == 0; }),
        u"link-refused"_s);
}

void TestDatabase::leavesNoTrace()
{
    QFETCH(State, state);
    QFETCH(QString, expected);
    const TemporaryRoot root;
    const QString user = root / u"collections/user"_s;
    const QString path = user + u"/collection.anki2"_s;
    QVERIFY(makePath(user) && makePath(root / u"collections/other/collection.media"_s));
    QVERIFY(state.make(path));
    const auto holder = state.hold ? state.hold(path) : nullptr;
    QVERIFY(!holder || holder->isReady());

    const auto before = TreeSnapshot::of(root.path());
    QCOMPARE(figuresOf(user), expected);
    QCOMPARE(figuresOf(user, {0, true}), expected);
    for (const bool check : {false, true}) {
        AnalysisOptions options;
        options.check = check;
        const auto analysis = analysed(root.path(), "user", options);
        if (expected == u"does-not-exist"_s)
            continue;
        QVERIFY(analysis && analysis->collection);
        QCOMPARE(analysis->collection->stats.has_value(), expected.startsWith(u"12 cards"_s));
        if (analysis->collection->error)
            QCOMPARE(codeName(analysis->collection->error->code), expected);
        if (expected.startsWith(u"12 cards"_s))
            QVERIFY(!analysis->hasProblem(Problem::Code::Damaged));
    }
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
    // The holder was not disturbed.
    QVERIFY(!holder || holder->letGo());
}

void TestDatabase::readOnlyFolder_data()
{
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("expected");

    QTest::newRow("WAL at rest") << madeBy([](auto path) {
        return write(path, Demo::JournalMode::Wal);
    }) << asWritten;
    QTest::newRow("-wal left") << crashed(u"crash-wal"_s, Demo::JournalMode::Wal) << oneLater;
    QTest::newRow("hot journal") << crashed(u"crash-journal"_s, Demo::JournalMode::Delete)
                                 << asWritten + u", hot journal"_s;
}

void TestDatabase::readOnlyFolder()
{
    QFETCH(State, state);
    QFETCH(QString, expected);
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"user"_s) && state.make(root / u"user/collection.anki2"_s));
    const Mounted mount({u"-o"_s, u"bind,ro"_s, root / u"user"_s}, root / u"user"_s);
    if (!mount.isActive())
        QSKIP("mounting is not allowed here");
    QVERIFY(!writeBytes(root / u"user/file"_s, "x"));
    const auto before = TreeSnapshot::of(root.path());
    QCOMPARE(figuresOf(root / u"user"_s), expected);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
}

void TestDatabase::noPermission()
{
    const TemporaryRoot root;
    const QString path = root / u"collection.anki2"_s;
    QVERIFY(write(path, Demo::JournalMode::Wal));
    QCOMPARE(::chmod(QFile::encodeName(path).constData(), 0600), 0);
    const AsNobody nobody;
    if (!nobody.isActive())
        QSKIP("only root can act as somebody else");
    QCOMPARE(figuresOf(root.path()), u"no-permission"_s);
}

void TestDatabase::schemas_data()
{
    QTest::addColumn<int>("schema");
    for (const int version : {11, 14, 15, 16, 17, 18})
        QTest::addRow("schema %d", version) << version;
}

void TestDatabase::schemas()
{
    QFETCH(int, schema);
    for (const auto mode : {Demo::JournalMode::Delete, Demo::JournalMode::Wal}) {
        const TemporaryRoot root;
        QVERIFY(write(root / u"collection.anki2"_s, mode, schema));
        const auto before = TreeSnapshot::of(root.path());
        QCOMPARE(figuresOf(root.path()), asWritten);
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
    }
}

// Nothing is cached from an earlier reading.
void TestDatabase::readsTheServersNextWrite()
{
    const TemporaryRoot root;
    const QString path = root / u"collection.anki2"_s;
    QVERIFY(write(path, Demo::JournalMode::Wal));
    QCOMPARE(figuresOf(root.path()), asWritten);
    QCOMPARE(runSql(path, "UPDATE col SET usn = 7"), QString());
    QCOMPARE(figuresOf(root.path()), u"12 cards, 10 notes, USN 7"_s);
    const HolderProcess holder(u"exclusive"_s, path);
    QVERIFY(holder.isReady());
    QCOMPARE(figuresOf(root.path()), u"12 cards, 10 notes, USN 8"_s);
}

void TestDatabase::reportsTheFilesState()
{
    const TemporaryRoot root;
    const QString path = root / u"collection.anki2"_s;
    QVERIFY(write(path, Demo::JournalMode::Wal));
    QVERIFY(HolderProcess(u"crash-wal"_s, path).isReady());
    const auto folder = Directory::open(root.bytes());
    const auto nothing = [](Database &) { return Result<>(); };
    const auto files = readDatabase(*folder, "collection.anki2", {}, {}, nothing);
    QVERIFY(files && files->usesWal && !files->hotJournal);
    QCOMPARE(files->walBytes, QFileInfo(path + u"-wal"_s).size());
    QCOMPARE(files->journalBytes, 0);
}

void TestDatabase::sizesAroundTheReadAhead_data()
{
    QTest::addColumn<int>("size");
    for (const int pages : {127, 128, 129}) // up to 128 pages are read at once (vfs.cpp)
        QTest::addRow("%d pages", pages) << pages * 4096;
}

// Reading at once and reading page by page give the same figures.
void TestDatabase::sizesAroundTheReadAhead()
{
    QFETCH(int, size);
    const TemporaryRoot root;
    const QString path = root / u"collection.anki2"_s;
    QVERIFY(write(path, Demo::JournalMode::Delete));
    QCOMPARE(runSql(path, "CREATE TABLE pad (bytes BLOB)"), QString());
    while (QFileInfo(path).size() < size)
        QCOMPARE(runSql(path, "INSERT INTO pad VALUES (zeroblob(4000))"), QString());
    QCOMPARE(QFileInfo(path).size(), size);
    QCOMPARE(figuresOf(root.path()), asWritten);
    QVERIFY(readDatabase(
        *Directory::open(root.bytes()), "collection.anki2", {}, {}, [](const Database &database) {
            const auto found = database.integrityProblems(10);
            return found && found->isEmpty() ? Result<>() : failure(Error::Code::Damaged);
        }));
}

// A thread reads ahead for one database at a time.
void TestDatabase::aReadingWithinAnother()
{
    const TemporaryRoot outer;
    const TemporaryRoot inner;
    QVERIFY(write(outer / u"collection.anki2"_s, Demo::JournalMode::Delete));
    QVERIFY(write(inner / u"collection.anki2"_s, Demo::JournalMode::Delete));
    QCOMPARE(runSql(inner / u"collection.anki2"_s, "UPDATE col SET usn = 2"), QString());
    QString within;
    const QString around =
        figuresOf(outer.path(), {}, {}, [&] { within = figuresOf(inner.path()); });
    QCOMPARE(within, oneLater);
    QCOMPARE(around, asWritten);
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
