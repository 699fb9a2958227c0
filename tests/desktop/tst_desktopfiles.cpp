#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QString resources = QStringLiteral(SYNCADMIN_SOURCE "/resources/");
const QString desktopFile =
    resources + u"desktop/"_s + QStringLiteral(SYNCADMIN_APPLICATION_ID) + u".desktop"_s;
const QString metainfoFile = QStringLiteral(SYNCADMIN_METAINFO); // that is installed

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

// What a desktop reads of the program before it starts it.
class TestDesktopFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void validatorsAreContent_data();
    void validatorsAreContent();
    void namesAgree();
    void foldersAreNotClaimed();
    void iconsHaveTheirSizes();
};

void TestDesktopFiles::validatorsAreContent_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("desktop file") << u"desktop-file-validate"_s << QStringList{desktopFile};
    QTest::newRow("metainfo") << u"appstreamcli"_s
                              << QStringList{u"validate"_s, u"--no-net"_s, metainfoFile};
}

void TestDesktopFiles::validatorsAreContent()
{
    QFETCH(QString, program);
    QFETCH(QStringList, arguments);
    if (QStandardPaths::findExecutable(program).isEmpty())
        QSKIP(qPrintable(program + u" is not installed"_s));
    QProcess validator;
    validator.setProcessChannelMode(QProcess::MergedChannels);
    validator.start(program, arguments);
    QVERIFY(validator.waitForFinished());
    const QByteArray said = validator.readAll();
    QVERIFY2(validator.exitCode() == 0 && !said.contains("warning"), said.constData());
}

void TestDesktopFiles::namesAgree()
{
    const QByteArray id = SYNCADMIN_APPLICATION_ID;
    const QByteArrayList lines = contentOf(desktopFile).split('\n');
    QVERIFY(lines.contains("StartupWMClass=" + id));
    QVERIFY(lines.contains("Icon=anki-sync-admin"));
    QVERIFY(QFile::exists(resources + u"icons/anki-sync-admin.svg"_s));
    const QByteArray text = contentOf(metainfoFile);
    QVERIFY(text.contains("<id>" + id + "</id>"));
    QVERIFY(text.contains("<launchable type=\"desktop-id\">" + id + ".desktop</launchable>"));
    QVERIFY(text.contains("<release version=\"" SYNCADMIN_VERSION "\""));
}

// With inode/directory the program would be offered for every folder of the desktop.
void TestDesktopFiles::foldersAreNotClaimed()
{
    QVERIFY(contentOf(desktopFile).contains("Exec=anki-sync-admin"));
    QVERIFY(!contentOf(desktopFile).contains("MimeType"));
}

void TestDesktopFiles::iconsHaveTheirSizes()
{
    const QDir sizes(resources + u"icons/hicolor"_s);
    const QStringList names = sizes.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QVERIFY(names.size() >= 6);
    for (const QString &name : names) {
        const QImage icon(sizes.filePath(name + u"/apps/anki-sync-admin.png"_s));
        QCOMPARE(u"%1x%2"_s.arg(icon.width()).arg(icon.height()), name);
    }
}

QTEST_MAIN(TestDesktopFiles)
#include "tst_desktopfiles.moc"
