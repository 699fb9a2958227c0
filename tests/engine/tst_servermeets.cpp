#include "support/enginefixture.h"
#include "support/files.h"
#include "support/holderprocess.h"

#include <QFile>
#include <QMap>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <filesystem>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

namespace fs = std::filesystem;
using Outcome = ResetReport::Outcome;

constexpr int maxRenames = 60; // of an operation on the fixture's user
constexpr int manyRows = 500;  // on several pages

const QByteArrayList family{"collection.anki2", "collection.anki2-wal", "collection.anki2-shm",
                            "collection.anki2-journal"};

using Content = QMap<QByteArray, QByteArray>; // of the collection's files, by name

Content contentOf(const QByteArray &folder)
{
    Content content;
    for (const QByteArray &name : family) {
        const QString path = QFile::decodeName(folder + '/' + name);
        if (QFile::exists(path))
            content.insert(name, readBytes(path));
    }
    return content;
}

// A server that comes while an operation is at work. It is halted when it has opened the
// collection, so that one can see what the operation leaves it before it goes on.
class Newcomer
{
public:
    Newcomer(const QString &mode, const QString &file) : m_mode(mode), m_file(file) {}
    ~Newcomer();
    Q_DISABLE_COPY_MOVE(Newcomer)

    void come(bool isLocked);
    // Whether it had read and, by its mode, written the collection before it was halted.
    bool hasServed() const { return m_hasServed; }
    bool hasOpened() const { return m_hasOpened; }
    // Goes on, serves and ends in order; false if it cannot serve.
    bool servesToTheEnd();

private:
    bool hasOpen() const;
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

    QString m_mode;
    QString m_file;
    QProcess m_process;
    bool m_hasOpened = false;
    bool m_hasServed = false;
};

Newcomer::~Newcomer()
{
    if (!isRunning())
        return;
    m_process.kill();
    m_process.waitForFinished();
}

bool Newcomer::hasOpen() const
{
    std::error_code error;
    const fs::path folder = "/proc/" + std::to_string(m_process.processId()) + "/fd";
    for (const fs::directory_entry &entry : fs::directory_iterator(folder, error)) {
        if (fs::read_symlink(entry.path(), error) == m_file.toStdString())
            return true;
    }
    return false;
}

void Newcomer::come(bool isLocked)
{
    constexpr int moment = 50; // ms; time enough to read what is not locked
    constexpr int patience = 5000;
    m_process.start(HolderProcess::program(), {m_mode, m_file});
    if (!m_process.waitForStarted())
        qFatal("no server");
    // It ends at once where it finds no collection.
    m_hasOpened = QTest::qWaitFor([this] { return !isRunning() || hasOpen(); }) && isRunning();
    if (m_hasOpened)
        m_hasServed =
            m_process.canReadLine() || m_process.waitForReadyRead(isLocked ? moment : patience);
    if (isRunning())
        ::kill(static_cast<pid_t>(m_process.processId()), SIGSTOP);
}

bool Newcomer::servesToTheEnd()
{
    if (!isRunning())
        return false;
    ::kill(static_cast<pid_t>(m_process.processId()), SIGCONT);
    const bool serves = m_process.canReadLine() || m_process.waitForReadyRead();
    m_process.closeWriteChannel();
    return m_process.waitForFinished() && serves && m_process.exitCode() == 0;
}

} // namespace

// The whole operation, with all that it asks the system, and a server that is started before one of
// its renames, whichever: there is the old state or the new one, and no sidecar beside what it does
// not belong to.
class TestServerMeets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void executorMeetsServer_data() { addRows(); }
    void executorMeetsServer();
    void restoreMeetsServer_data() { addRows(); }
    void restoreMeetsServer();

private:
    static void addRows();
    QString collection() const
    {
        return QFile::decodeName(m_fixture.userPath() + "/collection.anki2");
    }
    QByteArray itemsOf(const QByteArray &id) const
    {
        return m_fixture.storePath() + "/restore-points/" + id + "/items";
    }
    // A user as a server of this state left it.
    void build(const QString &state) const;
    // Rows that were committed in `state`, or SQLite's complaint about the collection.
    static QString rowsOf(const QString &state);
    QString rows() const;
    ResetReport restore(const QByteArray &id) const;
    // Runs the operation; the server comes before its Nth rename. False if it has no such one.
    bool meet(int rename, const ResetPlan &plan, Newcomer &server);
    void look();

    EngineFixture m_fixture;
    ResetReport m_report;
    // What an operation that fails must leave: as it was before, or as a server has made it that
    // was there before the locks.
    TreeSnapshot m_before;
    Content m_content;
    bool m_wasLocked = false; // when the server came
};

void TestServerMeets::addRows()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("mode");
    for (const char *state : {"crash-wal", "crash-journal"}) {
        for (const char *mode : {"wal", "exclusive"}) {
            QTest::addRow("%s, %s starts", state, mode)
                << QString::fromLatin1(state) << QString::fromLatin1(mode);
        }
    }
}

void TestServerMeets::build(const QString &state) const
{
    m_fixture.build();
    QVERIFY(QFile::remove(collection() + QStringLiteral("-wal")));
    m_fixture.write("collection.anki2", {});
    QCOMPARE(runSql(collection(), "CREATE TABLE held (n); WITH RECURSIVE r(n) AS (VALUES (1) UNION "
                                  "ALL SELECT n + 1 FROM r WHERE n < " +
                                      QByteArray::number(manyRows) +
                                      ") INSERT INTO held SELECT n FROM r"),
             QString());
    for (const QString &step : {QStringLiteral("wal-rows"), QStringLiteral("idle"), state}) {
        HolderProcess server(step, collection());
        QVERIFY2(server.isReady(), server.errorText().constData());
    }
    const char *sidecar = state == QLatin1String("crash-wal") ? "-wal" : "-journal";
    QVERIFY(QFile::exists(collection() + QLatin1String(sidecar)));
}

QString TestServerMeets::rowsOf(const QString &state)
{
    // What the journal holds was never committed.
    return QString::number(manyRows + (state == QLatin1String("crash-wal") ? 2 : 1));
}

QString TestServerMeets::rows() const
{
    const QString damage = askSql(collection(), "PRAGMA integrity_check");
    return damage == QLatin1String("ok") ? askSql(collection(), "SELECT COUNT(*) FROM held")
                                         : damage;
}

ResetReport TestServerMeets::restore(const QByteArray &id) const
{
    const auto plan = m_fixture.restorePlan(id);
    return plan ? execute(*plan, {}, {}) : ResetReport::notBegun({}, plan.error());
}

void TestServerMeets::look()
{
    m_before = m_fixture.snapshot();
    m_content = contentOf(m_fixture.userPath());
}

bool TestServerMeets::meet(int rename, const ResetPlan &plan, Newcomer &server)
{
    FailingCalls &calls = m_fixture.calls();
    m_wasLocked = false;
    calls.forget();
    const auto come = [this, &calls, &server] {
        const QByteArray next = calls.calls().constLast().name;
        m_wasLocked = !next.startsWith("probe-") && next != "manifest.json.new" &&
                      next != "restored.json.new";
        server.come(m_wasLocked);
        if (server.hasServed() && next != "restored.json.new")
            look();
    };
    calls.runBefore(rename, come, FailingCalls::Kind::Rename);
    m_report = execute(plan, {}, {});
    const bool fired = calls.hasFired();
    calls.disarm();
    return fired;
}

namespace {

QByteArrayList collectionFiles()
{
    return QByteArrayList{collectionName()} + sidecarNames(collectionName());
}

} // namespace

void TestServerMeets::executorMeetsServer()
{
    QFETCH(QString, state);
    QFETCH(QString, mode);
    int reset = 0;
    int undone = 0;
    QByteArrayList half;
    for (int rename = 1; rename < maxRenames; ++rename) {
        build(state);
        look();
        Newcomer server(mode, collection());
        if (!meet(rename, m_fixture.plan(), server))
            break;
        const QByteArray what = QByteArray::number(rename) + ": " + textOf(m_report);
        QVERIFY2(!m_wasLocked || !server.hasServed(), what.constData());
        if (m_report.outcome == Outcome::Done) {
            ++reset;
            QVERIFY2(!server.hasOpened(), what.constData());
            QCOMPARE(contentOf(m_fixture.userPath()), Content());
            QCOMPARE(contentOf(itemsOf(m_report.restorePoint)), m_content);
            const ResetReport back = restore(m_report.restorePoint);
            QVERIFY2(back.outcome == Outcome::Done, textOf(back).constData());
            // The collection came back as one file.
            QCOMPARE(m_fixture.sidecars("collection.anki2"), QByteArrayList());
            QCOMPARE(TreeSnapshot::differences(m_before.without(collectionFiles()),
                                               m_fixture.snapshot().without(collectionFiles())),
                     QStringList());
            QCOMPARE(rows(), rowsOf(state));
            continue;
        }
        ++undone;
        QCOMPARE(TreeSnapshot::differences(m_before, m_fixture.snapshot()), QStringList());
        if (m_report.outcome != Outcome::FailedRolledBack || !m_fixture.points().isEmpty())
            half.append(what + ", " + outcomeName(m_report.outcome).toUtf8());
        QVERIFY2(server.servesToTheEnd(), what.constData());
        const int written = mode == QLatin1String("exclusive") ? 1 : 0;
        QCOMPARE(rows(), QString::number(rowsOf(state).toInt() + written));
    }
    QCOMPARE(half, QByteArrayList());
    QVERIFY2(reset > 2 && undone > 4, QByteArray::number(undone).constData());
}

void TestServerMeets::restoreMeetsServer()
{
    QFETCH(QString, state);
    QFETCH(QString, mode);
    int restored = 0;
    int undone = 0;
    for (int rename = 1; rename < maxRenames; ++rename) {
        build(state);
        look();
        const TreeSnapshot full = m_before;
        const Content held = m_content;
        const ResetReport reset = execute(m_fixture.plan(), {}, {});
        QVERIFY2(reset.outcome == Outcome::Done, textOf(reset).constData());
        look();
        const auto plan = m_fixture.restorePlan(reset.restorePoint);
        QVERIFY(plan);
        Newcomer server(mode, collection());
        if (!meet(rename, *plan, server))
            break;
        const QByteArray what = QByteArray::number(rename) + ": " + textOf(m_report);
        QVERIFY2(!m_wasLocked || !server.hasServed(), what.constData());
        const int written = mode == QLatin1String("exclusive") ? 1 : 0;
        if (m_report.outcome == Outcome::Done) {
            ++restored;
            if (!server.hasServed())
                QCOMPARE(TreeSnapshot::differences(full.without(collectionFiles()),
                                                   m_fixture.snapshot().without(collectionFiles())),
                         QStringList());
            QCOMPARE(server.servesToTheEnd(), server.hasOpened());
            QCOMPARE(rows(),
                     QString::number(rowsOf(state).toInt() + (server.hasOpened() ? written : 0)));
            continue;
        }
        ++undone;
        QVERIFY2(m_report.outcome == Outcome::FailedRolledBack, what.constData());
        QCOMPARE(TreeSnapshot::differences(m_before, m_fixture.snapshot()), QStringList());
        QCOMPARE(m_report.warnings.size(), 1);
        // What it has opened is back in the point.
        server.servesToTheEnd();
        QCOMPARE(contentOf(itemsOf(reset.restorePoint)), held);
        QCOMPARE(TreeSnapshot::differences(m_before, m_fixture.snapshot()), QStringList());
        const ResetReport back = restore(reset.restorePoint);
        QVERIFY2(back.outcome == Outcome::Done, textOf(back).constData());
        QCOMPARE(rows(), rowsOf(state));
    }
    QVERIFY2(restored > 2 && undone > 1, QByteArray::number(undone).constData());
}

QTEST_GUILESS_MAIN(TestServerMeets)
#include "tst_servermeets.moc"
