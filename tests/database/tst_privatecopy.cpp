#include "database/privatecopy.h"

#include "base/linktarget.h"
#include "database/database.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QFile>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

class TestPrivateCopy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void smallOneIsInMemory();
    void largeOneIsInTheTemporaryFolder();
    void largeOneNeedsRoom();
    void holesNeedNoRoom();
    void hotJournalCostsNoCopy();

private:
    static constexpr qint64 large = 65LL * 1024 * 1024;
    QString path() const { return *m_root / u"collection.anki2"_s; }
    // Grows the file to at least this size, with or without data at the end.
    bool grow(qint64 size, bool isSparse) const;
    Result<DatabaseSource> copy() const;
    static QByteArray placeOf(const FileDescriptor &file)
    {
        return linkTarget("/proc/self/fd/" + QByteArray::number(file.get()));
    }

    std::unique_ptr<TemporaryRoot> m_root;
};

void TestPrivateCopy::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QCOMPARE(runSql(path(), "CREATE TABLE t (n); INSERT INTO t VALUES (7)"), QString());
}

void TestPrivateCopy::cleanup()
{
    qunsetenv("TMPDIR");
}

bool TestPrivateCopy::grow(qint64 size, bool isSparse) const
{
    QFile file(path());
    if (!file.open(QIODevice::ReadWrite))
        return false;
    if (isSparse)
        return file.resize(size);
    const QByteArray part(1024 * 1024, 'x');
    for (file.seek(file.size()); file.pos() < size;) {
        if (file.write(part) != part.size())
            return false;
    }
    return true;
}

Result<DatabaseSource> TestPrivateCopy::copy() const
{
    const auto folder = Directory::open(m_root->bytes());
    ASSIGN_OR_RETURN(const StampedSource opened, openStamped(*folder, "collection.anki2"));
    return privateCopyOf(opened.source, path(), {});
}

void TestPrivateCopy::smallOneIsInMemory()
{
    const auto source = copy();
    QVERIFY(source);
    QVERIFY2(placeOf(source->main).startsWith("/memfd:"), placeOf(source->main).constData());
}

void TestPrivateCopy::largeOneIsInTheTemporaryFolder()
{
    const TemporaryRoot temporary;
    qputenv("TMPDIR", temporary.bytes());
    if (!grow(large, false))
        QSKIP("there is no room for 65 MB here");
    const auto source = copy();
    if (!source && source.error().code == Error::Code::NoSpace)
        QSKIP("there is no room for 130 MB here");
    QVERIFY2(source, source ? "" : qPrintable(source.error().message()));
    QVERIFY2(placeOf(source->main).startsWith(QByteArray(temporary.bytes() + '/')),
             placeOf(source->main).constData());
    QVERIFY(placeOf(source->main).endsWith(" (deleted)"));
    QCOMPARE(TreeSnapshot::of(temporary.bytes()).size(), 1); // the folder itself
}

void TestPrivateCopy::largeOneNeedsRoom()
{
    const TemporaryRoot temporary;
    const Mounted mount({u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=1m"_s, u"none"_s}, temporary.path());
    if (!mount.isActive())
        QSKIP("mounting is not allowed here");
    qputenv("TMPDIR", temporary.bytes());
    if (!grow(large, false))
        QSKIP("there is no room for 65 MB here");
    const auto source = copy();
    QVERIFY(!source);
    QCOMPARE(source.error().code, Error::Code::NoSpace);
    QVERIFY2(source.error().message().contains(u"TMPDIR"_s), qPrintable(source.error().message()));
}

void TestPrivateCopy::holesNeedNoRoom()
{
    if (!grow(large * 1024, true))
        QSKIP("the file system has no holes");
    const auto source = copy();
    QVERIFY2(source, source ? "" : qPrintable(source.error().message()));
    QVERIFY2(placeOf(source->main).startsWith("/memfd:"), placeOf(source->main).constData());
}

// An interrupted transaction changed few pages of a large database.
void TestPrivateCopy::hotJournalCostsNoCopy()
{
    QCOMPARE(runSql(path(), "CREATE TABLE big (b); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL "
                            "SELECT x + 1 FROM c LIMIT 16) INSERT INTO big SELECT "
                            "randomblob(1000000) FROM c"),
             QString());
    const HolderProcess holder(u"crash-journal"_s, path());
    QVERIFY(holder.isReady());
    const TreeSnapshot before = TreeSnapshot::of(m_root->path());
    const auto folder = Directory::open(m_root->bytes());
    const auto bytesRead = [] {
        for (const QByteArray &line : readBytes(u"/proc/thread-self/io"_s).split('\n')) {
            if (line.startsWith("rchar: "))
                return line.mid(7).toLongLong();
        }
        return -1LL;
    };
    const qint64 start = bytesRead();
    if (start < 0)
        QSKIP("the kernel does not count what is read");
    QString rows;
    const auto read = readDatabase(*folder, "collection.anki2", {}, {}, [&](Database &database) {
        const auto row = database.firstRow(u"SELECT n, (SELECT count(*) FROM t) FROM t"_s);
        rows = row ? row->at(0).toString() + u'/' + row->at(1).toString() : row.error().message();
        return Result<>();
    });
    QVERIFY2(read, read ? "" : qPrintable(read.error().message()));
    QVERIFY(read->hotJournal);
    QCOMPARE(rows, u"7/1"_s);
    const qint64 cost = bytesRead() - start;
    QVERIFY2(cost < 4'000'000, QByteArray::number(cost).constData());
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root->path())), QStringList());
}

QTEST_GUILESS_MAIN(TestPrivateCopy)

#include "tst_privatecopy.moc"
