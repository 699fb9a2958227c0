#include "analysis/useranalysis.h"

#include "demo/collectionwriter.h"
#include "demo/mediadatabasewriter.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <optional>

#include <sys/stat.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using Code = Problem::Code;

// Creates a problem in this user folder.
using Wrong = std::function<bool(const QString &folder)>;
Q_DECLARE_METATYPE(Wrong)

namespace {

// A user without problems: a collection, two media files and their database.
bool makeSound(const QString &folder)
{
    const QList<Demo::MediaEntry> entries{{u"a.jpg"_s, 1, QByteArray(20, 'a'), false, 1},
                                          {u"b.jpg"_s, 1, QByteArray(20, 'b'), false, 1}};
    return makePath(folder + u"/collection.media"_s) &&
           Demo::writeCollection(folder + u"/collection.anki2"_s, {}) &&
           Demo::writeMediaDatabase(folder + u"/collection.media.server.db"_s,
                                    Demo::MediaDatabaseVersion::Version5, entries) &&
           writeBytes(folder + u"/collection.media/a.jpg"_s, "a") &&
           writeBytes(folder + u"/collection.media/b.jpg"_s, "b");
}

Wrong sql(const char *statement)
{
    return [statement](const QString &folder) {
        return runSql(folder + u"/collection.anki2"_s, statement).isEmpty();
    };
}

Wrong file(const char *name, const QByteArray &content = "x")
{
    return [name, content](const QString &folder) {
        return writeBytes(folder + u'/' + QString::fromLatin1(name), content);
    };
}

Wrong leftBy(const char *mode)
{
    return [mode](const QString &folder) {
        return HolderProcess(QString::fromLatin1(mode), folder + u"/collection.anki2"_s).isReady();
    };
}

QString at(const QString &folder, const char *name)
{
    return folder + u'/' + QString::fromLatin1(name);
}

} // namespace

class TestUserAnalysis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fixtures_data();
    void fixtures();
    void soundUserHasNoProblem();
    void walOfAServer_data();
    void walOfAServer();
    void problems_data();
    void problems();
    void otherFileSystem();
    void unreadableParts();
    void owners_data();
    void owners();
    void ownerOfAnEmptyRoot();
    void walsOfServers_data();
    void walsOfServers();
    void checkNeverSeesFalseDamage();
    void sortsBySeverity();
};

void TestUserAnalysis::fixtures_data()
{
    QTest::addColumn<QString>("archive");
    QTest::addColumn<qint64>("files");
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<bool>("hasWal");

    QTest::newRow("at rest") << u"community-at-rest.tar.gz"_s << qint64(60) << qint64(240'300)
                             << false;
    QTest::newRow("in use") << u"community-wal-in-use.tar.gz"_s << qint64(62) << qint64(372'028)
                            << true;
}

void TestUserAnalysis::fixtures()
{
    QFETCH(QString, archive);
    QFETCH(qint64, files);
    QFETCH(qint64, bytes);
    QFETCH(bool, hasWal);
    const TemporaryRoot root;
    QVERIFY(root.unpack(archive));
    const auto before = TreeSnapshot::of(root.path());
    for (const int threads : {1, 4}) {
        AnalysisOptions options;
        options.threads = threads;
        options.check = threads > 1;
        const auto analysis = analysed(root.path(), "alice", options);
        QVERIFY(analysis && analysis->collection && analysis->collection->stats);
        QCOMPARE(analysis->usage.total().files, files);
        QCOMPARE(analysis->usage.total().bytes, bytes);
        QCOMPARE(analysis->mediaFiles(), 57);
        QCOMPARE(analysis->usage.of(DiskUsage::Class::Media).bytes, 10'924);
        const CollectionStats &stats = *analysis->collection->stats;
        QCOMPARE(stats.cards, 454);
        QCOMPARE(stats.notes, 340);
        QCOMPARE(stats.usn, 2);
        QCOMPARE(stats.reviews, 40);
        QVERIFY(analysis->mediaDatabase() && analysis->mediaDatabase()->stats);
        const MediaDatabaseStats &media = *analysis->mediaDatabase()->stats;
        QCOMPARE(media.format, MediaDatabaseStats::Format::Version0);
        QCOMPARE(media.entries, 57);
        QCOMPARE(media.usn, 57);
        QCOMPARE(analysis->hasProblem(Code::StaleWal), hasWal);
        QVERIFY(!analysis->hasProblem(Code::MediaMismatch));
        QVERIFY(!analysis->hasProblem(Code::Damaged));
    }
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
}

void TestUserAnalysis::soundUserHasNoProblem()
{
    const TemporaryRoot root;
    QVERIFY(makeSound(root / u"collections/user"_s));
    AnalysisOptions options;
    options.check = true;
    const auto analysis = analysed(root.path(), "user", options);
    QVERIFY(analysis);
    for (const Problem &problem : analysis->problems)
        QFAIL(qPrintable(problem.text()));
}

void TestUserAnalysis::walOfAServer_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("isFound");
    QTest::newRow("community, held") << u"collections/user"_s << u"wal-rows"_s << false;
    QTest::newRow("community, killed") << u"collections/user"_s << u"crash-wal"_s << true;
    QTest::newRow("official, held") << u"user"_s << u"exclusive"_s << false;
    QTest::newRow("official, killed") << u"user"_s << u"crash-wal"_s << false;
}

// The official server leaves a -wal at every stop except a graceful one, and every server has one
// while it runs.
void TestUserAnalysis::walOfAServer()
{
    QFETCH(QString, folder);
    QFETCH(QString, mode);
    QFETCH(bool, isFound);
    const TemporaryRoot root;
    QVERIFY(makeSound(root / folder));
    const bool isOfficial = folder == u"user"_s;
    if (isOfficial) {
        QVERIFY(QFile::rename(root / u"user/collection.media"_s, root / u"user/media"_s));
        QVERIFY(
            QFile::rename(root / u"user/collection.media.server.db"_s, root / u"user/media.db"_s));
    }
    HolderProcess server(mode, root / QString(folder + u"/collection.anki2"_s));
    QVERIFY2(server.isReady(), server.errorText().constData());
    AnalysisOptions options;
    options.openFiles = std::make_shared<const OpenFiles>(OpenFiles::now());
    const auto analysis = analysed(root.path(), "user", options);
    QVERIFY(analysis);
    QVERIFY(analysis->entry("collection.anki2-wal") != nullptr);
    QCOMPARE(analysis->hasProblem(Code::StaleWal), isFound);
    // These are notes only.
    QVERIFY(!analysis->needsAttention());
}

void TestUserAnalysis::problems_data()
{
    QTest::addColumn<Wrong>("wrong");
    QTest::addColumn<Code>("code");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<qint64>("count");
    const auto row = [](const char *name, const Wrong &wrong, Code code, const char *subject,
                        qint64 count = 0) {
        QTest::newRow(name) << wrong << code << QString::fromLatin1(subject) << count;
    };
    row("garbage", file("collection.anki2", QByteArray(9000, 'x')), Code::NotADatabase,
        "collection.anki2");
    row("foreign", sql("DROP TABLE notes"), Code::ForeignSchema, "collection.anki2");
    row("missing tables", sql("DROP TABLE revlog; DROP TABLE decks"), Code::MissingTables,
        "collection.anki2", 2);
    row("unreadable part",
        sql("UPDATE col SET ver = 11; DROP TABLE decks; UPDATE col SET "
            "decks = '{'"),
        Code::UnreadablePart, "collection.anki2");
    row("damaged",
        sql("CREATE INDEX i ON revlog (ease); PRAGMA writable_schema = 1; UPDATE "
            "sqlite_master SET sql = 'CREATE INDEX i ON revlog (ivl)' WHERE name = 'i'"),
        Code::Damaged, "collection.anki2", -1);
    row("pending rows", sql("UPDATE cards SET usn = -1"), Code::PendingRows, "collection.anki2",
        12);
    row("newer schema", sql("UPDATE col SET ver = 19"), Code::NewerSchema, "collection.anki2", 19);
    row("older schema", sql("UPDATE col SET ver = 10"), Code::OlderSchema, "collection.anki2", 10);
    row("more files", file("collection.media/c.jpg"), Code::MediaMismatch,
        "collection.media.server.db", 3);
    row("upload", file("collection.anki2.tmp"), Code::UploadLeftover, "collection.anki2.tmp");
    row("migration", file("collection.media.server.db.backup"), Code::UploadLeftover,
        "collection.media.server.db.backup");
    row("unfinished media", file("collection.media/.tmp_1"), Code::UnfinishedMedia,
        "collection.media", 1);
    row(
        "unfinished media without a database",
        [](const QString &folder) {
            return QFile::remove(at(folder, "collection.media.server.db")) &&
                   writeBytes(at(folder, "collection.media/.tmp_1"), "x");
        },
        Code::UnfinishedMedia, "collection.media", 1);
    row("stale -wal", leftBy("crash-wal"), Code::StaleWal, "collection.anki2-wal", -1);
    row("stale -journal", leftBy("crash-journal"), Code::StaleJournal, "collection.anki2-journal",
        -1);
    row("orphaned sidecar", file("collection.media.db2-wal"), Code::OrphanedSidecar,
        "collection.media.db2-wal");
    row("NFS leftover", file(".nfs000001"), Code::NfsLeftover, ".nfs000001");
    row(
        "owner of an artefact",
        [](const QString &folder) {
            return ::chown(QFile::encodeName(at(folder, "collection.anki2")).constData(), 4711,
                           4711) == 0;
        },
        Code::MixedOwners, "collection.anki2", 4711);
    row("two layouts", file("media.db", {}), Code::TwoLayouts, "user");
    row(
        "linked artefact",
        [](const QString &folder) {
            const QString path = at(folder, "collection.anki2");
            return QFile::rename(path, path + u"x"_s) &&
                   ::symlink("collection.anki2x", QFile::encodeName(path).constData()) == 0;
        },
        Code::Link, "collection.anki2");
    row(
        "linked sidecar",
        [](const QString &folder) {
            return ::symlink(
                       "x", QFile::encodeName(at(folder, "collection.anki2-shm")).constData()) == 0;
        },
        Code::Link, "collection.anki2-shm");
    row(
        "folder in the collection's place",
        [](const QString &folder) {
            return QFile::remove(at(folder, "collection.anki2")) &&
                   makePath(at(folder, "collection.anki2"));
        },
        Code::WrongType, "collection.anki2");
    row(
        "FIFO for a media folder",
        [](const QString &folder) {
            return ::mkfifo(QFile::encodeName(at(folder, "media")).constData(), 0600) == 0;
        },
        Code::WrongType, "media");
    row(
        "journal of several databases",
        [](const QString &folder) {
            const HolderProcess holder(u"crash-journal"_s, at(folder, "collection.anki2"));
            const QString journal = at(folder, "collection.anki2-journal");
            return holder.isReady() &&
                   writeBytes(journal, readBytes(journal) +
                                           QByteArray("\0\0\0\1x\0\0\0\1\0\0\0x", 13) +
                                           QByteArray("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8));
        },
        Code::JournalForeign, "collection.anki2");
}

void TestUserAnalysis::problems()
{
    QFETCH(Wrong, wrong);
    QFETCH(Code, code);
    QFETCH(QString, subject);
    QFETCH(qint64, count);
    const TemporaryRoot root;
    const QString folder = root / u"collections/user"_s;
    QVERIFY(makeSound(folder));
    if (code == Code::MixedOwners && ::geteuid() != 0)
        QSKIP("only root can give files away");
    QVERIFY(wrong(folder));
    const auto before = TreeSnapshot::of(root.path());
    AnalysisOptions options;
    options.check = true;
    const auto analysis = analysed(root.path(), "user", options);
    QVERIFY(analysis);
    int matching = 0;
    for (const Problem &problem : analysis->problems) {
        if (problem.code != code)
            continue;
        ++matching;
        QCOMPARE(problem.subject, subject);
        if (count >= 0)
            QCOMPARE(problem.count, count);
        QVERIFY(problem.text().contains(subject));
        QVERIFY(!problem.text().contains(u'{') && !problem.text().contains(u'\n'));
    }
    QStringList all;
    for (const Problem &problem : analysis->problems)
        all += problemName(problem.code);
    QVERIFY2(matching == 1, qPrintable(all.join(u", "_s)));
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
    // One broken part does not stop the analysis of the others.
    QVERIFY(analysis->wasRead && analysis->usage.total().files > 0);
}

void TestUserAnalysis::otherFileSystem()
{
    const TemporaryRoot root;
    QVERIFY(makeSound(root / u"collections/user"_s));
    QVERIFY(makePath(root / u"collections/user/mounted"_s));
    const Mounted mount({u"-t"_s, u"tmpfs"_s, u"tmpfs"_s}, root / u"collections/user/mounted"_s);
    if (!mount.isActive())
        QSKIP("mounting is not allowed here");
    QVERIFY(analysed(root.path(), "user")->hasProblem(Code::OtherFileSystem));
}

void TestUserAnalysis::unreadableParts()
{
    const TemporaryRoot root;
    QVERIFY(makeSound(root / u"collections/user"_s));
    QCOMPARE(::chmod((root / "collections/user/collection.anki2").constData(), 0600), 0);
    QCOMPARE(::chmod((root / "collections/user/collection.media").constData(), 0700), 0);
    const AsNobody nobody;
    if (!nobody.isActive())
        QSKIP("only root can act as somebody else");
    const auto analysis = analysed(root.path(), "user");
    QVERIFY(analysis && analysis->wasRead);
    int unreadable = 0;
    for (const Problem &problem : analysis->problems)
        unreadable += problem.code == Code::Unreadable ? 1 : 0;
    QCOMPARE(unreadable, 2);
    QVERIFY(analysis->mediaDatabase()->stats);
}

namespace {

bool giveTo(const TemporaryRoot &root, const QByteArrayList &paths, uid_t owner)
{
    return std::all_of(paths.begin(), paths.end(), [&](const QByteArray &path) {
        return ::chown((root / path.constData()).constData(), owner, owner) == 0;
    });
}

} // namespace

// The advice is the same for all files, and never to give a server's files to root.
void TestUserAnalysis::owners_data()
{
    QTest::addColumn<QByteArrayList>(
        "ofServer");                        // owned by the server's uid; the rest belongs to root
    QTest::addColumn<QStringList>("found"); // of user "a"
    const QByteArrayList all{"collections/a", "collections/a/collection.anki2",
                             "collections/a/collection.media"};
    const QByteArrayList others{"collections/b", "collections/b/collection.anki2", "collections/c",
                                "collections/c/collection.anki2"};
    QTest::newRow("all root's") << QByteArrayList() << QStringList();
    QTest::newRow("all the server's") << all + others << QStringList();
    QTest::newRow("one of a server of root's") << all << QStringList();
    QTest::newRow("folder of root") << all.mid(1) + others << QStringList{u"a: 1001"_s};
    QTest::newRow("media folder of root")
        << all.mid(0, 2) + others << QStringList{u"collection.media: 1001"_s};
    QTest::newRow("all of root beside the server's")
        << others
        << QStringList{u"a: 1001"_s, u"collection.anki2: 1001"_s, u"collection.media: 1001"_s};
    QTest::newRow("databases count, not folders")
        << QByteArrayList{others.at(1), others.at(3)} + all << QStringList();
}

void TestUserAnalysis::owners()
{
    QFETCH(QByteArrayList, ofServer);
    QFETCH(QStringList, found);
    if (::geteuid() != 0)
        QSKIP("only root can give files away");
    constexpr uid_t server = 1001;
    const TemporaryRoot root;
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s}) {
        QVERIFY(makePath(root / (u"collections/%1/collection.media"_s.arg(name))));
        QVERIFY(Demo::writeCollection(root / (u"collections/%1/collection.anki2"_s.arg(name)), {}));
    }
    QVERIFY(giveTo(root, ofServer, server));
    AnalysisOptions options;
    options.serverOwners = std::make_shared<const ServerOwners>();
    const auto analysis = analysed(root.path(), "a", options);
    QVERIFY(analysis);
    QStringList advice;
    for (const Problem &problem : analysis->problems) {
        QVERIFY2(!problem.text().contains(u"chown it to 0"_s), qPrintable(problem.text()));
        QCOMPARE(problem.code, Code::ForeignOwner);
        QCOMPARE(problem.count, 0);
        advice.append(problem.subject + u": "_s + QString::number(problem.other));
    }
    QCOMPARE(advice, found);
}

void TestUserAnalysis::ownerOfAnEmptyRoot()
{
    if (::geteuid() != 0)
        QSKIP("only root can give files away");
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"collections/a"_s));
    const auto ask = [&root] {
        return ServerOwners().withoutContainers(DataRoot::open(root.bytes())->users()->first());
    };
    QVERIFY(!ask());
    QVERIFY(giveTo(root, {""}, 1001));
    QVERIFY(ask() && ask()->uid == 1001);
}

// Files that a server leaves or uses are no finding; data that could be lost are.
void TestUserAnalysis::walsOfServers_data()
{
    QTest::addColumn<QString>("folder"); // below the data root
    QTest::addColumn<bool>("isHeld");
    QTest::addColumn<bool>("isFound");
    QTest::newRow("community, killed") << u"collections/user"_s << false << true;
    QTest::newRow("community, at work") << u"collections/user"_s << true << false;
    QTest::newRow("official, stopped") << u"user"_s << false << false;
    QTest::newRow("official, at work") << u"user"_s << true << false;
}

void TestUserAnalysis::walsOfServers()
{
    QFETCH(QString, folder);
    QFETCH(bool, isHeld);
    QFETCH(bool, isFound);
    const TemporaryRoot root;
    const bool isOfficial = folder == u"user"_s;
    const QString user = root / folder;
    QVERIFY(makePath(user + (isOfficial ? u"/media"_s : u"/collection.media"_s)));
    QVERIFY(Demo::writeCollection(user + u"/collection.anki2"_s, {}));
    QVERIFY(Demo::writeMediaDatabase(
        user + (isOfficial ? u"/media.db"_s : u"/collection.media.server.db"_s),
        Demo::MediaDatabaseVersion::Version4, {}));
    QVERIFY(leftBy("crash-wal")(user));
    std::optional<HolderProcess> holder;
    if (isHeld) {
        holder.emplace(u"open"_s, user + u"/collection.anki2"_s);
        QVERIFY(holder->isReady());
    }
    AnalysisOptions options;
    options.openFiles = std::make_shared<const OpenFiles>(OpenFiles::now());
    const auto analysis = analysed(root.path(), "user", options);
    QVERIFY(analysis);
    QCOMPARE(analysis->hasProblem(Code::StaleWal), isFound);
    QCOMPARE(analysis->hasProblem(Code::InUse), isHeld);
    QVERIFY(!analysis->needsAttention());
}

// A check that a writer overtook reports nothing.
void TestUserAnalysis::checkNeverSeesFalseDamage()
{
    const TemporaryRoot root;
    const QString folder = root / u"collections/user"_s;
    Demo::CollectionSpec spec;
    spec.schema = 11;
    spec.notes = spec.cards = 300;
    QVERIFY(makePath(folder) && Demo::writeCollection(at(folder, "collection.anki2"), spec));
    const HolderProcess writer(u"writer"_s, at(folder, "collection.anki2"), {u"delete"_s});
    QVERIFY(writer.isReady());
    AnalysisOptions options;
    options.check = true;
    for (int i = 0; i < 20; ++i) {
        const auto analysis = analysed(root.path(), "user", options);
        QVERIFY(analysis);
        for (const Problem &problem : analysis->problems)
            QVERIFY2(problem.code != Code::Damaged, qPrintable(problem.text()));
    }
}

void TestUserAnalysis::sortsBySeverity()
{
    const TemporaryRoot root;
    const QString folder = root / u"collections/user"_s;
    QVERIFY(makeSound(folder) && file(".nfs1")(folder) && file("collection.anki2.tmp")(folder) &&
            sql("DROP TABLE notes")(folder));
    const auto analysis = analysed(root.path(), "user");
    QCOMPARE(analysis->problems.size(), 3);
    QCOMPARE(analysis->problems.first().severity, Problem::Severity::Error);
    QCOMPARE(analysis->problems.last().severity, Problem::Severity::Note);
}

QTEST_GUILESS_MAIN(TestUserAnalysis)

#include "tst_useranalysis.moc"
