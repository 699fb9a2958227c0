#include "revokefixture.h"

#include "store/auditlog.h"
#include "support/runinmemory.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using Demo::SessionShape;

// Revoking a user's sessions: only these rows go, nothing is lost whatever happens, and undo is the
// undo of every operation.
class TestRevoke : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void shapes_data();
    void shapes();
    void encodings_data();
    void encodings();
    void loginsThatAreNoText_data();
    void loginsThatAreNoText();
    void matchesUsers_data();
    void matchesUsers();
    void keepsOwnerModeAndAttributes();
    void sidecars_data();
    void sidecars();
    void restoresForAll();
    void refusesStale();
    void refusesWhileServerRuns();
    void withoutRestorePoint();
    void hostile_data();
    void hostile();
    void neverTellsKeys();

private:
    std::unique_ptr<EngineFixture> m_fixture;
};

void TestRevoke::init()
{
    m_fixture = std::make_unique<EngineFixture>();
    m_fixture->build();
    QVERIFY(makeSessions(*m_fixture));
}

void TestRevoke::shapes_data()
{
    QTest::addColumn<SessionShape>("shape");
    QTest::newRow("current") << SessionShape::Current;
    QTest::newRow("without tokens") << SessionShape::WithoutTokens;
    QTest::newRow("user for username") << SessionShape::WithUser;
}

void TestRevoke::shapes()
{
    QFETCH(SessionShape, shape);
    QVERIFY(makeSessions(*m_fixture, shape));
    const auto before = snapshot(*m_fixture);
    const auto list = readSessions(m_fixture->root().directory(), {});
    QVERIFY(list);
    QCOMPARE(list->count(), 3);
    QCOMPARE(list->users.size(), 2);
    const auto plan = planFor(*m_fixture);
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message()));
    QCOMPARE(plan->sessionsLeft, 1);
    QCOMPARE(TreeSnapshot::differences(before, snapshot(*m_fixture)), QStringList());
    const auto report = execute(*plan, options(), {});
    QVERIFY2(report.outcome == ResetReport::Outcome::Done, textOf(report));
    QCOMPARE(askSql(pathIn(*m_fixture), "SELECT group_concat(path) FROM session"),
             u"/data/collections/alice"_s);
    QCOMPARE(askSql(pathIn(*m_fixture), "PRAGMA integrity_check"), u"ok"_s);
    QCOMPARE(m_fixture->restore(report.restorePoint).outcome, ResetReport::Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(before, snapshot(*m_fixture)), QStringList());
}

void TestRevoke::encodings_data()
{
    QTest::addColumn<QByteArray>("encoding");
    for (const char *encoding : {"UTF-8", "UTF-16le", "UTF-16be"})
        QTest::newRow(encoding) << QByteArray(encoding);
}

// SQLite stores text in the encoding that the database was made with.
void TestRevoke::encodings()
{
    QFETCH(QByteArray, encoding);
    QVERIFY(QFile::remove(pathIn(*m_fixture)));
    QCOMPARE(runSql(pathIn(*m_fixture),
                    "PRAGMA encoding = '" + encoding +
                        "'; CREATE TABLE session (hkey, skey, username, path, refresh_token, "
                        "actual_username);"
                        "INSERT INTO session VALUES ('1','1','john.doe',"
                        "'/data/collections/john.doe','','J\u00f6hn');"
                        "INSERT INTO session VALUES ('2','2','j\u00f6rg','','','');"
                        "INSERT INTO session VALUES ('3','3','alice','/data/alice','',NULL);"
                        "INSERT INTO session VALUES ('4','4',x'626f62',NULL,'',7)"),
             QString());
    QVERIFY(askSql(pathIn(*m_fixture), "PRAGMA encoding").startsWith(QLatin1String(encoding)));
    const auto list = readSessions(m_fixture->root().directory(), {});
    QVERIFY(list);
    QByteArrayList folders;
    for (const UserSessions &user : list->users)
        folders.append(user.folder);
    QCOMPARE(folders, QByteArrayList({"alice", "bob", "john.doe", "j\u00f6rg"}));
    for (const char *user : {"j\u00f6rg", "J\u00f6hn", "bob"}) {
        const auto plan = planFor(*m_fixture, user);
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message()));
        QCOMPARE(plan->steps.last().files, 1);
        QCOMPARE(execute(*plan, options(), {}).outcome, ResetReport::Outcome::Done);
    }
    QCOMPARE(logins(*m_fixture), u"alice"_s);
    QCOMPARE(askSql(pathIn(*m_fixture), "PRAGMA integrity_check"), u"ok"_s);
}

void TestRevoke::loginsThatAreNoText_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("login"); // in SQL
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<bool>("isRefused");
    for (const char *encoding : {"UTF-8", "UTF-16le", "UTF-16be"}) {
        const bool is16 = qstrlen(encoding) > 5;
        QTest::addRow("%s, whole number", encoding) << QByteArray(encoding) << "7"_ba
                                                    << "7"_ba << false;
        QTest::addRow("%s, bytes", encoding) << QByteArray(encoding) << "x'626f62'"_ba
                                             << "bob"_ba << false;
        // Listed as "1e+20" where it cannot be read as a blob, which is not SQLite's own text.
        QTest::addRow("%s, large number", encoding)
            << QByteArray(encoding) << "1e20"_ba << (is16 ? "1e+20"_ba : "1.0e+20"_ba) << is16;
    }
    // Which has no form in UTF-8.
    QTest::newRow("half a character") << "UTF-16le"_ba
                                      << "CAST(x'610000d8' AS TEXT)"_ba
                                      << "a?"_ba << true;
}

// A session that is listed and would not be removed is never called signed out.
void TestRevoke::loginsThatAreNoText()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, login);
    QFETCH(QByteArray, asked);
    QFETCH(bool, isRefused);
    QVERIFY(QFile::remove(pathIn(*m_fixture)));
    // The keys are of other types too.
    QCOMPARE(runSql(pathIn(*m_fixture),
                    "PRAGMA encoding = '" + encoding +
                        "'; CREATE TABLE session (hkey, skey, username, path);"
                        "INSERT INTO session VALUES (1, x'02', " +
                        login +
                        ", NULL);"
                        "INSERT INTO session VALUES ('3', 4.5, 'alice', '/data/alice')"),
             QString());
    const auto list = readSessions(m_fixture->root().directory(), {});
    QVERIFY(list);
    QCOMPARE(list->count(), 2);
    const auto before = snapshot(*m_fixture);
    const auto plan = planFor(*m_fixture, asked);
    if (isRefused) {
        QVERIFY(!plan);
        QVERIFY2(plan.error().code == Error::Code::Damaged, qPrintable(plan.error().message()));
        QVERIFY2(plan.error().message().endsWith(u"session.db is damaged: none of its sessions "
                                                 "can be identified as this user's"_s),
                 qPrintable(plan.error().message()));
        QCOMPARE(TreeSnapshot::differences(before, snapshot(*m_fixture)), QStringList());
        QVERIFY(m_fixture->points().isEmpty());
        return;
    }
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message()));
    QCOMPARE(plan->steps.last().files, 1);
    QCOMPARE(execute(*plan, options(), {}).outcome, ResetReport::Outcome::Done);
    QCOMPARE(logins(*m_fixture), u"alice"_s);
}

void TestRevoke::matchesUsers_data()
{
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<QString>("answer"); // the folder, or an error's code after "!"
    QTest::newRow("folder") << "john.doe"_ba << u"john.doe"_s;
    QTest::newRow("person") << "John"_ba << u"john.doe"_s;
    QTest::newRow("nobody") << "eve"_ba << u"!unknown-user"_s;
    QTest::newRow("empty") << ""_ba << u"!unknown-user"_s;
    QTest::newRow("dot dot") << ".."_ba << u"!unknown-user"_s;
    QTest::newRow("path") << "collections/john.doe"_ba << u"!unknown-user"_s;
    QTest::newRow("SQL") << "' OR 1=1 --"_ba << u"!unknown-user"_s;
    QTest::newRow("other case") << "JOHN.DOE"_ba << u"!unknown-user"_s;
    QTest::newRow("two persons of a name") << "Twin"_ba << u"!ambiguous-user"_s;
    QTest::newRow("invalid bytes") << "b\xff"_ba << u"b\\xff"_s;
    QTest::newRow("their escape") << "b\\xff"_ba << u"b\\xff"_s;
    QTest::newRow("path before login") << "moved"_ba << u"moved"_s;
}

void TestRevoke::matchesUsers()
{
    QFETCH(QByteArray, asked);
    QFETCH(QString, answer);
    QCOMPARE(runSql(pathIn(*m_fixture),
                    "INSERT INTO session VALUES ('1','1','t1','/d/t1','','Twin');"
                    "INSERT INTO session VALUES ('2','2','t2','/d/t2','','Twin');"
                    "INSERT INTO session VALUES ('3','3',NULL,NULL,NULL,NULL);"
                    "INSERT INTO session VALUES ('4','4','x','/d/moved/','','x');"
                    "INSERT INTO session VALUES ('5','5',CAST(x'62ff' AS TEXT),'','','')"),
             QString());
    const auto plan = planFor(*m_fixture, asked);
    QCOMPARE(plan ? plan->user.displayName() : u'!' + codeName(plan.error().code), answer);
}

void TestRevoke::keepsOwnerModeAndAttributes()
{
    if (::geteuid() != 0)
        QSKIP("only root can give files away");
    const QByteArray path = pathIn(*m_fixture).toLocal8Bit();
    QCOMPARE(::chown(path.constData(), 1001, 65533), 0);
    QCOMPARE(::chmod(path.constData(), 0640), 0);
    const bool hasAttribute = ::setxattr(path.constData(), "trusted.note", "kept", 4, 0) == 0;
    const auto report = execute(*planFor(*m_fixture), options(), {});
    QVERIFY2(report.outcome == ResetReport::Outcome::Done, textOf(report));
    struct stat status = {};
    QCOMPARE(::stat(path.constData(), &status), 0);
    QCOMPARE(status.st_uid, uid_t(1001));
    QCOMPARE(status.st_gid, gid_t(65533));
    QCOMPARE(status.st_mode & 07777, mode_t(0640));
    char value[8] = {};
    if (hasAttribute)
        QCOMPARE(::getxattr(path.constData(), "trusted.note", value, sizeof value), ssize_t(4));
}

void TestRevoke::sidecars_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::newRow("wal left by a killed server") << "wal"_ba;
    QTest::newRow("hot journal") << "journal"_ba;
}

// What a server that was killed leaves: a copy of the files in the middle of its work.
void TestRevoke::sidecars()
{
    QFETCH(QByteArray, mode);
    const QString path = pathIn(*m_fixture);
    const QString work = path + u".work"_s;
    QVERIFY(QFile::rename(path, work));
    const QByteArray row = "INSERT INTO session VALUES ('9','9','carol','/d/carol','','carol');";
    QByteArray copy = "PRAGMA journal_mode=wal;" + row;
    if (mode != "wal") {
        copy = "PRAGMA cache_size=1; PRAGMA cache_spill=1; BEGIN IMMEDIATE;" + row;
        copy += "CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n "
                "WHERE i<500) SELECT randomblob(900) FROM n;";
    }
    sqlite3 *raw = nullptr;
    QCOMPARE(sqlite3_open(work.toUtf8().constData(), &raw), SQLITE_OK);
    QCOMPARE(sqlite3_exec(raw, copy.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
    const QString sidecar = mode == "wal" ? u"-wal"_s : u"-journal"_s;
    QVERIFY(QFile::copy(work, path) && QFile::copy(work + sidecar, path + sidecar));
    sqlite3_close(raw);
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        QFile::remove(work + QLatin1String(suffix));

    const auto before = snapshot(*m_fixture);
    const auto plan = planFor(*m_fixture);
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message()));
    const auto report = execute(*plan, options(), {});
    QVERIFY2(report.outcome == ResetReport::Outcome::Done, textOf(report));
    QVERIFY(!QFile::exists(path + sidecar));
    QCOMPARE(logins(*m_fixture), mode == "wal" ? u"alice,carol"_s : u"alice"_s);
    QCOMPARE(askSql(path, "PRAGMA journal_mode"), mode == "wal" ? u"wal"_s : u"delete"_s);
    QFile::remove(path + u"-wal"_s);
    QFile::remove(path + u"-shm"_s);
    QCOMPARE(m_fixture->restore(report.restorePoint).outcome, ResetReport::Outcome::Done);
    QCOMPARE(TreeSnapshot::differences(before, snapshot(*m_fixture)), QStringList());
}

void TestRevoke::restoresForAll()
{
    const auto before = snapshot(*m_fixture);
    const auto report = execute(*planFor(*m_fixture), options(), {});
    QCOMPARE(logins(*m_fixture), u"alice"_s);
    QCOMPARE(
        runSql(pathIn(*m_fixture), "INSERT INTO session VALUES ('7','7','new','/d/new','','')"),
        QString());
    const auto undone = m_fixture->restore(report.restorePoint);
    QVERIFY2(undone.outcome == ResetReport::Outcome::Done, textOf(undone));
    QCOMPARE(TreeSnapshot::differences(before, snapshot(*m_fixture)), QStringList());
    // And the undo of the undo.
    QCOMPARE(m_fixture->restore(undone.restorePoint).outcome, ResetReport::Outcome::Done);
    QCOMPARE(logins(*m_fixture), u"alice,new"_s);
}

void TestRevoke::refusesStale()
{
    const auto plan = planFor(*m_fixture);
    QCOMPARE(
        runSql(pathIn(*m_fixture), "INSERT INTO session VALUES ('7','7','new','/d/new','','')"),
        QString());
    const auto before = snapshot(*m_fixture);
    const auto report = execute(*plan, options(), {});
    QCOMPARE(report.outcome, ResetReport::Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::Changed);
    QCOMPARE(TreeSnapshot::differences(before, snapshot(*m_fixture)), QStringList());
    QVERIFY(!std::filesystem::exists(m_fixture->storePath().toStdString()));
}

void TestRevoke::refusesWhileServerRuns()
{
    const auto plan = planFor(*m_fixture);
    QVERIFY(plan);
    ExecutionOptions running = options();
    running.probeServer = [](const Directory &) {
        InUse inUse;
        inUse.state = InUse::State::Busy;
        return inUse;
    };
    const auto before = snapshot(*m_fixture);
    auto report = execute(*plan, running, {});
    QCOMPARE(report.outcome, ResetReport::Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::InUse);

    // Another process has a user's collection open, which is not what is edited.
    QProcess holder;
    holder.start(u"/bin/sh"_s,
                 {u"-c"_s, u"exec 3<\"$1\"; echo ready; read x"_s, u"sh"_s,
                  QString::fromLocal8Bit(m_fixture->userPath()) + u"/collection.anki2"_s});
    QVERIFY(holder.waitForReadyRead());
    ExecutionOptions real = options();
    real.probeServer = ExecutionOptions().probeServer;
    report = execute(*plan, real, {});
    holder.closeWriteChannel();
    QVERIFY(holder.waitForFinished());
    QCOMPARE(report.outcome, ResetReport::Outcome::Refused);
    QCOMPARE(report.error->code, Error::Code::InUse);
    QVERIFY2(report.error->message().contains(QString::number(holder.processId())) ||
                 report.error->message().contains(u"sh"_s),
             textOf(report));
    QCOMPARE(TreeSnapshot::differences(before, snapshot(*m_fixture)), QStringList());
    QCOMPARE(execute(*plan, real, {}).outcome, ResetReport::Outcome::Done);
}

void TestRevoke::withoutRestorePoint()
{
    ExecutionOptions forGood = options();
    forGood.keepRestorePoint = false;
    const auto report = execute(*planFor(*m_fixture), forGood, {});
    QCOMPARE(report.outcome, ResetReport::Outcome::Done);
    QVERIFY(m_fixture->points().isEmpty());
    QCOMPARE(logins(*m_fixture), u"alice"_s);
}

void TestRevoke::hostile_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("left"); // or an error's code after "!"
    QTest::newRow("trigger")
        << "CREATE TRIGGER t AFTER DELETE ON session BEGIN DELETE FROM session; END"_ba
        << u"alice"_s;
    QTest::newRow("view") << "DROP TABLE session; CREATE VIEW session AS SELECT 'john.doe' AS "
                             "username, '' AS path"_ba
                          << u"!foreign-schema"_s;
    QTest::newRow("no table") << "DROP TABLE session"_ba << u"!foreign-schema"_s;
    QTest::newRow("foreign key")
        << "CREATE TABLE c (h REFERENCES session(hkey) ON DELETE CASCADE); PRAGMA foreign_keys=1; "
           "INSERT INTO c SELECT hkey FROM session"_ba
        << u"alice"_s;
    QTest::newRow("rowid is a column")
        << "ALTER TABLE session ADD COLUMN rowid DEFAULT 7"_ba << u"alice"_s;
    QTest::newRow("a function of ours") << "CREATE TABLE \"is_revoked\" (a)"_ba << u"alice"_s;
    QTest::newRow("other tables")
        << "CREATE TABLE \"a\"\"b\" (x); INSERT INTO \"a\"\"b\" VALUES (1)"_ba << u"alice"_s;
}

void TestRevoke::hostile()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, left);
    QCOMPARE(runSql(pathIn(*m_fixture), sql), QString());
    const auto plan = planFor(*m_fixture);
    if (!plan) {
        QCOMPARE(u'!' + codeName(plan.error().code), left);
        return;
    }
    const auto report = execute(*plan, options(), {});
    QVERIFY2(report.outcome == ResetReport::Outcome::Done, textOf(report));
    QCOMPARE(logins(*m_fixture), left);
}

void TestRevoke::neverTellsKeys()
{
    const QString path = pathIn(*m_fixture);
    QByteArrayList secrets;
    for (const char *column : {"hkey", "skey", "refresh_token"}) {
        const QByteArray all =
            askSql(path, QByteArray("SELECT group_concat(") + column + ") FROM session").toUtf8();
        secrets += all.split(',');
    }
    QCOMPARE(secrets.size(), 9);
    const QByteArrayList revoked{secrets.at(0), secrets.at(3), secrets.at(6)};
    const auto report = execute(*planFor(*m_fixture), options(), {});
    QVERIFY(report.restorePoint.size() > 0);
    // Nor do they stay in the free space of the new file.
    const QByteArray now = readBytes(path);
    for (const QByteArray &secret : revoked)
        QVERIFY2(!now.contains(secret), secret.constData());
    namespace fs = std::filesystem;
    for (const auto &entry :
         fs::recursive_directory_iterator(m_fixture->storePath().toStdString())) {
        if (!entry.is_regular_file() || entry.path().filename() == "session.db")
            continue;
        const QByteArray bytes = readBytes(QString::fromStdString(entry.path().string()));
        for (const QByteArray &secret : std::as_const(secrets))
            QVERIFY2(!bytes.contains(secret), entry.path().c_str());
    }
}

int main(int argc, char **argv)
{
    return runInMemory<TestRevoke>(argc, argv);
}

#include "tst_revoke.moc"
