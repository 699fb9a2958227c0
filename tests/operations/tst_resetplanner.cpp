#include "operations/resetplanner.h"

#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QFile>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

// In collections/user, or in user for the layouts without collections; folders end with a slash.
bool make(const TemporaryRoot &root, const QString &user, const QByteArrayList &paths)
{
    if (!makePath(root / user))
        return false;
    for (const QByteArray &path : paths) {
        const QString full = root / (user + u'/' + QFile::decodeName(path));
        const bool isFolder = path.endsWith('/');
        if (!makePath(isFolder ? full : full.left(full.lastIndexOf(u'/'))))
            return false;
        if (!isFolder && !writeBytes(full, "12345"))
            return false;
    }
    return true;
}

QStringList shown(const Result<ResetPlan> &plan)
{
    if (!plan)
        return {codeName(plan.error().code)};
    QStringList lines;
    for (const PlanStep &step : plan->steps)
        lines += step.toDo();
    return lines;
}

QStringList kept(const Result<ResetPlan> &plan)
{
    QStringList names;
    for (const UserEntry &entry : plan->kept)
        names += QFile::decodeName(entry.name);
    return names;
}

} // namespace

class TestResetPlanner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void steps_data();
    void steps();
    void refusesLinks();
    void linkedDatabaseGoesAsALink();
    void refusesUnreadable();
    void unlistedMediaFolderIsNotFresh();
    void hasFigures();
    void hasIdentities();
    void wordings();
    void touchesNothing();
};

void TestResetPlanner::steps_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArrayList>("paths");
    QTest::addColumn<bool>("keep");
    QTest::addColumn<QStringList>("expected");
    QTest::addColumn<QStringList>("keptNames");

    const QString community = u"collections/user"_s;
    const QString direct = u"user"_s;
    const auto row = [](const char *name, const QString &user, const QByteArrayList &paths,
                        bool keep, const QStringList &steps, const QStringList &keptNames = {}) {
        QTest::newRow(name) << user << paths << keep << steps << keptNames;
    };
    const QByteArrayList all{"collection.anki2-wal",
                             "collection.anki2",
                             "collection.anki2-shm",
                             "collection.anki2-journal",
                             "collection.media/a",
                             "collection.media/b",
                             "collection.media.server.db",
                             "collection.media.server.db-wal",
                             "collection.media.server.db.backup",
                             "collection.media.db2",
                             "collection.anki2.tmp",
                             "x.bak",
                             "y~",
                             "z.backup",
                             "notes.txt",
                             ".nfs0001",
                             "folder.tmp/inner",
                             ".tmpAbC123",
                             "collection.anki2.bak",
                             "collection.anki2.tmp.bak",
                             "collection.anki2~",
                             "collection.media.db2.backup",
                             "collection.media.server.db.backup.1",
                             "w.tmp",
                             "other/x"};
    const QStringList collection{u"Remove collection file: collection.anki2"_s,
                                 u"Remove collection file: collection.anki2-journal"_s,
                                 u"Remove collection file: collection.anki2-shm"_s,
                                 u"Remove collection file: collection.anki2-wal"_s};
    const QStringList rest{u"Remove media database: collection.media.db2"_s,
                           u"Remove media database: collection.media.server.db"_s,
                           u"Remove media database: collection.media.server.db-wal"_s,
                           u"Remove media database: collection.media.server.db.backup"_s,
                           u"Remove temporary file: collection.anki2.tmp"_s};
    // Copies that somebody made, and the temporary names of other servers.
    const QStringList others{u".nfs0001"_s,
                             u".tmpAbC123"_s,
                             u"collection.anki2.bak"_s,
                             u"collection.anki2.tmp.bak"_s,
                             u"collection.anki2~"_s,
                             u"collection.media.db2.backup"_s,
                             u"collection.media.server.db.backup.1"_s,
                             u"folder.tmp"_s,
                             u"notes.txt"_s,
                             u"other"_s,
                             u"w.tmp"_s,
                             u"x.bak"_s,
                             u"y~"_s,
                             u"z.backup"_s};
    row("community, all of it", community, all, false,
        collection + QStringList(u"Remove media folder with 2 files"_s) + rest +
            QStringList(u"Recreate empty media folder"_s),
        others);
    row("community, media kept", community, all, true,
        collection + QStringList(u"Keep 2 media files"_s) + rest, others);
    const QByteArrayList official{"collection.anki2",
                                  "media/a",
                                  "media.db",
                                  "media.db-wal",
                                  ".tmpAbC123",
                                  ".tmp",
                                  ".tmpAbCd",
                                  ".tmp_AbC12",
                                  "x.tmp",
                                  "collection.anki2.tmp",
                                  "media.db.backup",
                                  "text"};
    const QStringList officialOthers{
        u".tmp"_s, u".tmpAbCd"_s, u".tmp_AbC12"_s, u"collection.anki2.tmp"_s, u"media.db.backup"_s,
        u"text"_s, u"x.tmp"_s};
    const QStringList officialRest{u"Remove media database: media.db"_s,
                                   u"Remove media database: media.db-wal"_s,
                                   u"Remove temporary file: .tmpAbC123"_s};
    row("official, all of it", direct, official, false,
        QStringList{u"Remove collection file: collection.anki2"_s,
                    u"Remove media folder with 1 files"_s} +
            officialRest +
            QStringList{u"Recreate empty media folder"_s,
                        u"Create media database: media.db, continues at USN 1,100,000"_s},
        officialOthers);
    row("official, media kept", direct, official, true,
        QStringList{u"Remove collection file: collection.anki2"_s, u"Keep 1 media files"_s} +
            officialRest + QStringList(u"Rebuild media database: 1 entries"_s),
        officialOthers);
    row("legacy", direct,
        {"collection.anki2", "collection.media/a", "collection.media.db2", "collection.anki2.tmp",
         "x.tmp", "x.bak", ".tmpAbC123"},
        false,
        {u"Remove collection file: collection.anki2"_s, u"Remove media folder with 1 files"_s,
         u"Remove media database: collection.media.db2"_s,
         u"Remove temporary file: collection.anki2.tmp"_s, u"Remove temporary file: x.tmp"_s,
         u"Recreate empty media folder"_s},
        {u".tmpAbC123"_s, u"x.bak"_s});
    row("two layouts", community,
        {"collection.anki2", "collection.media/a", "media/b", "media.db",
         "collection.media.server.db"},
        false,
        {u"Remove collection file: collection.anki2"_s, u"Remove media folder with 1 files"_s,
         u"Remove media folder with 1 files"_s,
         u"Remove media database: collection.media.server.db"_s,
         u"Remove media database: media.db"_s, u"Recreate empty media folder"_s,
         u"Recreate empty media folder"_s,
         u"Create media database: media.db, continues at USN 1,100,000"_s});
    row("empty user", community, {}, false, {});
    row("only a fresh media folder", community, {"collection.media/"}, false, {});
    row("only an empty folder in a media folder", community, {"collection.media/x/"}, false, {});
    row("only media files", community, {"collection.media/a"}, false,
        {u"Remove media folder with 1 files"_s, u"Recreate empty media folder"_s});
    row("only media files, kept", community, {"collection.media/a"}, true, {});
    row("only a collection", community, {"collection.anki2"}, false,
        {u"Remove collection file: collection.anki2"_s, u"Recreate empty media folder"_s});
    row("a fresh folder and a leftover", community, {"collection.media/", "collection.anki2.tmp"},
        false,
        {u"Remove media folder with 0 files"_s, u"Remove temporary file: collection.anki2.tmp"_s,
         u"Recreate empty media folder"_s});
    row("a fresh folder with an unfinished upload", community, {"collection.media/.tmp_1"}, false,
        {u"Remove media folder with 0 files"_s, u"Recreate empty media folder"_s});
    row("orphaned sidecar", community, {"collection.anki2-wal"}, false,
        {u"Remove collection file: collection.anki2-wal"_s, u"Recreate empty media folder"_s});
    row("only strangers", community, {"letter.txt"}, false, {u"unknown-user"_s});
    row("a folder in the collection's place", community, {"collection.anki2/x"}, false,
        {u"Remove collection file: collection.anki2"_s, u"Recreate empty media folder"_s});
    row("names beside", community,
        {"collection.anki2", "collection.anki22", "xcollection.anki2", "collection.anki2-wal2",
         "media.dbx"},
        false, {u"Remove collection file: collection.anki2"_s, u"Recreate empty media folder"_s},
        {u"collection.anki2-wal2"_s, u"collection.anki22"_s, u"media.dbx"_s,
         u"xcollection.anki2"_s});
}

void TestResetPlanner::steps()
{
    QFETCH(QString, user);
    QFETCH(QByteArrayList, paths);
    QFETCH(bool, keep);
    QFETCH(QStringList, expected);
    QFETCH(QStringList, keptNames);
    const TemporaryRoot root;
    QVERIFY(make(root, user, paths));
    const auto analysis = analysed(root.path(), "user");
    const auto plan = analysis ? planReset(*analysis, {keep}) : tl::unexpected(analysis.error());
    QCOMPARE(shown(plan), expected);
    if (plan)
        QCOMPARE(kept(plan), keptNames);
}

void TestResetPlanner::refusesLinks()
{
    const TemporaryRoot root;
    QVERIFY(make(root, u"collections/user"_s, {"collection.anki2"}) &&
            make(root, u"outside"_s, {"a"}));
    QCOMPARE(::symlink("../../outside", (root / "collections/user/collection.media").constData()),
             0);
    QCOMPARE(::symlink("../outside", (root / "collections/linked").constData()), 0);
    for (const bool keep : {false, true}) {
        const auto media = planReset(*analysed(root.path(), "user"), {keep});
        QCOMPARE(shown(media), QStringList(u"link-refused"_s));
        QVERIFY(media.error().path.endsWith(u"collections/user/collection.media"_s));
        QCOMPARE(shown(planReset(*analysed(root.path(), "linked"), {keep})),
                 QStringList(u"link-refused"_s));
    }
}

void TestResetPlanner::linkedDatabaseGoesAsALink()
{
    const TemporaryRoot root;
    QVERIFY(make(root, u"collections/user"_s, {"collection.media/"}) &&
            make(root, u"outside"_s, {"a"}));
    QCOMPARE(::symlink("../../outside/a", (root / "collections/user/collection.anki2").constData()),
             0);
    const auto analysis = analysed(root.path(), "user");
    QVERIFY(analysis->hasProblem(Problem::Code::Link));
    const auto plan = planReset(*analysis, {});
    QCOMPARE(shown(plan).first(), u"Remove collection file: collection.anki2"_s);
    QCOMPARE(plan->steps.first().identity.type, FileStatus::Type::Link);
}

void TestResetPlanner::refusesUnreadable()
{
    const TemporaryRoot root;
    QVERIFY(make(root, u"collections/user"_s, {"collection.anki2"}));
    QCOMPARE(::chmod((root / "collections/user").constData(), 0700), 0);
    const AsNobody nobody;
    if (!nobody.isActive())
        QSKIP("only root can act as somebody else");
    const auto analysis = analysed(root.path(), "user");
    QVERIFY(analysis && !analysis->wasRead);
    QCOMPARE(shown(planReset(*analysis, {})), QStringList(u"no-permission"_s));
}

// What could not be looked into may hold a thousand files.
void TestResetPlanner::unlistedMediaFolderIsNotFresh()
{
    const TemporaryRoot root;
    QVERIFY(make(root, u"collections/user"_s, {"collection.media/a"}));
    QCOMPARE(::chmod((root / "collections/user/collection.media").constData(), 0700), 0);
    const AsNobody nobody;
    if (!nobody.isActive())
        QSKIP("only root can act as somebody else");
    const auto analysis = analysed(root.path(), "user");
    QVERIFY(analysis);
    QVERIFY(!shown(planReset(*analysis, {})).isEmpty());
}

void TestResetPlanner::hasFigures()
{
    const TemporaryRoot root;
    QVERIFY(make(root, u"collections/user"_s,
                 {"collection.anki2", "collection.media/a", "collection.media/sub/b",
                  "collection.media/.tmp_1", "collection.anki2.tmp", "text"}));
    const auto plan = planReset(*analysed(root.path(), "user"), {});
    QCOMPARE(plan->bytes(), 5 * 5);
    const PlanStep media = plan->steps.at(1);
    QCOMPARE(media.kind, PlanStep::Kind::MediaFolder);
    QCOMPARE(media.files, 2); // the unfinished one is none
    QCOMPARE(media.bytes, 15);
    const auto keeping = planReset(*analysed(root.path(), "user"), {true});
    QCOMPARE(keeping->bytes(), 2 * 5);
    QCOMPARE(keeping->files(), 2);
}

void TestResetPlanner::hasIdentities()
{
    const TemporaryRoot root;
    QVERIFY(make(root, u"collections/user"_s,
                 {"collection.anki2", "collection.anki2-wal", "collection.media/a"}));
    const auto plan = planReset(*analysed(root.path(), "user"), {});
    for (const PlanStep &step : plan->steps) {
        struct stat status = {};
        const QByteArray name = "collections/user/" + step.name;
        QCOMPARE(::lstat((root / name.constData()).constData(), &status), 0);
        const bool isFresh = step.kind == PlanStep::Kind::FreshMediaFolder;
        QCOMPARE(step.identity.inode, isFresh ? 0 : quint64(status.st_ino));
        QCOMPARE(step.identity.device, isFresh ? 0 : quint64(status.st_dev));
        if (!isFresh) {
            QCOMPARE(step.identity.size, status.st_size);
            QCOMPARE(step.identity.modified,
                     status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec);
        }
    }
    QCOMPARE(plan->steps.at(1).database, "collection.anki2");
    QVERIFY(plan->folder.inode != 0);
}

void TestResetPlanner::wordings()
{
    PlanStep step{PlanStep::Kind::MediaFolder, "collection.media", 1234, 0, {}, {}};
    QCOMPARE(step.done(), u"Removed media folder with 1,234 files"_s);
    QCOMPARE(step.failed(), u"Failed to remove collection.media"_s);
    step.kind = PlanStep::Kind::KeptMediaFiles;
    QCOMPARE(step.done(), u"Kept 1,234 media files"_s);
    step.kind = PlanStep::Kind::FreshMediaFolder;
    QCOMPARE(step.done(), u"Recreated empty media folder"_s);
    step.kind = PlanStep::Kind::TemporaryFile;
    step.name = "a%1\n.tmp";
    QCOMPARE(step.done(), u"Removed temporary file: a%1\\n.tmp"_s);
    step.kind = PlanStep::Kind::MediaDatabase;
    step.name = "media.db";
    QCOMPARE(step.toDo(), u"Remove media database: media.db"_s);
    step.kind = PlanStep::Kind::CollectionFile;
    QCOMPARE(step.done(), u"Removed collection file: media.db"_s);
}

void TestResetPlanner::touchesNothing()
{
    const TemporaryRoot root;
    QVERIFY(root.unpack(u"community-wal-in-use.tar.gz"_s));
    const auto before = TreeSnapshot::of(root.path());
    const auto plan = planReset(*analysed(root.path(), "alice"), {});
    QCOMPARE(plan->files(), 62);
    QCOMPARE(plan->bytes(), 372'028);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.path())), QStringList());
}

QTEST_GUILESS_MAIN(TestResetPlanner)

#include "tst_resetplanner.moc"
