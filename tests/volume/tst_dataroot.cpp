#include "volume/dataroot.h"

#include "support/files.h"
#include "support/temporaryroot.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

// Makes files, or folders where the name ends with a slash.
bool make(const TemporaryRoot &root, const QByteArrayList &paths)
{
    for (const QByteArray &path : paths) {
        const QString full = root / QFile::decodeName(path);
        const bool isFolder = path.endsWith('/');
        if (!makePath(isFolder ? full : full.left(full.lastIndexOf(u'/'))))
            return false;
        if (!isFolder && !writeBytes(full, "x"))
            return false;
    }
    return true;
}

// "name layout [artefacts' layouts]", or the error's code.
QStringList shown(const Result<QList<UserFolder>> &users)
{
    if (!users)
        return {codeName(users.error().code)};
    QStringList lines;
    for (const UserFolder &user : *users) {
        QString line = user.displayName() + u' ' + layoutName(user.layout);
        if (user.layouts != Layouts(user.layout))
            line += u" ["_s + layoutNames(user.layouts) + u']';
        if (user.kind != UserFolder::Kind::Folder)
            line += user.kind == UserFolder::Kind::Link ? u" link"_s : u" unreadable"_s;
        lines += line;
    }
    return lines;
}

} // namespace

class TestDataRoot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsUsers_data();
    void findsUsers();
    void leadsToTheSameRoot_data();
    void leadsToTheSameRoot();
    void followsLinksToTheRootOnly();
    void distinguishesFailures_data();
    void distinguishesFailures();
    void reportsNoPermission();
    void refusesADesktopsFolder_data();
    void refusesADesktopsFolder();
    void unreadableUser();
    void findsByNameOnly_data();
    void findsByNameOnly();
    void hostileNames();
    void userTwice();
    void uuids_data();
    void uuids();
    void noticesAnotherFolder();
};

void TestDataRoot::findsUsers_data()
{
    QTest::addColumn<QByteArrayList>("paths");
    QTest::addColumn<QString>("given");
    QTest::addColumn<QStringList>("users");

    const auto row = [](const char *name, const QByteArrayList &paths, const QStringList &users,
                        const QString &given = {}) {
        QTest::newRow(name) << paths << given << users;
    };
    row("community, v4", {"collections/a/collection.anki2", "collections/a/collection.media/"},
        {u"a community"_s});
    row("community by its server's media database", {"collections/a/collection.media.server.db"},
        {u"a community"_s});
    row("community by a client's media database", {"collections/a/collection.media.db2"},
        {u"a community"_s});
    row("community, users/",
        {"collections/users/b/collection.anki2", "collections/users/b/collection.media/"},
        {u"b community"_s});
    row("community, both places",
        {"collections/a/collection.media/", "collections/users/b/collection.media/"},
        {u"a community"_s, u"b community"_s});
    row("official", {"a/collection.anki2", "a/media/x"}, {u"a official"_s});
    row("official by its media database", {"a/media.db"}, {u"a official"_s});
    row("legacy", {"a/collection.anki2", "a/collection.media/"}, {u"a legacy"_s});
    row("the majority's layout",
        {"a/media.db", "b/media/", "c/collection.media/", "d/collection.anki2"},
        {u"a official"_s, u"b official"_s, u"c legacy"_s, u"d official [] "_s.trimmed()});
    row("the layout that was given", {"a/collection.anki2"}, {u"a legacy []"_s}, u"legacy"_s);
    row("neither told nor given", {"a/collection.anki2"}, {u"a official []"_s});
    row("below collections only a collection", {"collections/a/collection.anki2"},
        {u"a community []"_s});
    row("two layouts", {"collections/a/collection.media/", "collections/a/media.db"},
        {u"a community [community, official]"_s});
    row("no users beside users",
        {"collections/a/collection.media/", "collections/lost+found/collection.anki2",
         "collections/.hidden/collection.anki2", "collections/file", "collections/other/photo.jpg"},
        {u"a community"_s});
    row("empty folders where users stand", {"collections/a/"}, {u"a community []"_s});
    row("empty folder beside a user", {"a/media.db", "b/"}, {u"a official"_s, u"b official []"_s});
    row("empty folders alone may be anybody's", {"bin/", "etc/"}, {u"no-users"_s});
    row("a folder of other things", {"a/photo.jpg", "b/letter.txt"}, {u"no-users"_s});
    row("nothing", {}, {u"no-users"_s});
    row("empty collections", {"collections/"}, {u"no-users"_s});
    row("users beside collections", {"collections/a/collection.media/", "b/media.db", "data/"},
        {u"a community"_s, u"b official"_s});
    row("a user called collections", {"collections/collection.anki2", "collections/media/"},
        {u"collections official"_s});
    row("a user called users",
        {"collections/users/collection.anki2", "collections/users/collection.media/"},
        {u"users community"_s});
    row("users called like artefacts",
        {"collections/media/collection.anki2", "collections/collection.media/media.db"},
        {u"collection.media official"_s, u"media official []"_s});
    row("only sidecars", {"collections/a/collection.anki2-wal"}, {u"a community []"_s});
    row("only temporaries is not known to be a user's", {"a/x.tmp"}, {u"no-users"_s});
    row("ordered by bytes",
        {"collections/b/collection.media/", "collections/B/collection.media/",
         "collections/ä/collection.media/", "collections/a/collection.media/"},
        {u"B community"_s, u"a community"_s, u"b community"_s, u"ä community"_s});
}

void TestDataRoot::findsUsers()
{
    QFETCH(QByteArrayList, paths);
    QFETCH(QString, given);
    QFETCH(QStringList, users);
    const TemporaryRoot root;
    QVERIFY(make(root, paths));
    DataRoot::Options options;
    options.layout = layoutFromName(given);
    const auto opened = DataRoot::open(root.bytes(), options);
    QVERIFY(opened);
    QCOMPARE(shown(opened->users()), users);
}

void TestDataRoot::leadsToTheSameRoot_data()
{
    QTest::addColumn<QByteArray>("path");

    QTest::newRow("root") << ""_ba;
    QTest::newRow("trailing slash") << "/"_ba;
    QTest::newRow("collections") << "/collections"_ba;
    QTest::newRow("collections with slash") << "/collections/"_ba;
    QTest::newRow("users") << "/collections/users"_ba;
    QTest::newRow("by dots") << "/collections/users/../../collections/."_ba;
}

void TestDataRoot::leadsToTheSameRoot()
{
    QFETCH(QByteArray, path);
    const TemporaryRoot root;
    QVERIFY(make(root, {"collections/a/collection.media/", "collections/users/b/media.db"}));
    const auto opened = DataRoot::open(root.bytes() + path);
    QVERIFY(opened);
    QCOMPARE(QFileInfo(opened->path()).canonicalFilePath(), root.path());
    QCOMPARE(shown(opened->users()), QStringList({u"a community"_s, u"b official"_s}));
}

void TestDataRoot::followsLinksToTheRootOnly()
{
    const TemporaryRoot root;
    QVERIFY(make(root, {"real/collections/a/collection.media/", "outside/collection.anki2",
                        "evil/x/collection.anki2", "linked/b/media.db"}));
    const auto link = [&root](const char *target, const char *name) {
        return ::symlink(target, (root / name).constData()) == 0;
    };
    QVERIFY(link("real", "data") && link("../../outside", "real/collections/z"));
    QVERIFY(link("../evil", "linked/collections"));
    QCOMPARE(shown(DataRoot::open(root.bytes() + "/data")->users()),
             QStringList({u"a community"_s, u"z community [] link"_s}));
    const auto user = DataRoot::open(root.bytes() + "/data")->user("z");
    QCOMPARE(user->open().error().code, Error::Code::LinkRefused);
    // A link instead of collections/ is not followed.
    for (const QString &line : shown(DataRoot::open(root.bytes() + "/linked")->users()))
        QVERIFY2(!line.startsWith(u"x "), qPrintable(line));
}

void TestDataRoot::distinguishesFailures_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("code");

    QTest::newRow("missing") << "/missing"_ba << u"does-not-exist"_s;
    QTest::newRow("below a missing one") << "/missing/x"_ba << u"does-not-exist"_s;
    QTest::newRow("file") << "/file"_ba << u"not-a-folder"_s;
    QTest::newRow("dangling link") << "/dangling"_ba << u"does-not-exist"_s;
    QTest::newRow("folder without users") << "/folder"_ba << u"no-users"_s;
}

void TestDataRoot::distinguishesFailures()
{
    QFETCH(QByteArray, path);
    QFETCH(QString, code);
    const TemporaryRoot root;
    QVERIFY(make(root, {"file", "folder/x/y"}));
    QCOMPARE(::symlink("none", (root / "dangling").constData()), 0);
    const auto opened = DataRoot::open(root.bytes() + path);
    const auto users = opened ? opened->users() : tl::unexpected(opened.error());
    QCOMPARE(shown(users), QStringList(code));
    QVERIFY(users.error().message().contains(root.path() + QString::fromLatin1(path)));
    QCOMPARE(DataRoot::open("").error().code, Error::Code::DoesNotExist);
    QCOMPARE(DataRoot::open(QByteArray("/tmp\0x", 6)).error().code, Error::Code::DoesNotExist);
}

void TestDataRoot::reportsNoPermission()
{
    const TemporaryRoot root;
    QVERIFY(make(root, {"closed/collections/a/media.db", "half/collections/a/media.db"}));
    QCOMPARE(::chmod((root / "closed").constData(), 0700), 0);
    QCOMPARE(::chmod((root / "half/collections").constData(), 0700), 0);
    const AsNobody nobody;
    if (!nobody.isActive())
        QSKIP("only root can act as somebody else");
    QCOMPARE(DataRoot::open(root.bytes() + "/closed").error().code, Error::Code::NoPermission);
    QCOMPARE(DataRoot::open(root.bytes() + "/half").error().code, Error::Code::NoPermission);
    QCOMPARE(DataRoot::open(root.bytes() + "/closed/collections").error().code,
             Error::Code::NoPermission);
}

void TestDataRoot::refusesADesktopsFolder_data()
{
    QTest::addColumn<QByteArrayList>("paths");
    QTest::addColumn<QByteArray>("given"); // below the temporary folder
    QTest::addColumn<QString>("mark");     // empty: it is a data root
    const QByteArrayList profile{"User 1/collection.anki2", "User 1/collection.media/a.jpg"};
    const auto row = [](const char *name, const QByteArrayList &paths, const QString &mark,
                        const QByteArray &given = {}) {
        QTest::newRow(name) << paths << given << mark;
    };
    row("today's", profile + QByteArrayList{"prefs21.db", "addons21/"}, u"prefs21.db"_s);
    row("of Anki 2.0", profile + QByteArrayList{"prefs.db", "addons/"}, u"prefs.db"_s);
    row("without preferences", profile + QByteArrayList{"addons21/123/meta.json"}, u"addons21"_s);
    row("in the place of collections",
        {"collections/User 1/collection.anki2", "collections/prefs21.db"}, u"prefs21.db"_s);
    row("in the place of users",
        {"collections/users/User 1/collection.anki2", "collections/users/addons21/"},
        u"addons21"_s);
    row("beside a server's users", {"a/media.db", "prefs21.db"}, u"prefs21.db"_s);
    row("named by its inner folder",
        {"collections/User 1/collection.anki2", "collections/prefs21.db"}, u"prefs21.db"_s,
        "/collections");
    row("users of such names", {"addons21/collection.anki2", "prefs21.db/media.db"}, {});
    row("without any mark", profile, {});
}

// Its collections may be the only copies.
void TestDataRoot::refusesADesktopsFolder()
{
    QFETCH(QByteArrayList, paths);
    QFETCH(QByteArray, given);
    QFETCH(QString, mark);
    const TemporaryRoot root;
    QVERIFY(make(root, paths));
    const auto opened = DataRoot::open(root.bytes() + given);
    QCOMPARE(opened.has_value(), mark.isEmpty());
    if (opened)
        return;
    QCOMPARE(opened.error().code, Error::Code::DesktopFolder);
    QCOMPARE(opened.error().detail, mark);
    QVERIFY(opened.error().message().contains(u"desktop program"_s));
}

void TestDataRoot::unreadableUser()
{
    const TemporaryRoot root;
    QVERIFY(make(root, {"collections/a/collection.media/", "collections/b/collection.anki2"}));
    QCOMPARE(::chmod((root / "collections/b").constData(), 0700), 0);
    const AsNobody nobody;
    if (!nobody.isActive())
        QSKIP("only root can act as somebody else");
    QCOMPARE(shown(DataRoot::open(root.bytes())->users()),
             QStringList({u"a community"_s, u"b community [] unreadable"_s}));
}

void TestDataRoot::findsByNameOnly_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("code");

    const QString unknown = u"unknown-user"_s;
    QTest::newRow("exact") << "alice"_ba << QString();
    QTest::newRow("displayed form") << "b\\xff"_ba << QString();
    QTest::newRow("bytes") << "b\xff"_ba << QString();
    QTest::newRow("empty") << ""_ba << unknown;
    QTest::newRow("dot") << "."_ba << unknown;
    QTest::newRow("dot dot") << ".."_ba << unknown;
    QTest::newRow("path") << "alice/collection.media"_ba << unknown;
    QTest::newRow("trailing slash") << "alice/"_ba << unknown;
    QTest::newRow("climbing") << "../collections/alice"_ba << unknown;
    QTest::newRow("absolute") << "/etc"_ba << unknown;
    QTest::newRow("NUL") << QByteArray("alice\0", 6) << unknown;
    QTest::newRow("other case") << "Alice"_ba << unknown;
    QTest::newRow("hidden") << ".hidden"_ba << unknown;
    QTest::newRow("part") << "alic"_ba << unknown;
}

void TestDataRoot::findsByNameOnly()
{
    QFETCH(QByteArray, name);
    QFETCH(QString, code);
    const TemporaryRoot root;
    QVERIFY(make(root,
                 {"collections/alice/collection.media/", "collections/.hidden/collection.media/"}));
    QCOMPARE(::mkdir((root / "collections/b\xff").constData(), 0755), 0);
    const auto user = DataRoot::open(root.bytes())->user(name);
    QCOMPARE(user ? QString() : codeName(user.error().code), code);
    if (!user)
        QVERIFY(user.error().message().contains(root / u"collections"_s));
}

void TestDataRoot::hostileNames()
{
    const QByteArrayList names{"-x",        "\x1b[31mred",
                               "a\nb",      "a\xff",
                               "<b>x",      "\xe2\x80\xaetxt",
                               "a b",       "$(reboot)",
                               "'\"`\\",    QByteArray(255, 'y'),
                               "%1%2",      "*",
                               "\xc0\xaf",  "...",
                               "users.bak", "collection.anki2"};
    const TemporaryRoot root;
    QVERIFY(make(root, {"collections/"}));
    for (const QByteArray &name : names) {
        const QByteArray folder = root.bytes() + "/collections/" + name;
        QCOMPARE(::mkdir(folder.constData(), 0755), 0);
        const QByteArray media = folder + "/collection.media";
        QCOMPARE(::mkdir(media.constData(), 0755), 0);
    }
    const auto opened = DataRoot::open(root.bytes());
    // All except the hidden one. A user's folder may have the name of a file.
    const qsizetype expected = names.size() - 1;
    if (const auto users = opened->users()) {
        QCOMPARE(users->size(), expected);
        for (const UserFolder &user : *users) {
            QCOMPARE(opened->user(user.name)->inode, user.inode);
            QCOMPARE(opened->user(user.displayName().toUtf8())->inode, user.inode);
            QVERIFY(!user.displayName().contains(u'\n'));
            QVERIFY(!user.displayName().contains(u'\x1b'));
            QVERIFY(user.open());
        }
    } else {
        QFAIL(qPrintable(users.error().message()));
    }
}

void TestDataRoot::userTwice()
{
    const TemporaryRoot root;
    QVERIFY(make(root, {"collections/a/collection.media/", "collections/users/a/collection.media/",
                        "a/media.db", "collections/b/collection.media/"}));
    const auto opened = DataRoot::open(root.bytes());
    QCOMPARE(shown(opened->users()).filter(u"a "_s).size(), 3);
    QCOMPARE(opened->user("a").error().code, Error::Code::AmbiguousUser);
    QVERIFY(opened->user("b"));
}

void TestDataRoot::uuids_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("is");

    QTest::newRow("uuid") << "0b8a4b1e-5e0f-4a53-9c55-3f0d4ae6f1aa"_ba << true;
    QTest::newRow("upper case") << "0B8A4B1E-5E0F-4A53-9C55-3F0D4AE6F1AA"_ba << false;
    QTest::newRow("braces") << "{0b8a4b1e-5e0f-4a53-9c55-3f0d4ae6f1aa}"_ba << false;
    QTest::newRow("no dashes") << "0b8a4b1e5e0f4a539c553f0d4ae6f1aa"_ba << false;
    QTest::newRow("36 others") << QByteArray(36, 'g') << false;
    QTest::newRow("36 invalid") << QByteArray(36, '\xff') << false;
    QTest::newRow("name") << "alice"_ba << false;
}

void TestDataRoot::uuids()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, is);
    UserFolder user;
    user.name = name;
    QCOMPARE(user.isUuid(), is);
}

void TestDataRoot::noticesAnotherFolder()
{
    const TemporaryRoot root;
    QVERIFY(make(root, {"collections/a/collection.media/"}));
    const auto user = DataRoot::open(root.bytes())->user("a");
    QVERIFY(user->open());
    QVERIFY(QFile::rename(root / u"collections/a"_s, root / u"collections/b"_s));
    QCOMPARE(user->open().error().code, Error::Code::DoesNotExist);
    QVERIFY(make(root, {"collections/a/collection.media/"}));
    QCOMPARE(user->open().error().code, Error::Code::Changed);
}

QTEST_GUILESS_MAIN(TestDataRoot)

#include "tst_dataroot.moc"
