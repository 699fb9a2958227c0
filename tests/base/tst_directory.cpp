#include "base/directory.h"

#include "support/files.h"
#include "support/temporaryroot.h"

#include <QFile>
#include <QSet>
#include <QTest>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

class TestDirectory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void singleNames_data();
    void singleNames();
    void neverLeavesTheFolder_data();
    void neverLeavesTheFolder();
    void checksTheType_data();
    void checksTheType();
    void longestName();
    void leavesTheAccessTime();
    void listsAllOnce();
    void stopsListing();
    void staysAtItsFolder();
    void refusesOthers();
    void renamesNeverReplace();
};

void TestDirectory::singleNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("is");

    QTest::newRow("plain") << "a"_ba << true;
    QTest::newRow("three dots") << "..."_ba << true;
    QTest::newRow("hidden") << ".a"_ba << true;
    QTest::newRow("option") << "-rf"_ba << true;
    QTest::newRow("invalid UTF-8") << "\xff"_ba << true;
    QTest::newRow("empty") << ""_ba << false;
    QTest::newRow("null") << QByteArray() << false;
    QTest::newRow("dot") << "."_ba << false;
    QTest::newRow("dot dot") << ".."_ba << false;
    QTest::newRow("slash") << "a/b"_ba << false;
    QTest::newRow("trailing slash") << "a/"_ba << false;
    QTest::newRow("absolute") << "/etc"_ba << false;
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << false;
}

void TestDirectory::singleNames()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, is);
    QCOMPARE(isSingleName(name), is);
}

void TestDirectory::neverLeavesTheFolder_data()
{
    singleNames_data();
}

void TestDirectory::neverLeavesTheFolder()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, is);
    if (is)
        return;
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"inner/a"_s));
    QVERIFY(writeBytes(root / u"inner/a/b"_s, "x"));
    const auto inner = Directory::open(root.bytes() + "/inner");
    QVERIFY(inner);
    QCOMPARE(inner->openFile(name).error().code, Error::Code::DoesNotExist);
    QCOMPARE(inner->openFileForWriting(name).error().code, Error::Code::DoesNotExist);
    QCOMPARE(inner->openFolder(name).error().code, Error::Code::DoesNotExist);
    QCOMPARE(inner->status(name).error().code, Error::Code::DoesNotExist);
    QVERIFY(!inner->makeFolder(name, 0700));
    QVERIFY(!inner->writeNewFile(name, "x", 0600));
    QVERIFY(!inner->removeFile(name));
    QVERIFY(!inner->removeEmptyFolder(name));
    QVERIFY(!inner->rename(name, *inner, "c"));
    QVERIFY(!inner->rename("a", *inner, name));
    QVERIFY(!inner->renameReplacing("a", *inner, name));
    QVERIFY(QFile::exists(root / u"inner/a/b"_s));
}

void TestDirectory::checksTheType_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("asFile");
    QTest::addColumn<QString>("asFolder");

    const QString ok = u"ok"_s;
    QTest::newRow("file") << "file"_ba << ok << u"not-a-folder"_s;
    QTest::newRow("folder") << "folder"_ba << u"not-a-file"_s << ok;
    QTest::newRow("link to a file") << "filelink"_ba << u"link-refused"_s << u"link-refused"_s;
    QTest::newRow("link to a folder") << "folderlink"_ba << u"link-refused"_s << u"link-refused"_s;
    QTest::newRow("dangling link") << "dangling"_ba << u"link-refused"_s << u"link-refused"_s;
    QTest::newRow("link to itself") << "loop"_ba << u"link-refused"_s << u"link-refused"_s;
    QTest::newRow("FIFO") << "fifo"_ba << u"not-a-file"_s << u"not-a-folder"_s;
    QTest::newRow("socket") << "socket"_ba << u"not-a-file"_s << u"not-a-folder"_s;
    QTest::newRow("nothing") << "nothing"_ba << u"does-not-exist"_s << u"does-not-exist"_s;
    QTest::newRow("256 bytes") << QByteArray(256, 'x') << u"system"_s << u"system"_s;
}

void TestDirectory::checksTheType()
{
    const TemporaryRoot root;
    QVERIFY(writeBytes(root / u"file"_s, "content"));
    QVERIFY(makePath(root / u"folder"_s));
    const auto link = [&root](const char *target, const char *name) {
        return ::symlink(target, (root / name).constData()) == 0;
    };
    QVERIFY(link("file", "filelink") && link("folder", "folderlink") && link("none", "dangling"));
    QVERIFY(link("loop", "loop"));
    QCOMPARE(::mkfifo((root / "fifo").constData(), 0666), 0);
    const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address = {AF_UNIX, {}};
    qstrncpy(address.sun_path, (root / "socket").constData(), sizeof(address.sun_path));
    QCOMPARE(::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof(address)),
             0);

    QFETCH(QByteArray, name);
    QFETCH(QString, asFile);
    QFETCH(QString, asFolder);
    const auto directory = Directory::open(root.bytes());
    QVERIFY(directory);
    const auto outcome = [](const auto &result) {
        return result ? u"ok"_s : codeName(result.error().code);
    };
    QCOMPARE(outcome(directory->openFile(name)), asFile);
    QCOMPARE(outcome(directory->openFileForWriting(name)), asFile);
    QCOMPARE(outcome(directory->openFolder(name)), asFolder);
    QVERIFY(directory->openFile(name).has_value() == (asFile == u"ok"_s));
}

void TestDirectory::longestName()
{
    const TemporaryRoot root;
    const QByteArray name(255, '\xe4');
    const auto directory = Directory::open(root.bytes());
    QVERIFY(directory && directory->writeNewFile(name, "x", 0600));
    QCOMPARE(directory->entries()->first().name, name);
    QVERIFY(directory->openFile(name));
    QCOMPARE(directory->status(name)->size, 1);
    QVERIFY(directory->removeFile(name));
}

void TestDirectory::leavesTheAccessTime()
{
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"folder/inner"_s));
    QVERIFY(writeBytes(root / u"folder/file"_s, "content"));
    const timespec longAgo[2] = {{1000, 0}, {2000, 0}};
    const auto atime = [&root](const char *name) {
        struct stat status = {};
        return ::stat((root / name).constData(), &status) == 0 ? status.st_atim.tv_sec : -1;
    };
    for (const char *name : {"folder/file", "folder/inner", "folder"})
        QCOMPARE(::utimensat(AT_FDCWD, (root / name).constData(), longAgo, 0), 0);

    const auto directory = Directory::open(root.bytes() + "/folder");
    QVERIFY(directory && directory->entries() && directory->openFolder("inner")->entries());
    QVERIFY(directory->reopened()->entries());
    QVERIFY(directory->openFolder("inner")->openParent()->entries());
    const auto file = directory->openFile("file");
    QVERIFY(file);
    std::array<char, 10> buffer = {};
    QCOMPARE(::read(file->get(), buffer.data(), buffer.size()), 7);
    for (const char *name : {"folder/file", "folder/inner", "folder"})
        QCOMPARE(atime(name), 1000);
}

void TestDirectory::listsAllOnce()
{
    // More entries than one buffer of getdents() can hold.
    const TemporaryRoot root;
    constexpr int count = 3000;
    for (int i = 0; i < count; ++i)
        QVERIFY(writeBytes(root / u"a-name-of-some-length-%1"_s.arg(i), {}));
    const auto directory = Directory::open(root.bytes());
    QVERIFY(directory);
    for (int again = 0; again < 2; ++again) {
        QSet<QByteArray> seen;
        const auto entries = directory->entries();
        QVERIFY(entries);
        for (const DirectoryEntry &entry : *entries)
            seen.insert(entry.name);
        QCOMPARE(entries->size(), count);
        QCOMPARE(seen.size(), count);
    }
}

void TestDirectory::stopsListing()
{
    const TemporaryRoot root;
    QVERIFY(writeBytes(root / u"a"_s, {}) && writeBytes(root / u"b"_s, {}));
    const auto directory = Directory::open(root.bytes());
    int calls = 0;
    QVERIFY(directory->forEachEntry([&calls](const DirectoryEntry &) { return ++calls < 1; }));
    QCOMPARE(calls, 1);
}

void TestDirectory::staysAtItsFolder()
{
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"a"_s) && writeBytes(root / u"a/mine"_s, "x"));
    const auto directory = Directory::open(root.bytes() + "/a");
    QVERIFY(QFile::rename(root / u"a"_s, root / u"b"_s));
    QVERIFY(makePath(root / u"a"_s) && writeBytes(root / u"a/other"_s, "x"));
    QVERIFY(directory->openFile("mine"));
    QCOMPARE(directory->openFile("other").error().code, Error::Code::DoesNotExist);
    QVERIFY(directory->reopened()->openFile("mine"));
}

void TestDirectory::refusesOthers()
{
    const TemporaryRoot root;
    QVERIFY(makePath(root / u"closed"_s) && writeBytes(root / u"file"_s, "x"));
    QCOMPARE(::chmod((root / "closed").constData(), 0700), 0);
    QCOMPARE(::chmod((root / "file").constData(), 0640), 0);
    const auto directory = Directory::open(root.bytes());
    const AsNobody nobody;
    if (!nobody.isActive())
        QSKIP("only root can act as somebody else");
    QCOMPARE(directory->openFolder("closed").error().code, Error::Code::NoPermission);
    QCOMPARE(directory->openFile("file").error().code, Error::Code::NoPermission);
    QCOMPARE(Directory::open(root.bytes() + "/closed").error().code, Error::Code::NoPermission);
    QCOMPARE(Directory::open(root.bytes() + "/closed/x").error().code, Error::Code::NoPermission);
    // A file of another user is read too, but gets a new access time.
    QCOMPARE(::chmod((root / "file").constData(), 0644), -1);
    QVERIFY(directory->entries());
}

void TestDirectory::renamesNeverReplace()
{
    const TemporaryRoot root;
    QVERIFY(writeBytes(root / u"a"_s, "a") && writeBytes(root / u"b"_s, "b"));
    const auto directory = Directory::open(root.bytes());
    QCOMPARE(directory->rename("a", *directory, "b").error().code, Error::Code::Exists);
    QCOMPARE(readBytes(root / u"b"_s), "b");
    QCOMPARE(directory->writeNewFile("b", "x", 0600).error().code, Error::Code::Exists);
    QCOMPARE(directory->makeFolder("b", 0700).error().code, Error::Code::Exists);
    QVERIFY(directory->rename("a", *directory, "c"));
    QCOMPARE(readBytes(root / u"c"_s), "a");
}

QTEST_GUILESS_MAIN(TestDirectory)

#include "tst_directory.moc"
