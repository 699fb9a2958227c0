#include "support/consolerun.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// Which restore points delete and prune delete.
class DeletionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void namedTwice();
    void wrongUsage_data();
    void wrongUsage();
    void keepLast();
    void keepWithin();
    void keepsInterruptedPoints();

private:
    ConsoleRun run(QByteArrayList words) const
    {
        words += {"--data-root", m_root->bytes() + "/data"};
        return runConsole(words);
    }
    // The newest first.
    QByteArrayList points() const
    {
        QByteArrayList ids;
        for (const QByteArray &line : run({"restore-points"}).output.split('\n').mid(1)) {
            if (!line.isEmpty() && !line.startsWith("Total"))
                ids.append(line.split('\t').first());
        }
        return ids;
    }
    QString pointPath(const QByteArray &id) const
    {
        return *m_root / u"data/.anki-sync-admin/restore-points/"_s + QFile::decodeName(id);
    }

    std::unique_ptr<TemporaryRoot> m_root;
};

// Two points of john.doe, a reset and its undoing, and one of zoe.
void DeletionTest::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QCOMPARE(runConsole({"demo", m_root->bytes() + "/data"}).exitCode, 0);
    QCOMPARE(run({"reset", "zoe", "john.doe", "--yes"}).exitCode, 0);
    QByteArray ofJohn;
    for (const QByteArray &id : points()) {
        if (id.endsWith("-john.doe"))
            ofJohn = id;
    }
    QTest::qWait(1100); // ids count seconds
    QCOMPARE(run({"reset", "alice", "--yes"}).exitCode, 0);
    QCOMPARE(run({"restore", ofJohn, "--yes"}).exitCode, 0);
    QCOMPARE(points().size(), 4);
}

void DeletionTest::namedTwice()
{
    const QByteArrayList all = points();
    const ConsoleRun once = run({"delete", all.at(0), all.at(0), all.at(1), all.at(0), "--yes"});
    QVERIFY2(once.exitCode == 0, once.text().constData());
    QCOMPARE(once.output.count("Deleted restore point"), 2);
    QCOMPARE(points(), all.mid(2));
    const ConsoleRun gone = run({"delete", all.at(0), "--yes"});
    QCOMPARE(gone.exitCode, 1);
}

void DeletionTest::wrongUsage_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::newRow("nothing") << QByteArrayList{"delete"};
    QTest::newRow("id and all") << QByteArrayList{"delete", "x", "--all"};
    QTest::newRow("age and all") << QByteArrayList{"delete", "--older-than", "1d", "--all"};
    QTest::newRow("no policy") << QByteArrayList{"prune"};
    QTest::newRow("name") << QByteArrayList{"prune", "x", "--keep-last", "1"};
    QTest::newRow("negative") << QByteArrayList{"prune", "--keep-last", "-1"};
    QTest::newRow("no unit") << QByteArrayList{"prune", "--keep-within", "30"};
}

void DeletionTest::wrongUsage()
{
    QFETCH(QByteArrayList, words);
    const QByteArrayList before = points();
    QCOMPARE(run(words + QByteArrayList{"--yes"}).exitCode, 2);
    QCOMPARE(points(), before);
}

void DeletionTest::keepLast()
{
    const QByteArrayList before = points();
    const TreeSnapshot tree = TreeSnapshot::of(*m_root / u"data"_s);
    const ConsoleRun dry = run({"prune", "--keep-last", "1"});
    QCOMPARE(dry.output.count("Delete restore point"), 1);
    QCOMPARE(TreeSnapshot::differences(tree, TreeSnapshot::of(*m_root / u"data"_s)), QStringList());
    QCOMPARE(run({"prune", "--keep-last", "1", "--yes"}).exitCode, 0);
    QByteArrayList users;
    for (const QByteArray &id : points())
        users.append(id.mid(id.indexOf('-', id.indexOf('-') + 1) + 1));
    std::sort(users.begin(), users.end());
    QCOMPARE(users, QByteArrayList({"alice", "john.doe", "zoe"}));
    QVERIFY(points().contains(before.first()));
    QCOMPARE(run({"prune", "--keep-last", "0", "--yes"}).exitCode, 0);
    QCOMPARE(points(), QByteArrayList());
}

void DeletionTest::keepWithin()
{
    QVERIFY(run({"prune", "--keep-within", "1h", "--yes"}).output.contains("Nothing to delete."));
    QCOMPARE(points().size(), 4);
    QCOMPARE(run({"prune", "--keep-within", "0h", "--keep-last", "1", "--yes"}).exitCode, 0);
    QCOMPARE(points().size(), 3);
}

void DeletionTest::keepsInterruptedPoints()
{
    const QByteArrayList all = points();
    const auto ofAlice = std::find_if(all.begin(), all.end(),
                                      [](const QByteArray &id) { return id.endsWith("-alice"); });
    QVERIFY(QFile::remove(pointPath(*ofAlice) + u"/committed.json"_s));
    QCOMPARE(run({"prune", "--keep-last", "0", "--yes"}).exitCode, 0);
    QCOMPARE(points(), QByteArrayList{*ofAlice});
}

QTEST_GUILESS_MAIN(DeletionTest)
#include "tst_deletion.moc"
