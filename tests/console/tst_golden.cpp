#include "demo/accountwriter.h"
#include "demo/collectionwriter.h"
#include "demo/mediadatabasewriter.h"
#include "support/consolerun.h"
#include "support/temporaryroot.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

// Files of the same content get the same times nowhere in the reports, so the roots need none.
bool writeFile(const QString &path, qsizetype size)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(QByteArray(size, 'x')) == size;
}

QList<Demo::MediaEntry> mediaEntries(int count, qint64 size)
{
    QList<Demo::MediaEntry> entries;
    for (int i = 0; i < count; ++i)
        entries.append({QStringLiteral("%1.png").arg(i), size, QByteArray(20, 's'), false});
    return entries;
}

bool makeMediaFolder(const QString &path, int count, qsizetype size)
{
    bool made = QDir().mkpath(path);
    for (int i = 0; i < count; ++i)
        made = made && writeFile(QStringLiteral("%1/%2.png").arg(path).arg(i), size);
    return made;
}

bool makeCommunityUser(const QString &root)
{
    const QString user = root + QStringLiteral("/collections/john.doe");
    Demo::CollectionSpec spec;
    spec.cards = 1234;
    spec.notes = 567;
    spec.usn = 42;
    return QDir().mkpath(user) &&
           Demo::writeCollection(user + QStringLiteral("/collection.anki2"), spec) &&
           Demo::writeMediaDatabase(user + QStringLiteral("/collection.media.server.db"),
                                    Demo::MediaDatabaseVersion::Version5, mediaEntries(89, 1000)) &&
           makeMediaFolder(user + QStringLiteral("/collection.media"), 89, 1000) &&
           writeFile(user + QStringLiteral("/collection.anki2.tmp"), 2048) &&
           writeFile(user + QStringLiteral("/notes of the admin.txt"), 100);
}

bool makeOfficialUser(const QString &root)
{
    const QString user = root + QStringLiteral("/zoe");
    return QDir().mkpath(user) &&
           Demo::writeCollection(user + QStringLiteral("/collection.anki2"), {}) &&
           Demo::writeMediaDatabase(user + QStringLiteral("/media.db"),
                                    Demo::MediaDatabaseVersion::Version4, mediaEntries(3, 500)) &&
           makeMediaFolder(user + QStringLiteral("/media"), 3, 500);
}

bool makeTwoLayouts(const QString &root)
{
    const QString user = root + QStringLiteral("/collections/both");
    return QDir().mkpath(user) &&
           makeMediaFolder(user + QStringLiteral("/collection.media"), 2, 10) &&
           makeMediaFolder(user + QStringLiteral("/media"), 1, 10);
}

bool makeBrokenUsers(const QString &root)
{
    const QString users = root + QStringLiteral("/collections/");
    return QDir().mkpath(users + QStringLiteral("broken")) &&
           QDir().mkpath(users + QStringLiteral("empty")) &&
           writeFile(users + QStringLiteral("broken/collection.anki2"), 5000) &&
           writeFile(users + QStringLiteral("broken/collection.media.server.db"), 0) &&
           QFile::link(users + QStringLiteral("broken"), users + QStringLiteral("linked"));
}

bool makeSessions(const QString &root)
{
    const QString users = QStringLiteral("/data/collections/");
    const QString uuid = QStringLiteral("0b8a4b1e-5e0f-4a53-9c55-3f0d4ae6f1aa");
    const QString john = QStringLiteral("john.doe");
    return QDir().mkpath(root + QStringLiteral("/collections/newcomer")) &&
           Demo::writeSessions(root + QStringLiteral("/session.db"),
                               {{john, users + john, john},
                                {uuid, users + uuid, QStringLiteral("Bob")},
                                {john, users + john, john},
                                {QStringLiteral("-\u202e\x1b[31m"), {}, {}}},
                               Demo::SessionShape::Current)
               .has_value();
}

} // namespace

// Every text report against its golden file in tests/data/golden; "<root>" stands for the data
// root. SYNCADMIN_UPDATE_GOLDEN=1 writes the files; read the difference before you commit it.
class TestGolden : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void report_data();
    void report();
};

void TestGolden::report_data()
{
    QTest::addColumn<std::function<bool(const QString &)>>("make");
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::addColumn<int>("exitCode");
    const std::function<bool(const QString &)> community = makeCommunityUser;
    const std::function<bool(const QString &)> official = makeOfficialUser;
    const std::function<bool(const QString &)> two = makeTwoLayouts;
    const std::function<bool(const QString &)> broken = makeBrokenUsers;
    const std::function<bool(const QString &)> nothing = [](const QString &) { return true; };
    QTest::newRow("analyze-community") << community << QByteArrayList{"analyze", "john.doe"} << 0;
    QTest::newRow("dry-run-community") << community << QByteArrayList{"reset", "john.doe"} << 0;
    QTest::newRow("dry-run-keep-media")
        << community << QByteArrayList{"reset", "john.doe", "--keep-media-files"} << 0;
    QTest::newRow("list-community") << community << QByteArrayList{"list"} << 0;
    QTest::newRow("dry-run-official") << official << QByteArrayList{"reset", "zoe"} << 0;
    QTest::newRow("list-official") << official << QByteArrayList{"list"} << 0;
    QTest::newRow("dry-run-two-layouts") << two << QByteArrayList{"reset", "both"} << 0;
    QTest::newRow("analyze-broken") << broken << QByteArrayList{"analyze", "broken"} << 0;
    QTest::newRow("dry-run-broken") << broken << QByteArrayList{"reset", "broken"} << 0;
    QTest::newRow("dry-run-empty") << broken << QByteArrayList{"reset", "empty"} << 0;
    QTest::newRow("dry-run-linked") << broken << QByteArrayList{"reset", "linked"} << 1;
    QTest::newRow("list-broken") << broken << QByteArrayList{"list"} << 0;
    QTest::newRow("several-users")
        << broken << QByteArrayList{"analyze", "empty", "nobody", "linked"} << 1;
    QTest::newRow("unknown-user") << community << QByteArrayList{"analyze", "jon.doe"} << 1;
    const std::function<bool(const QString &)> sessions = makeSessions;
    QTest::newRow("sessions") << sessions << QByteArrayList{"sessions"} << 0;
    QTest::newRow("sessions-of-user")
        << sessions << QByteArrayList{"sessions", "Bob", "john.doe", "newcomer", "nobody"} << 1;
    QTest::newRow("sessions-none") << community << QByteArrayList{"sessions"} << 0;
    QTest::newRow("dry-run-sign-out") << sessions << QByteArrayList{"sign-out", "john.doe"} << 0;
    QTest::newRow("sign-out-nothing")
        << sessions << QByteArrayList{"sign-out", "newcomer", "--yes"} << 0;
    QTest::newRow("sign-out-all") << sessions << QByteArrayList{"sign-out"} << 2;
    QTest::newRow("sign-out-confirmed")
        << sessions << QByteArrayList{"sign-out", "Bob", "--yes", "--no-restore-point"} << 0;
    QTest::newRow("no-users") << nothing << QByteArrayList{"list"} << 1;
}

void TestGolden::report()
{
    QFETCH(std::function<bool(const QString &)>, make);
    QFETCH(QByteArrayList, arguments);
    QFETCH(int, exitCode);
    const TemporaryRoot root;
    QVERIFY(root.isValid() && make(root.path()));

    const ConsoleRun run = runConsole(arguments + QByteArrayList{"--data-root", root.bytes()});
    QByteArray text = run.output;
    if (!run.errors.isEmpty())
        text += "--- standard error ---\n" + run.errors;
    text.replace(root.bytes(), "<root>");

    QFile golden(testDataPath(
        QStringLiteral("golden/%1.txt").arg(QString::fromLatin1(QTest::currentDataTag()))));
    if (qEnvironmentVariableIsSet("SYNCADMIN_UPDATE_GOLDEN")) {
        QVERIFY(golden.open(QIODevice::WriteOnly));
        golden.write(text);
    } else {
        QVERIFY2(golden.open(QIODevice::ReadOnly), qPrintable(golden.fileName()));
        QCOMPARE(QString::fromUtf8(text), QString::fromUtf8(golden.readAll()));
    }
    QCOMPARE(run.exitCode, exitCode);
}

QTEST_GUILESS_MAIN(TestGolden)
#include "tst_golden.moc"
