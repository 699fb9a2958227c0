#include "support/consolerun.h"
#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QFile>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// Which interrupted operations resume undoes.
class ResumeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void all();
    void oneOfTwo();
    void unknownId();
    void bringBack();
    void contradiction();

private:
    ConsoleRun run(QByteArrayList words) const
    {
        words += {"--data-root", m_root->bytes() + "/data"};
        return runConsole(words);
    }
    QString collection(const char *user) const
    {
        return *m_root / u"data/collections/"_s + QLatin1String(user) + u"/collection.anki2"_s;
    }
    TreeSnapshot now() const { return TreeSnapshot::of(*m_root / u"data"_s); }

    std::unique_ptr<TemporaryRoot> m_root;
    QByteArrayList m_points; // of alice and zoe
};

// Two resets without commit records, as if they had been interrupted.
void ResumeTest::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    m_points.clear();
    QCOMPARE(runConsole({"demo", m_root->bytes() + "/data"}).exitCode, 0);
    QCOMPARE(run({"reset", "alice", "zoe", "--yes"}).exitCode, 0);
    for (const char *user : {"alice", "zoe"}) {
        for (const QByteArray &line : run({"restore-points"}).output.split('\n')) {
            const QByteArray id = line.split('\t').first();
            if (id.endsWith(QByteArray(QByteArray("-") + user)))
                m_points.append(id);
        }
    }
    QCOMPARE(m_points.size(), 2);
    for (const QByteArray &id : std::as_const(m_points)) {
        QVERIFY(QFile::remove(*m_root / u"data/.anki-sync-admin/restore-points/"_s +
                              QFile::decodeName(id) + u"/committed.json"_s));
    }
}

void ResumeTest::all()
{
    const ConsoleRun done = run({"resume", "--undo", "--yes"});
    QVERIFY2(done.exitCode == 0, done.text().constData());
    QVERIFY(QFile::exists(collection("alice")) && QFile::exists(collection("zoe")));
    QCOMPARE(run({"resume"}).output, "Nothing to resume: no operation was interrupted.\n");
}

void ResumeTest::oneOfTwo()
{
    const TreeSnapshot before = now();
    const ConsoleRun dry = run({"resume", m_points.first()});
    QVERIFY2(dry.output.contains(QByteArray("anki-sync-adminctl resume " + m_points.first())),
             dry.output.constData());
    QVERIFY(!dry.output.contains(m_points.last()));
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
    QCOMPARE(run({"resume", m_points.first(), "--yes"}).exitCode, 0);
    QVERIFY(QFile::exists(collection("alice")) && !QFile::exists(collection("zoe")));
}

void ResumeTest::unknownId()
{
    const TreeSnapshot before = now();
    QCOMPARE(run({"resume", "20200101-000000-alice", "--yes"}).exitCode, 1);
    QCOMPARE(run({"resume", m_points.first(), m_points.last(), "--yes"}).exitCode, 2);
    QCOMPARE(TreeSnapshot::differences(before, now()), QStringList());
}

// A server has made a new collection since, so that the admin has to decide.
void ResumeTest::bringBack()
{
    QVERIFY(writeBytes(collection("alice"), "new"));
    const ConsoleRun refused = run({"resume", m_points.first(), "--yes"});
    QVERIFY2(refused.exitCode == 1, refused.text().constData());
    QVERIFY2(refused.output.contains("--bring-back"), refused.output.constData());
    QCOMPARE(readBytes(collection("alice")), QByteArray("new"));
    const ConsoleRun done = run({"resume", m_points.first(), "--bring-back", "--yes"});
    QVERIFY2(done.exitCode == 0, done.text().constData());
    QVERIFY(readBytes(collection("alice")).startsWith("SQLite format 3"));
}

void ResumeTest::contradiction()
{
    QCOMPARE(run({"resume", "--undo", "--bring-back", "--yes"}).exitCode, 2);
}

QTEST_GUILESS_MAIN(ResumeTest)
#include "tst_resume.moc"
