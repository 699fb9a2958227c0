#include "demo/demoroot.h"
#include "demo/mediadatabasewriter.h"
#include "engine/execution.h"
#include "operations/resetplanner.h"
#include "operations/restore.h"
#include "report/operationtext.h"
#include "report/text.h"
#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QTest>
#include <QtEndian>

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

using Outcome = ResetReport::Outcome;

TreeSnapshot treeOf(const QString &folder)
{
    // A rename changes the time of the folder that it happens in.
    return TreeSnapshot::of(folder, TreeSnapshot::WithoutIdentity, {QByteArray()});
}

// "  ✓ Removed collection file: collection.anki2", or with another mark.
QStringList linesWith(const QString &text, const QString &mark)
{
    QStringList lines;
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        if (line.startsWith(QStringLiteral("  ") + mark + QLatin1Char(' ')))
            lines.append(line.mid(4));
    }
    return lines;
}

// As acl(5) and the kernel's posix_acl_xattr.h have it: a user, or a group, besides the owner.
QByteArray aclFor(quint32 user, quint32 group)
{
    struct Item
    {
        quint16 tag;
        quint16 permissions;
        quint32 id;
    };
    constexpr quint32 nobody = 0xffffffff;
    constexpr quint32 version = 2;
    QByteArray bytes;
    const auto add = [&bytes](auto number) {
        number = qToLittleEndian(number);
        bytes.append(reinterpret_cast<const char *>(&number), sizeof number);
    };
    add(version);
    for (const Item &item : {Item{0x01, 6, nobody}, Item{0x02, 5, user}, Item{0x04, 4, nobody},
                             Item{0x08, 7, group}, Item{0x10, 7, nobody}, Item{0x20, 0, nobody}}) {
        add(item.tag);
        add(item.permissions);
        add(item.id);
    }
    return bytes;
}

bool setAttribute(const QByteArray &path, const char *name, const QByteArray &value)
{
    return ::setxattr(path.constData(), name, value.constData(), static_cast<size_t>(value.size()),
                      0) == 0;
}

// Owner, mode with setgid, ACLs of both kinds and an attribute, which nothing would have by itself.
// `id` makes them differ from those of others.
bool dress(const QString &file, quint32 id, mode_t mode)
{
    const QByteArray path = QFile::encodeName(file);
    return ::lchown(path.constData(), id, 65533) == 0 &&
           setAttribute(path, "system.posix_acl_access", aclFor(id + 1, id + 2)) &&
           (!QFileInfo(file).isDir() ||
            setAttribute(path, "system.posix_acl_default", aclFor(id + 3, id + 4))) &&
           setAttribute(path, "user.note", QByteArray::number(id)) &&
           ::chmod(path.constData(), mode) == 0;
}

// A real media database, for one that cannot be read does not come back.
bool writeMediaDatabase(const QString &path)
{
    const QDir media(QFileInfo(path).path() + QStringLiteral("/media"));
    QList<Demo::MediaEntry> entries;
    for (const QFileInfo &file : media.entryInfoList(QDir::Files)) {
        Demo::MediaEntry entry;
        entry.name = file.fileName();
        entry.size = file.size();
        entry.sha1 = QByteArray(20, 's');
        entries.append(entry);
    }
    return Demo::writeMediaDatabase(path, Demo::MediaDatabaseVersion::Version4, entries,
                                    Demo::JournalMode::Delete)
        .has_value();
}

// The databases that come back as one file, and their sidecars.
QByteArrayList foldedFiles(const UserAnalysis &analysis)
{
    QByteArrayList files;
    for (const UserEntry &entry : analysis.entries) {
        const QByteArray &database = entry.artefact.database;
        if (database.isEmpty())
            continue;
        bool isReadable = database == collectionName() && analysis.collection->stats;
        for (const auto &media : analysis.mediaDatabases)
            isReadable = isReadable || (media.name == database && media.stats);
        if (isReadable)
            files += {database, entry.name};
    }
    return files;
}

QStringList figuresOf(const UserAnalysis &analysis)
{
    QStringList figures;
    if (analysis.collection && analysis.collection->stats) {
        const CollectionStats &stats = *analysis.collection->stats;
        figures.append(QStringLiteral("%1 cards, %2 reviews, USN %3")
                           .arg(stats.cards)
                           .arg(stats.reviews)
                           .arg(stats.usn));
    }
    for (const auto &media : analysis.mediaDatabases) {
        if (media.stats)
            figures.append(QStringLiteral("%1 entries, USN %2")
                               .arg(media.stats->entries)
                               .arg(media.stats->usn));
    }
    return figures;
}

} // namespace

// Reset, then restore, of real users in every layout, dressed in everything that a file can have.
class TestRoundTrip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everythingComesBack_data();
    void everythingComesBack();

private:
    bool make(const QString &source);
    bool makeLayout(const QString &folder, const QStringList &names);
    bool dressUser(const QString &path) const;
    void goRound(const UserFolder &user, bool keepMediaFiles);
    void checkFreshFolders(const ResetPlan &plan, const QString &path, const TreeSnapshot &before,
                           const QMap<QByteArray, TreeSnapshot> &media) const;

    std::unique_ptr<TemporaryRoot> m_root;
};

void TestRoundTrip::initTestCase()
{
    const TemporaryRoot root;
    if (::geteuid() != 0)
        QSKIP("only root can give files to others");
    if (!dress(root.path(), 1001, 02775))
        QSKIP("no ACLs or extended attributes here");
}

void TestRoundTrip::everythingComesBack_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<bool>("keepMediaFiles");
    for (const char *source : {"community-at-rest.tar.gz", "community-wal-in-use.tar.gz", "demo",
                               "community", "community, users below", "official",
                               "official, no media folder yet", "legacy", "two layouts", "UUID"}) {
        QTest::addRow("%s", source) << QString::fromLatin1(source) << false;
        QTest::addRow("%s, media kept", source) << QString::fromLatin1(source) << true;
    }
}

bool TestRoundTrip::makeLayout(const QString &folder, const QStringList &names)
{
    const QString user = m_root->path() + QLatin1Char('/') + folder + QLatin1Char('/');
    return std::all_of(names.begin(), names.end(),
                       [&user](const QString &name) {
                           return makePath(QFileInfo(user + name).path()) &&
                                  (name.endsWith(QLatin1Char('/')) ||
                                   writeBytes(user + name, name.toUtf8()));
                       }) &&
           (!names.contains(QStringLiteral("media.db")) ||
            (QFile::remove(user + QStringLiteral("media.db")) &&
             writeMediaDatabase(user + QStringLiteral("media.db"))));
}

bool TestRoundTrip::make(const QString &source)
{
    if (source.endsWith(QStringLiteral(".gz")))
        return m_root->unpack(source);
    if (source == QStringLiteral("demo"))
        return Demo::makeDemoRoot(m_root->path()).has_value();
    const auto list = [](const char *names) {
        return QString::fromLatin1(names).split(QLatin1Char(' '));
    };
    const QStringList community =
        list("collection.anki2 collection.anki2-wal collection.anki2-shm collection.anki2.tmp "
             "collection.media.server.db collection.media.server.db-wal collection.media.db2 "
             "collection.media.server.db.backup collection.media/a.jpg collection.media/b/c.jpg "
             "collection.media/.tmp_x notes.txt other/kept.txt");
    const QStringList official = list("collection.anki2 collection.anki2-wal media.db media.db-wal "
                                      "media/a.jpg media/b.mp3 .tmpAbCdEf");
    const QMap<QString, std::pair<QString, QStringList>> layouts{
        {QStringLiteral("community"), {QStringLiteral("collections/ann"), community}},
        {QStringLiteral("community, users below"),
         {QStringLiteral("collections/users/ann"), community}},
        {QStringLiteral("official"), {QStringLiteral("ann"), official}},
        {QStringLiteral("official, no media folder yet"),
         {QStringLiteral("ann"), list("collection.anki2 media.db")}},
        {QStringLiteral("legacy"),
         {QStringLiteral("ann"),
          list("collection.anki2 collection.media.db2 collection.media/a.jpg "
               "old.tmp")}},
        {QStringLiteral("two layouts"), {QStringLiteral("collections/ann"), community + official}},
        {QStringLiteral("UUID"),
         {QStringLiteral("collections/0f8fad5b-d9cb-469f-a165-70867728950e"), community}}};
    const auto [folder, names] = layouts.value(source);
    return !names.isEmpty() && makeLayout(folder, names);
}

bool TestRoundTrip::dressUser(const QString &path) const
{
    if (!dress(path, 1001, 02775))
        return false;
    quint32 id = 1100;
    QDirIterator entries(path, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    while (entries.hasNext()) {
        const QFileInfo entry(entries.next());
        if (!dress(entry.filePath(), id, entry.isDir() ? 02750 : 0604))
            return false;
        id += 10;
        if (!entry.isDir())
            continue;
        const QFileInfoList files = QDir(entry.filePath()).entryInfoList(QDir::Files);
        if (!files.isEmpty() && !dress(files.first().filePath(), id, 0640))
            return false;
    }
    return true;
}

// Of the old folder's looks, or of the user folder's where there was none, and empty.
void TestRoundTrip::checkFreshFolders(const ResetPlan &plan, const QString &path,
                                      const TreeSnapshot &before,
                                      const QMap<QByteArray, TreeSnapshot> &media) const
{
    for (const PlanStep &step : plan.steps) {
        if (step.kind != PlanStep::Kind::FreshMediaFolder)
            continue;
        const TreeSnapshot fresh =
            TreeSnapshot::of(path + QLatin1Char('/') + QFile::decodeName(step.name),
                             TreeSnapshot::WithoutIdentity, {QByteArray()});
        QCOMPARE(fresh.size(), 1);
        QStringList differences = TreeSnapshot::differences(media.value(step.name, before), fresh);
        differences.removeIf(
            [](const QString &line) { return line.endsWith(QStringLiteral(": gone")); });
        QCOMPARE(differences, QStringList());
    }
}

void TestRoundTrip::goRound(const UserFolder &user, bool keepMediaFiles)
{
    const QString path = user.path();
    QVERIFY(dressUser(path));
    const TreeSnapshot before = treeOf(path);
    QMap<QByteArray, TreeSnapshot> media;
    for (const QByteArray name : {"media", "collection.media"}) {
        if (QFileInfo(path + QLatin1Char('/') + QString::fromLatin1(name)).isDir())
            media.insert(name, treeOf(path + QLatin1Char('/') + QString::fromLatin1(name)));
    }
    const auto analysis = analyse(user, {}, {});
    QVERIFY(analysis);
    const auto plan = planReset(*analysis, {keepMediaFiles});
    QVERIFY(plan);
    const ResetReport report = execute(*plan, {}, {});
    if (plan->steps.isEmpty()) {
        QCOMPARE(report.outcome, Outcome::NothingToDo);
        return;
    }
    QVERIFY2(report.outcome == Outcome::Done,
             report.error ? qPrintable(report.error->message()) : "");
    QVERIFY2(report.warnings.isEmpty(), qPrintable(report.warnings.join(QLatin1Char('\n'))));
    const QStringList planned = linesWith(dryRunText(*plan, {}), QStringLiteral("✓"));
    QCOMPARE(planned.size(), plan->steps.size());
    QCOMPARE(linesWith(resetText(report, {}), QStringLiteral("✓")), planned);
    QVERIFY(!TreeSnapshot::differences(before, treeOf(path)).isEmpty());
    checkFreshFolders(*plan, path, before, media);

    const auto root = DataRoot::open(m_root->bytes());
    const auto found = findRestorePoint(*root, report.restorePoint);
    QVERIFY(found);
    const auto back = planRestore(found->store, found->point);
    QVERIFY(back);
    const ResetReport undo = execute(*back, {}, {});
    QVERIFY2(undo.outcome == Outcome::Done, undo.error ? qPrintable(undo.error->message()) : "");
    // What had a sidecar comes back as one file with the same rows.
    const auto again = analyse(user, {}, {});
    QVERIFY(again);
    QByteArrayList folded = foldedFiles(*analysis);
    // A media database that is missing is made from the media folder that comes back.
    const bool isMadeAgain = analysis->mediaDatabases.isEmpty();
    if (isMadeAgain)
        folded += mediaDatabaseNames(user.layout);
    const QStringList differences =
        TreeSnapshot::differences(before.without(folded), treeOf(path).without(folded));
    QVERIFY2(differences.isEmpty(), qPrintable(differences.join(QLatin1Char('\n'))));
    if (!isMadeAgain)
        QCOMPARE(figuresOf(*again), figuresOf(*analysis));
    QStringList toDo;
    QStringList done;
    for (const PlanStep &step : back->steps) {
        toDo.append(step.toDo());
        done.append(step.done());
    }
    QCOMPARE(linesWith(restoreDryRunText(*back, {}), QStringLiteral("-")), toDo);
    QCOMPARE(linesWith(restoreText(undo, report.restorePoint, {}), QStringLiteral("✓")), done);
}

void TestRoundTrip::everythingComesBack()
{
    QFETCH(QString, source);
    QFETCH(bool, keepMediaFiles);
    m_root = std::make_unique<TemporaryRoot>();
    QVERIFY(make(source));
    const auto root = DataRoot::open(m_root->bytes());
    QVERIFY(root);
    const auto users = root->users();
    QVERIFY(users && !users->isEmpty());
    for (const UserFolder &user : *users) {
        goRound(user, keepMediaFiles);
        if (QTest::currentTestFailed())
            QFAIL(qPrintable(user.displayName()));
    }
}

QTEST_GUILESS_MAIN(TestRoundTrip)
#include "tst_roundtrip.moc"
