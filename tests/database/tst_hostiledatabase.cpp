#include "database/database.h"
#include "database/privatecopy.h"

#include "analysis/collectionstats.h"
#include "demo/collectionwriter.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <QtEndian>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// Files made to attack a privileged reader.
class TestHostileDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void realSuperJournal();
    void superJournalNamesAVictim();
    void finishedSuperJournalIsRead();
    void endlessTree_data();
    void endlessTree();
    void endlessTreeIsCancelled_data();
    void endlessTreeIsCancelled();
    void costlyColumn_data();
    void costlyColumn();
    void endlessSchema();
    void writesNothing_data();
    void writesNothing();
    void hugeSparseFileWithJournal();
};

namespace {

constexpr const char *name = "collection.anki2";

Error::Code codeOfReading(const TemporaryRoot &root, const ReadOptions &options = {},
                          const Task &task = {})
{
    const auto folder = Directory::open(root.bytes());
    const auto read = readDatabase(*folder, name, options, task, [](Database &database) {
        const auto stats = readCollectionStats(database);
        return stats ? Result<>() : Result<>(tl::unexpected(stats.error()));
    });
    return read ? Error::Code::Exists : read.error().code; // Exists: it could be read
}

bool write(const QString &path)
{
    return Demo::writeCollection(path, {}).has_value();
}

// Runs in a child: a transaction over two databases; the process dies when SQLite is about to
// delete the super-journal, the moment of the commit.
[[noreturn]] void dieInCommit(const QByteArray &first, const QByteArray &second)
{
    static sqlite3_vfs dying = *sqlite3_vfs_find(nullptr);
    dying.zName = "dying";
    dying.xDelete = [](sqlite3_vfs *vfs, const char *file, int sync) {
        if (QByteArray(file).contains("-mj"))
            ::_exit(0);
        return sqlite3_vfs_find("unix")->xDelete(vfs, file, sync);
    };
    sqlite3_vfs_register(&dying, 1);
    sqlite3 *handle = nullptr;
    sqlite3_open(first.constData(), &handle);
    const QByteArray attach = "ATTACH '" + second + "' AS other";
    sqlite3_exec(handle, attach.constData(), nullptr, nullptr, nullptr);
    sqlite3_exec(handle,
                 "BEGIN; UPDATE main.col SET usn = 99; UPDATE other.col SET usn = 99; COMMIT",
                 nullptr, nullptr, nullptr);
    ::_exit(1);
}

// The last bytes of a journal of a transaction over several databases (pager.c, writeSuperJournal).
QByteArray tailNaming(const QByteArray &victim, quint32 pageSize)
{
    quint32 sum = 0;
    for (const char c : victim)
        sum += static_cast<quint32>(static_cast<signed char>(c));
    const auto word = [](quint32 value) {
        QByteArray bytes(4, '\0');
        qToBigEndian(value, bytes.data());
        return bytes;
    };
    return word(0x40000000 / pageSize + 1) + victim + word(quint32(victim.size())) + word(sum) +
           QByteArray("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);
}

// A tree in which each page points to the next one many times: 60 to the power of 14 leaves.
bool writeEndlessTree(const QString &path, const QByteArray &table)
{
    constexpr int pageSize = 512;
    constexpr int levels = 14;
    constexpr int children = 60;
    QByteArray sql = "PRAGMA page_size = 512; PRAGMA journal_mode = delete;"
                     "CREATE TABLE col (crt, mod, scm, ver, usn, ls, decks, models);"
                     "INSERT INTO col VALUES (1, 1, 1, 11, 1, 1, '{}', '{}');"
                     "CREATE TABLE cards (id INTEGER PRIMARY KEY, usn);"
                     "CREATE TABLE notes (id INTEGER PRIMARY KEY, usn);"
                     "CREATE TABLE revlog (id INTEGER PRIMARY KEY, usn, ease);"
                     "CREATE TABLE graves (usn); INSERT INTO cards VALUES (1, 0);"
                     "CREATE TABLE media (fname, usn, csum);";
    for (int i = 0; i < levels; ++i)
        sql += "CREATE TABLE t" + QByteArray::number(i) + " (a);";
    sql += "INSERT INTO t" + QByteArray::number(levels - 1) + " VALUES (1);";
    if (!runSql(path, sql).isEmpty())
        return false;
    const auto rootOf = [&path](const QByteArray &of) {
        return askSql(path, "SELECT rootpage FROM sqlite_master WHERE name = '" + of + "'")
            .toUInt();
    };
    QByteArray bytes = readBytes(path);
    quint32 page = rootOf(table);
    for (int i = 0; i < levels; ++i) {
        const quint32 child = rootOf("t" + QByteArray::number(i));
        char *at = bytes.data() + (page - 1) * pageSize;
        std::memset(at, 0, pageSize);
        at[0] = 5; // an inner page of a table
        qToBigEndian<quint16>(children, at + 3);
        qToBigEndian<quint16>(pageSize - children * 5, at + 5);
        qToBigEndian<quint32>(child, at + 8);
        for (int cell = 0; cell < children; ++cell) {
            const int offset = pageSize - (cell + 1) * 5;
            qToBigEndian<quint16>(quint16(offset), at + 12 + cell * 2);
            qToBigEndian<quint32>(child, at + offset);
            at[offset + 4] = 1;
        }
        page = child;
    }
    return writeBytes(path, bytes);
}

} // namespace

void TestHostileDatabase::realSuperJournal()
{
    const TemporaryRoot root;
    QVERIFY(write(root / u"collection.anki2"_s) && write(root / u"other.anki2"_s));
    const pid_t child = ::fork();
    if (child == 0)
        dieInCommit(root / name, root / "other.anki2");
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(WEXITSTATUS(status), 0);
    const auto folder = Directory::open(root.bytes());
    const auto journal = folder->openFile("collection.anki2-journal");
    QVERIFY(journal && namesSuperJournal(journal->get()));
    const auto before = TreeSnapshot::of(root.path());
    QCOMPARE(before.size(), 6); // the folder, two databases, two journals, the super-journal
    QCOMPARE(codeOfReading(root), Error::Code::ForeignJournal);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
}

void TestHostileDatabase::superJournalNamesAVictim()
{
    const TemporaryRoot root;
    const QString path = root / u"collection.anki2"_s;
    QVERIFY(write(path) && HolderProcess(u"crash-journal"_s, path).isReady());
    QVERIFY(writeBytes(root / u"victim"_s, "somebody else's"));
    const QByteArray journal = readBytes(path + u"-journal"_s);
    QVERIFY(writeBytes(path + u"-journal"_s, journal + tailNaming(root / "victim", 4096)));

    const auto before = TreeSnapshot::of(root.path());
    QCOMPARE(codeOfReading(root), Error::Code::ForeignJournal);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
    QVERIFY(QFile::exists(root / u"victim"_s));

    // The control: plain SQLite on a copy of the two files deletes the victim.
    QVERIFY(makePath(root / u"copy"_s));
    for (const QString &part : {u"collection.anki2"_s, u"collection.anki2-journal"_s})
        QVERIFY(QFile::copy(root / part, root / (u"copy/"_s + part)));
    askSql(root / u"copy/collection.anki2"_s, "SELECT COUNT(*) FROM col");
    QVERIFY(!QFile::exists(root / u"victim"_s));
}

// journal_mode=persist leaves such a tail after a header of zeros; nothing has to be played back.
void TestHostileDatabase::finishedSuperJournalIsRead()
{
    const TemporaryRoot root;
    const QString path = root / u"collection.anki2"_s;
    QVERIFY(write(path));
    QVERIFY(writeBytes(path + u"-journal"_s,
                       QByteArray(4096, '\0') + tailNaming(root / "victim", 4096)));
    QCOMPARE(codeOfReading(root), Error::Code::Exists);
}

void TestHostileDatabase::endlessTree_data()
{
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<bool>("isLarge"); // counted by another statement
    for (const char *table : {"cards", "notes", "revlog", "graves", "col"}) {
        QTest::newRow(table) << QByteArray(table) << false;
        QTest::addRow("%s, large", table) << QByteArray(table) << true;
    }
}

void TestHostileDatabase::endlessTree()
{
    QFETCH(QByteArray, table);
    const TemporaryRoot root;
    QFETCH(bool, isLarge);
    QVERIFY(writeEndlessTree(root / u"collection.anki2"_s, table));
    if (isLarge)
        QCOMPARE(::truncate((root / name).constData(), 8 * 1024 * 1024), 0);
    QElapsedTimer timer;
    timer.start();
    const Error::Code code = codeOfReading(root, {300, true});
    QVERIFY(timer.elapsed() < 10'000);
    // Only the first row of col is read, and it is not a collection's.
    if (table != "col")
        QCOMPARE(code, Error::Code::TimeLimit);
}

void TestHostileDatabase::endlessTreeIsCancelled_data()
{
    QTest::addColumn<bool>("isLarge");
    QTest::newRow("small") << false;
    QTest::newRow("large") << true;
}

void TestHostileDatabase::endlessTreeIsCancelled()
{
    QFETCH(bool, isLarge);
    const TemporaryRoot root;
    QVERIFY(writeEndlessTree(root / u"collection.anki2"_s, "cards"));
    if (isLarge)
        QCOMPARE(::truncate((root / name).constData(), 8 * 1024 * 1024), 0);
    std::stop_source stop;
    QElapsedTimer timer;
    timer.start();
    const std::jthread later([&stop] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        stop.request_stop();
    });
    QCOMPARE(codeOfReading(root, {0, true}, {{}, stop.get_token()}), Error::Code::Cancelled);
    QVERIFY(timer.elapsed() < 10'000);
}

void TestHostileDatabase::costlyColumn_data()
{
    QTest::addColumn<QByteArray>("expression");

    // Each is a single step of SQLite's machine, so nothing interrupts it.
    QTest::newRow("LIKE") << "'" + QByteArray(2000, 'a') + "' LIKE '" +
                                 QByteArray("%a").repeated(200) + "b'";
    QTest::newRow("instr") << "instr(zeroblob(4000000), zeroblob(2000000) || x'01')"_ba;
}

void TestHostileDatabase::costlyColumn()
{
    QFETCH(QByteArray, expression);
    const TemporaryRoot root;
    QCOMPARE(runSql(root / u"collection.anki2"_s,
                    "CREATE TABLE col (crt, mod, scm, ver, usn, ls, decks, models);"
                    "INSERT INTO col VALUES (1, 1, 1, 11, 1, 1, '{}', '{}');"
                    "CREATE TABLE notes (id, usn); CREATE TABLE cards (id); INSERT INTO cards "
                    "VALUES (1); ALTER TABLE cards ADD COLUMN usn AS (" +
                        expression + ")"),
             QString());
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(codeOfReading(root, {300, true}), Error::Code::ForeignSchema);
    QVERIFY(timer.elapsed() < 10'000);
}

void TestHostileDatabase::endlessSchema()
{
    // Many tables: the schema alone takes time.
    const TemporaryRoot root;
    QByteArray sql = "BEGIN;";
    for (int i = 0; i < 3'000; ++i)
        sql += "CREATE TABLE t" + QByteArray::number(i) + " (a, b, c);";
    QCOMPARE(runSql(root / u"collection.anki2"_s, sql + "COMMIT"), QString());
    QElapsedTimer timer;
    timer.start();
    const auto code = codeOfReading(root, {20, true});
    QVERIFY(code == Error::Code::TimeLimit || code == Error::Code::ForeignSchema);
    QVERIFY(timer.elapsed() < 10'000);
}

void TestHostileDatabase::writesNothing_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("mayRun");

    QTest::newRow("insert") << "INSERT INTO cards (id) VALUES (5)"_ba << false;
    QTest::newRow("create") << "CREATE TABLE x (a)"_ba << false;
    QTest::newRow("attach") << "ATTACH '/tmp/attached' AS a"_ba << false;
    QTest::newRow("vacuum into") << "VACUUM INTO '/tmp/vacuumed'"_ba << false;
    QTest::newRow("journal mode") << "PRAGMA journal_mode = delete"_ba << true;
    QTest::newRow("checkpoint") << "PRAGMA wal_checkpoint(TRUNCATE)"_ba << true;
    QTest::newRow("user version") << "PRAGMA user_version = 7"_ba << false;
    QTest::newRow("writable schema") << "PRAGMA writable_schema = 1"_ba << true;
    QTest::newRow("extension") << "SELECT load_extension('x')"_ba << false;
    QTest::newRow("temporary table") << "CREATE TEMP TABLE x AS SELECT * FROM cards"_ba << false;
}

void TestHostileDatabase::writesNothing()
{
    QFETCH(QByteArray, sql);
    QFETCH(bool, mayRun);
    for (const QString &mode : {u"crash-wal"_s, u"crash-journal"_s}) {
        const TemporaryRoot root;
        const QString path = root / u"collection.anki2"_s;
        QVERIFY(write(path) && HolderProcess(mode, path).isReady());
        const auto folder = Directory::open(root.bytes());
        const auto before = TreeSnapshot::of(root.path());
        bool ran = false;
        QVERIFY(readDatabase(*folder, name, {}, {}, [&](Database &database) {
            ran = database.firstRow(QString::fromUtf8(sql)).has_value();
            return Result<>();
        }));
        QVERIFY(mayRun || !ran);
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
        QVERIFY(!QFile::exists(u"/tmp/attached"_s) && !QFile::exists(u"/tmp/vacuumed"_s));
    }
}

// The copy must not fill the disk with the file's holes.
void TestHostileDatabase::hugeSparseFileWithJournal()
{
    const TemporaryRoot root;
    const QString path = root / u"collection.anki2"_s;
    QVERIFY(write(path) && HolderProcess(u"crash-journal"_s, path).isReady());
    QCOMPARE(::truncate(QFile::encodeName(path).constData(), 1LL << 40), 0);
    QElapsedTimer timer;
    timer.start();
    // The journal restores the file's size, so the file can be read.
    QCOMPARE(codeOfReading(root), Error::Code::Exists);
    QVERIFY(timer.elapsed() < 20'000);
}

QTEST_GUILESS_MAIN(TestHostileDatabase)

#include "tst_hostiledatabase.moc"
