#include "accounts/accounts.h"

#include "demo/accountwriter.h"
#include "support/files.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QTest>

#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;
using Demo::SessionShape;

namespace {

constexpr const char *uuid = "0b8a4b1e-5e0f-4a53-9c55-3f0d4ae6f1aa";

UserFolder folderCalled(const QByteArray &name)
{
    UserFolder user;
    user.name = name;
    return user;
}

} // namespace

class TestAccounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void namesPersons_data();
    void namesPersons();
    void acceptsUnusualFiles_data();
    void acceptsUnusualFiles();
    void nobodyKnown();
    void fixture();
    void unreadable_data();
    void unreadable();

private:
    Result<Accounts> read() const
    {
        const auto root = DataRoot::open(m_root->bytes());
        return root ? readAccounts(*root, {}) : tl::unexpected(root.error());
    }

    std::unique_ptr<TemporaryRoot> m_root;
};

void TestAccounts::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QVERIFY(makePath(*m_root / u"collections"_s));
}

void TestAccounts::cleanup()
{
    m_root.reset();
}

void TestAccounts::namesPersons_data()
{
    QTest::addColumn<SessionShape>("shape");
    QTest::addColumn<bool>("knowsPersons");

    QTest::newRow("current") << SessionShape::Current << true;
    QTest::newRow("without tokens") << SessionShape::WithoutTokens << false;
    QTest::newRow("user for username") << SessionShape::WithUser << false;
}

void TestAccounts::namesPersons()
{
    QFETCH(SessionShape, shape);
    QFETCH(bool, knowsPersons);
    const QString folder = QString::fromLatin1(uuid);
    QVERIFY(Demo::writeSessions(*m_root / u"session.db"_s,
                                {{folder, u"/data/collections/"_s + folder, u"Bób"_s},
                                 {folder, u"/data/collections/"_s + folder, u"Bób"_s},
                                 {u"alice"_s, u"/data/collections/alice/"_s, u"alice"_s},
                                 {u"carol"_s, u"/data/collections/c-4711"_s, QString()}},
                                shape));
    const auto before = TreeSnapshot::of(m_root->path());
    const auto accounts = read();
    QVERIFY(accounts);
    QCOMPARE(accounts->personOf(folderCalled(uuid)), knowsPersons ? u"Bób"_s : QString());
    QCOMPARE(accounts->personOf(folderCalled("alice")), QString());
    QCOMPARE(accounts->personOf(folderCalled("c-4711")), u"carol"_s);
    QCOMPARE(accounts->personOf(folderCalled("nobody")), QString());
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root->path())), QStringList());
    // The result contains no key and no token.
    const QString key = askSql(*m_root / u"session.db"_s, "SELECT hkey FROM session");
    QVERIFY(!key.isEmpty());
    for (const QString &person : accounts->persons)
        QVERIFY(!person.contains(key));
}

void TestAccounts::acceptsUnusualFiles_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("person"); // of the folder "f"; "!" before an error's code

    const QByteArray table = "CREATE TABLE session (hkey, skey, username, path, actual_username);";
    QTest::newRow("no table") << "CREATE TABLE x (a)"_ba << u"!foreign-schema"_s;
    QTest::newRow("a view") << "CREATE VIEW session AS SELECT 'f' AS path, 'x' AS username"_ba
                            << u"!foreign-schema"_s;
    QTest::newRow("no columns we know")
        << "CREATE TABLE session (a); INSERT INTO session VALUES (1)"_ba << QString();
    QTest::newRow("empty") << table << QString();
    QTest::newRow("NULLs") << table + "INSERT INTO session VALUES (1, 1, NULL, NULL, NULL)"
                           << QString();
    QTest::newRow("path of slashes")
        << table + "INSERT INTO session VALUES (1, 1, 'f', '///', 'Eve')" << u"Eve"_s;
    QTest::newRow("numbers") << table + "INSERT INTO session VALUES (1, 1, 7, '/d/f', 8)" << u"8"_s;
    QTest::newRow("blob") << table + "INSERT INTO session VALUES (1, 1, x'66', '/d/f', 'Eve')"
                          << u"Eve"_s;
    QTest::newRow("windows path stays whole")
        << table + "INSERT INTO session VALUES (1, 1, 'u', 'C:\\d\\f', 'Eve')" << QString();
}

void TestAccounts::acceptsUnusualFiles()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, person);
    QCOMPARE(runSql(*m_root / u"session.db"_s, sql), QString());
    const auto accounts = read();
    QCOMPARE(accounts ? accounts->personOf(folderCalled("f"))
                      : u'!' + codeName(accounts.error().code),
             person);
}

void TestAccounts::nobodyKnown()
{
    const auto accounts = read();
    QVERIFY(accounts);
    QVERIFY(accounts->persons.isEmpty());
}

void TestAccounts::fixture()
{
    for (const QString &archive :
         {u"community-at-rest.tar.gz"_s, u"community-wal-in-use.tar.gz"_s}) {
        m_root = std::make_unique<TemporaryRoot>();
        QVERIFY(m_root->unpack(archive));
        const auto accounts = read();
        QVERIFY(accounts);
        QCOMPARE(accounts->personOf(folderCalled("alice")), QString());
    }
}

void TestAccounts::unreadable_data()
{
    QTest::addColumn<bool>("isLink");
    QTest::addColumn<QString>("code");
    QTest::newRow("garbage") << false << u"not-a-database"_s;
    QTest::newRow("link") << true << u"link-refused"_s;
}

void TestAccounts::unreadable()
{
    QFETCH(bool, isLink);
    QFETCH(QString, code);
    if (isLink)
        QCOMPARE(::symlink("/etc/passwd", (*m_root / "session.db").constData()), 0);
    else
        QVERIFY(writeBytes(*m_root / u"session.db"_s, QByteArray(5000, 'x')));
    const auto accounts = read();
    QVERIFY(!accounts);
    QCOMPARE(codeName(accounts.error().code), code);
}

QTEST_GUILESS_MAIN(TestAccounts)

#include "tst_accounts.moc"
