#include "holders/filelock.h"

#include "support/holderprocess.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QProcess>
#include <QTest>

#include <array>
#include <memory>
#include <vector>

using namespace SyncAdmin;
using Test::HolderProcess;
using Test::TreeSnapshot;

namespace {

const QByteArrayList databases{"collection.anki2"};
const QByteArrayList names{"collection.anki2-journal", "collection.anki2-wal",
                           "collection.anki2-shm", "collection.anki2"};

} // namespace

// A server that starts while a reset moves its files must neither read nor write them.
class ServerStartTest : public QObject
{
    Q_OBJECT

private:
    Q_SLOT void refused_data();
    Q_SLOT void refused();
    Q_SLOT void seenWhileItWaits_data();
    Q_SLOT void seenWhileItWaits();
    Q_SLOT void betweenRenames_data();
    Q_SLOT void betweenRenames();

    // A collection as a server of `state` left it: at rest, with rows in the WAL, or with a hot
    // journal.
    static void prepare(const Test::TemporaryRoot &root, const QString &state);
};

void ServerStartTest::prepare(const Test::TemporaryRoot &root, const QString &state)
{
    const auto folder = Directory::open(root.bytes());
    QVERIFY(folder->makeFolder("items", 0755));
    const auto user = folder->makeFolder("user", 0755);
    QVERIFY(user->writeNewFile(databases.first(), {}, 0644));
    const QString file = root / QStringLiteral("user/collection.anki2");
    for (const QString &step : {QStringLiteral("wal-rows"), QStringLiteral("idle"), state}) {
        const HolderProcess holder(step, file);
        QVERIFY(holder.isReady());
    }
}

void ServerStartTest::refused_data()
{
    QTest::addColumn<QString>("state");
    QTest::newRow("rollback journal, at rest") << QStringLiteral("idle");
    QTest::newRow("WAL, at rest") << QStringLiteral("wal");
    QTest::newRow("rows in the WAL") << QStringLiteral("crash-wal");
    QTest::newRow("hot journal") << QStringLiteral("crash-journal");
}

void ServerStartTest::refused()
{
    QFETCH(QString, state);
    const Test::TemporaryRoot root;
    prepare(root, state);
    const QString file = root / QStringLiteral("user/collection.anki2");
    const auto user = Directory::open(root.bytes() + "/user");
    {
        const auto locks = DatabaseLocks::take(*user, databases);
        QVERIFY(locks);
        const auto before = TreeSnapshot::of(root.bytes());
        std::array<QProcess, 4> servers;
        const std::array<const char *, 4> modes{"idle", "wal", "exclusive", "transaction"};
        qputenv("HOLDER_PATIENCE", "300");
        const auto reset = qScopeGuard([] { qunsetenv("HOLDER_PATIENCE"); });
        for (size_t i = 0; i < servers.size(); ++i)
            servers[i].start(HolderProcess::program(), {QString::fromLatin1(modes[i]), file});
        for (QProcess &server : servers) {
            QVERIFY(server.waitForFinished());
            QVERIFY(server.readAllStandardError().contains("database is locked"));
            QCOMPARE(server.readAllStandardOutput(), QByteArray());
        }
        QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(root.bytes())), QStringList());
        QVERIFY(locks->probeAgain({{*user, names}}).state == InUse::State::Free);
    }
    HolderProcess server(QStringLiteral("exclusive"), file);
    QVERIFY2(server.isReady(), server.errorText().constData());
}

void ServerStartTest::seenWhileItWaits_data()
{
    QTest::addColumn<QString>("mode");
    for (const char *mode : {"idle", "wal", "exclusive", "transaction"})
        QTest::newRow(mode) << QString::fromLatin1(mode);
}

// The server has the files open, and would continue with them when the locks are released.
void ServerStartTest::seenWhileItWaits()
{
    QFETCH(QString, mode);
    const Test::TemporaryRoot root;
    prepare(root, QStringLiteral("wal"));
    const auto user = Directory::open(root.bytes() + "/user");
    const auto items = Directory::open(root.bytes() + "/items");
    auto locks = DatabaseLocks::take(*user, databases);
    QVERIFY(locks);
    QProcess server;
    server.start(HolderProcess::program(), {mode, root / QStringLiteral("user/collection.anki2")});
    const QList<FilesIn> places{{*user, names}, {*items, names}};
    QTRY_VERIFY(locks->probeAgain(places).state == InUse::State::Busy);
    QVERIFY(user->rename(databases.first(), *items, databases.first()));
    const InUse use = locks->probeAgain(places);
    QVERIFY(use.state == InUse::State::Busy);
    QCOMPARE(use.holders.size(), 1);
    QCOMPARE(use.holders.first().pid, server.processId());

    // The reset is rolled back, and the server continues normally.
    QVERIFY(items->rename(databases.first(), *user, databases.first()));
    locks = tl::unexpected(Error());
    QVERIFY(server.waitForReadyRead());
    QCOMPARE(server.readLine(), QByteArray("ready\n"));
    server.closeWriteChannel();
    QVERIFY(server.waitForFinished());
}

void ServerStartTest::betweenRenames_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("mode");
    for (const char *state : {"crash-wal", "crash-journal"}) {
        for (const char *mode : {"wal", "exclusive", "transaction"}) {
            QTest::addRow("%s, %s starts", state, mode)
                << QString::fromLatin1(state) << QString::fromLatin1(mode);
        }
    }
}

// The files are moved one by one, sidecars first; a server starts at every point.
void ServerStartTest::betweenRenames()
{
    QFETCH(QString, state);
    QFETCH(QString, mode);
    const Test::TemporaryRoot root;
    prepare(root, state);
    const auto user = Directory::open(root.bytes() + "/user");
    const auto items = Directory::open(root.bytes() + "/items");
    const auto snapshot = [&root] {
        return TreeSnapshot::of(root.bytes() + "/user", TreeSnapshot::WithoutIdentity, {""});
    };
    const auto before = snapshot();
    {
        const auto locks = DatabaseLocks::take(*user, databases);
        QVERIFY(locks);
        qputenv("HOLDER_PATIENCE", "800"); // longer than all renames together
        const auto reset = qScopeGuard([] { qunsetenv("HOLDER_PATIENCE"); });
        std::vector<std::unique_ptr<QProcess>> servers;
        const auto startServer = [&] {
            servers.push_back(std::make_unique<QProcess>());
            servers.back()->start(HolderProcess::program(),
                                  {mode, root / QStringLiteral("user/collection.anki2")});
            QTest::qWait(50); // time to open the file and wait for the lock
        };
        startServer();
        for (const QByteArray &name : names) {
            if (!user->status(name))
                continue;
            QVERIFY(user->rename(name, *items, name));
            startServer();
        }
        for (const auto &server : servers) {
            QVERIFY(server->state() == QProcess::NotRunning || server->waitForFinished());
            QCOMPARE(server->readAllStandardOutput(), QByteArray());
        }
        QVERIFY(locks->probeAgain({{*user, names}, {*items, names}}).state == InUse::State::Free);
    }
    // After the rollback no byte differs, and the server has created or removed nothing.
    for (const QByteArray &name : names) {
        if (items->status(name))
            QVERIFY(items->rename(name, *user, name));
    }
    QCOMPARE(TreeSnapshot::differences(before, snapshot()), QStringList());
    HolderProcess server(mode, root / QStringLiteral("user/collection.anki2"));
    QVERIFY2(server.isReady(), server.errorText().constData());
}

QTEST_GUILESS_MAIN(ServerStartTest)
#include "tst_serverstart.moc"
