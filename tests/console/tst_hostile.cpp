#include "demo/collectionwriter.h"
#include "engine/resetreport.h"
#include "support/consolerun.h"
#include "support/temporaryroot.h"
#include "support/treesnapshot.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <sys/stat.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

// A script that prints its arguments; not every shell can have functions with such names.
QString printed(QString command)
{
    return command.replace(QStringLiteral("anki-sync-adminctl "),
                           QStringLiteral("printf '%s\\0' "));
}

} // namespace

// Names that could break tables, terminals, shells and JSON: they are listed, found by what was
// listed, and never printed unescaped.
class TestHostile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void userName_data();
    void userName();
    void listsAllNames();
    void commandsOfAReport();

private:
    TemporaryRoot m_root;
    QByteArrayList m_names;
};

void TestHostile::initTestCase()
{
    m_names = {"J\xc3\xb6rg",
               "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
               "invalid-\xff\xfe",
               "line\nfeed",
               "tab\tname",
               "esc-\x1b[31mred",
               "-x",
               "--confirm",
               "rtl-\xe2\x80\xae"
               "evil",
               "zero\xe2\x80\x8bwidth",
               "quote'\"$(id)`",
               "back\\slash",
               " leading space",
               "=cmd()",
               QByteArray(255, 'n')};
    const QByteArray collections = m_root.bytes() + "/collections";
    QCOMPARE(::mkdir(collections.constData(), 0755), 0);
    const QString collection = m_root / QStringLiteral("one.anki2");
    QVERIFY(Demo::writeCollection(collection, {}));
    QFile file(collection);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    for (const QByteArray &name : std::as_const(m_names)) {
        const QByteArray folder = collections + '/' + name;
        QCOMPARE(::mkdir(folder.constData(), 0755), 0);
        const QByteArray path = folder + "/collection.anki2";
        std::FILE *copy = std::fopen(path.constData(), "wb");
        QVERIFY(copy != nullptr);
        std::fwrite(content.constData(), 1, static_cast<size_t>(content.size()), copy);
        std::fclose(copy);
    }
}

void TestHostile::userName_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const QByteArray &name : std::as_const(m_names))
        QTest::newRow(name.toPercentEncoding().left(60).constData()) << name;
}

void TestHostile::userName()
{
    QFETCH(QByteArray, name);
    const TreeSnapshot before = TreeSnapshot::of(m_root.bytes());
    const ConsoleRun text = runConsole({"reset", "--data-root", m_root.bytes(), "--", name});
    QCOMPARE(text.exitCode, 0);
    QVERIFY(text.output.contains("Collection: 12 cards, 10 notes"));
    for (const char control : {'\x1b', '\t', '\r'})
        QVERIFY(!text.output.contains(control));
    QVERIFY(!text.output.contains("\xe2\x80\xae") && !text.output.contains("\xe2\x80\x8b"));
    // Every byte that is printed is text.
    QCOMPARE(QString::fromUtf8(text.output).toUtf8(), text.output);

    // A shell that runs the command of the dry run passes the same name.
    const QByteArray command = text.output.trimmed().split('\n').last();
    QProcess shell;
    shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), printed(QString::fromUtf8(command))});
    QVERIFY(shell.waitForFinished());
    const QByteArrayList words = shell.readAllStandardOutput().split('\0');
    QVERIFY2(words.contains(name), command.constData());
    QVERIFY(words.contains(m_root.bytes()));

    const ConsoleRun json =
        runConsole({"analyze", "--json", "--data-root", m_root.bytes(), "--", name});
    QCOMPARE(json.exitCode, 0);
    QCOMPARE(json.output.count('\n'), 2); // the analysis and the outcome
    const QJsonObject object = QJsonDocument::fromJson(json.output.split('\n').first()).object();
    const QByteArray bytes =
        object.contains(QStringLiteral("nameBytes"))
            ? QByteArray::fromBase64(
                  object.value(QStringLiteral("nameBytes")).toString().toLatin1())
            : object.value(QStringLiteral("name")).toString().toUtf8();
    QCOMPARE(bytes, name);
    QCOMPARE(TreeSnapshot::differences(before, TreeSnapshot::of(m_root.bytes())), QStringList());
}

void TestHostile::listsAllNames()
{
    const ConsoleRun run = runConsole({"list", "--data-root", m_root.bytes()});
    QCOMPARE(run.exitCode, 0);
    // The head line, the users and the totals.
    QCOMPARE(run.output.count('\n'), m_names.size() + 2);
    QCOMPARE(run.output.count('\t'), 8 * (m_names.size() + 2));
}

// The commands in reports can be run unchanged, whatever the name of the data root.
void TestHostile::commandsOfAReport()
{
    const TemporaryRoot place;
    const QByteArray path = place / "r\xff'\n\xe2\x80\xae!%s";
    QCOMPARE(::mkdir(path.constData(), 0755), 0);
    const auto root = Directory::open(path);
    QVERIFY(root);
    ResetReport report;
    report.user.root = std::make_shared<const Directory>(*root);
    const QString command = report.command({"restore", "an-id"});
    QProcess shell;
    shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), printed(command)});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.readAllStandardOutput().split('\0'),
             QByteArrayList({"restore", "an-id", "--data-root", path, "--confirm", ""}));
    const auto folder = root->makeFolder("\xfe", 0755);
    QVERIFY(folder);
    QCOMPARE(folder->pathBytes(), path + "/\xfe");
    QCOMPARE(folder->openParent()->pathBytes(), path);
}

QTEST_GUILESS_MAIN(TestHostile)
#include "tst_hostile.moc"
