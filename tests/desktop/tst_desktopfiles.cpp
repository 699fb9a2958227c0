#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QString resources = QStringLiteral(SYNCADMIN_SOURCE "/resources/");

} // namespace

// What a desktop reads of the program before it starts it.
class TestDesktopFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void validatorsAreContent_data();
    void validatorsAreContent();
    void namesAgree();
    void iconsHaveTheirSizes();
};

void TestDesktopFiles::validatorsAreContent_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("desktop file") << u"desktop-file-validate"_s
                                  << QStringList{u"desktop/anki-sync-admin.desktop"_s};
    QTest::newRow("metainfo") << u"appstreamcli"_s
                              << QStringList{u"validate"_s, u"--no-net"_s,
                                             u"desktop/io.github.anki_sync_admin.metainfo.xml"_s};
}

void TestDesktopFiles::validatorsAreContent()
{
    QFETCH(QString, program);
    QFETCH(QStringList, arguments);
    if (QStandardPaths::findExecutable(program).isEmpty())
        QSKIP(qPrintable(program + u" is not installed"_s));
    QProcess validator;
    validator.setWorkingDirectory(resources);
    validator.setProcessChannelMode(QProcess::MergedChannels);
    validator.start(program, arguments);
    QVERIFY(validator.waitForFinished());
    const QByteArray said = validator.readAll();
    QVERIFY2(validator.exitCode() == 0 && !said.contains("warning"), said.constData());
}

void TestDesktopFiles::namesAgree()
{
    QFile desktop(resources + u"desktop/anki-sync-admin.desktop"_s);
    QVERIFY(desktop.open(QIODevice::ReadOnly));
    const QByteArrayList lines = desktop.readAll().split('\n');
    QVERIFY(lines.contains("Icon=anki-sync-admin"));
    QVERIFY(QFile::exists(resources + u"icons/anki-sync-admin.svg"_s));
    QFile metainfo(resources + u"desktop/io.github.anki_sync_admin.metainfo.xml"_s);
    QVERIFY(metainfo.open(QIODevice::ReadOnly));
    const QByteArray text = metainfo.readAll();
    QVERIFY(text.contains("<launchable type=\"desktop-id\">anki-sync-admin.desktop</launchable>"));
    QVERIFY(text.contains("<release version=\"" SYNCADMIN_VERSION "\""));
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
