#include "engine/verify.h"
#include "operations/resetplanner.h"
#include "support/enginefixture.h"

#include <QFile>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

class TestVerify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void soundPointIsSound();
    void tellsWhatIsWrong_data();
    void tellsWhatIsWrong();
    void statesThatCannotBeRestored();

private:
    VerifyReport look() const
    {
        const auto found = findRestorePoint(*m_dataRoot, m_point);
        const auto report = verify(found->store, found->point, {});
        return report ? *report : VerifyReport();
    }

    TemporaryRoot m_root;
    std::optional<DataRoot> m_dataRoot;
    QByteArray m_point;
    QByteArray m_items;
};

void TestVerify::initTestCase()
{
    QVERIFY(m_root.unpack(QStringLiteral("community-wal-in-use.tar.gz")));
    const auto root = DataRoot::open(m_root.bytes());
    QVERIFY(root);
    m_dataRoot = *root;
    const auto analysis = analyse(*root->user("alice"), {}, {});
    QVERIFY(analysis);
    const ResetReport report = execute(*planReset(*analysis, {}), EngineFixture::options(), {});
    QCOMPARE(report.outcome, ResetReport::Outcome::Done);
    m_point = report.restorePoint;
    m_items = m_root.bytes() + "/.anki-sync-admin/restore-points/" + m_point + "/items/";
}

void TestVerify::soundPointIsSound()
{
    const TreeSnapshot before = TreeSnapshot::of(m_items);
    const VerifyReport report = look();
    QVERIFY(report.isSound());
    QCOMPARE(report.databases, 3); // the client's own among them
    QVERIFY(report.entries > report.databases);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_items)), QStringList());
}

void TestVerify::tellsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("remove");
    QTest::newRow("changed database") << QByteArray("collection.anki2") << false;
    QTest::newRow("missing sidecar") << QByteArray("collection.anki2-wal") << true;
}

void TestVerify::tellsWhatIsWrong()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, remove);
    const QString path = QFile::decodeName(m_items + name);
    if (remove) {
        QVERIFY(QFile::remove(path));
    } else {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QCOMPARE(file.write("not a database"), 14);
    }
    const VerifyReport report = look();
    QByteArrayList names;
    for (const VerifyReport::Finding &finding : report.findings) {
        if (finding.name == name) {
            QCOMPARE(finding.error.code, remove ? Error::Code::DoesNotExist : Error::Code::Changed);
        }
        names.append(finding.name);
    }
    QVERIFY(names.contains(name));
}

// What is there may be sound, and still no restore takes it.
void TestVerify::statesThatCannotBeRestored()
{
    EngineFixture fixture;
    const auto stateAndError = [&fixture] {
        const RestorePoint point = fixture.points().first();
        const auto report = verify(fixture.store(), point, {});
        return std::pair(point.state, report ? Error::Code::Cancelled : report.error().code);
    };
    using State = RestorePoint::State;
    const auto interrupt = [&fixture] {
        fixture.build();
        QVERIFY(fixture.interrupt(fixture.plan(), 11));
    };
    interrupt();
    QCOMPARE(stateAndError(), std::pair(State::Interrupted, Error::Code::Interrupted));
    fixture.write("collection.anki2", "a server's");
    QVERIFY(fixture.recoverAll(true));
    QCOMPARE(stateAndError(), std::pair(State::RolledBack, Error::Code::NotRestorable));

    // A purge that was begun: the manifest has its other name.
    const QString point = QFile::decodeName(fixture.storePath() + "/restore-points/");
    QVERIFY(fixture.recoverAll());
    const QByteArray id = fixture.reset().restorePoint;
    QVERIFY(QFile::rename(point + QFile::decodeName(id) + QStringLiteral("/manifest.json"),
                          point + QFile::decodeName(id) + QStringLiteral("/purging")));
    const auto purging = fixture.store().find(id);
    QVERIFY(purging);
    QCOMPARE(purging->state, State::Purging);
    const auto report = verify(fixture.store(), *purging, {});
    QVERIFY(!report);
    QCOMPARE(report.error().code, Error::Code::NotRestorable);
}

QTEST_GUILESS_MAIN(TestVerify)
#include "tst_verify.moc"
