#include "engine/execution.h"
#include "operations/resetplanner.h"
#include "support/consolerun.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <optional>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

constexpr int inUse = 3; // exit code

} // namespace

// A reset while a client uploads its collection: names appear and vanish, and sizes change. The
// reset is always refused because the files are in use.
class TestUploading : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void engineRefuses();
    void consoleRefuses_data();
    void consoleRefuses();
    void changedWithoutServer();

private:
    std::optional<TemporaryRoot> m_root;
    QString m_user;
};

void TestUploading::init()
{
    m_root.emplace();
    m_user = *m_root / QStringLiteral("alice");
    QVERIFY(makePath(m_user));
    {
        HolderProcess server(QStringLiteral("official"), m_user);
        QVERIFY2(server.isReady(), server.errorText().constData());
        QVERIFY(server.letGo());
    }
    QCOMPARE(runSql(m_user + QStringLiteral("/collection.anki2"),
                    "INSERT INTO notes (guid, flds) VALUES ('large', hex(zeroblob(300000)))"),
             QString());
}

void TestUploading::cleanup()
{
    m_root.reset();
}

void TestUploading::engineRefuses()
{
    constexpr int tries = 150;
    HolderProcess server(QStringLiteral("uploads"), m_user);
    QVERIFY2(server.isReady(), server.errorText().constData());
    QStringList others;
    for (int i = 0; i < tries; ++i) {
        const auto analysis = analysed(m_root->path(), "alice");
        QVERIFY2(analysis, analysis ? "" : qPrintable(analysis.error().message()));
        const auto plan = planReset(*analysis, {});
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message()));
        const ResetReport report = execute(*plan, {}, {});
        if (!report.error || report.error->code != Error::Code::InUse)
            others.append(report.error ? report.error->message() : QStringLiteral("done"));
        else if (!report.inUse || report.inUse->state != InUse::State::Busy)
            others.append(QStringLiteral("the holders are not reported"));
    }
    QCOMPARE(others, QStringList());
    QVERIFY2(server.letGo(), server.errorText().constData());
}

void TestUploading::consoleRefuses_data()
{
    QTest::addColumn<QByteArrayList>("options");
    QTest::newRow("complete") << QByteArrayList();
    QTest::newRow("keep media") << QByteArrayList{"--keep-media-files"};
}

void TestUploading::consoleRefuses()
{
    QFETCH(QByteArrayList, options);
    constexpr int tries = 25;
    HolderProcess server(QStringLiteral("uploads"), m_user);
    QVERIFY2(server.isReady(), server.errorText().constData());
    for (int i = 0; i < tries; ++i) {
        const ConsoleRun run = runConsole(
            QByteArrayList{"reset", "alice", "--data-root", m_root->bytes(), "--yes"} + options);
        QVERIFY2(run.exitCode == inUse, run.text().constData());
        QVERIFY2(run.errors.contains("is in use by holder"), run.text().constData());
    }
    QVERIFY2(server.letGo(), server.errorText().constData());
    const ConsoleRun run = runConsole(
        QByteArrayList{"reset", "alice", "--data-root", m_root->bytes(), "--yes"} + options);
    QVERIFY2(run.exitCode == 0, run.text().constData());
}

// If nobody holds the files, the change is reported.
void TestUploading::changedWithoutServer()
{
    const auto analysis = analysed(m_root->path(), "alice");
    QVERIFY(analysis);
    const auto plan = planReset(*analysis, {});
    QVERIFY(plan);
    QVERIFY(writeBytes(m_user + QStringLiteral("/collection.anki2"), "another"));
    const ResetReport report = execute(*plan, {}, {});
    QVERIFY(report.error && report.error->code == Error::Code::Changed);
}

QTEST_GUILESS_MAIN(TestUploading)
#include "tst_uploading.moc"
