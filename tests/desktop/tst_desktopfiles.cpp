#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
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

// The files by which a desktop environment knows the program.
class TestDesktopFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passesTheValidators_data();
    void passesTheValidators();
    void namesAgree();
    void foldersAreNotClaimed();
    void windowIsFoundByItsClass();
    void iconsHaveTheirSizes();
};

void TestDesktopFiles::passesTheValidators_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("desktop file") << u"desktop-file-validate"_s << QStringList{desktopFile};
    QTest::newRow("metainfo") << u"appstreamcli"_s
                              << QStringList{u"validate"_s, u"--no-net"_s, metainfoFile};
}

void TestDesktopFiles::passesTheValidators()
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
    const QByteArrayList lines = contentOf(desktopFile).split('\n');
    QVERIFY(lines.contains("StartupWMClass=" SYNCADMIN_APPLICATION_ID));
    QVERIFY(lines.contains("Icon=anki-sync-admin"));
    QVERIFY(QFile::exists(resources + u"icons/anki-sync-admin.svg"_s));
    const QByteArray text = contentOf(metainfoFile);
    QVERIFY(text.contains("<id>" SYNCADMIN_APPLICATION_ID "</id>"));
    QVERIFY(text.contains("<launchable type=\"desktop-id\">" SYNCADMIN_APPLICATION_ID ".desktop"
                          "</launchable>"));
    QVERIFY(text.contains("<release version=\"" SYNCADMIN_VERSION "\""));
}

// With inode/directory the program would be offered for every folder of the desktop.
void TestDesktopFiles::foldersAreNotClaimed()
{
    QVERIFY(contentOf(desktopFile).contains("Exec=anki-sync-admin"));
    QVERIFY(!contentOf(desktopFile).contains("MimeType"));
}

// On X11 the desktop file of a window is found by StartupWMClass.
void TestDesktopFiles::windowIsFoundByItsClass()
{
    for (const QString &program : {u"xvfb-run"_s, u"xwininfo"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            QSKIP(qPrintable(program + u" is not installed"_s));
    }
    const QTemporaryDir home;
    QProcess display;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"XDG_CONFIG_HOME"_s, home.path());
    environment.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
    display.setProcessEnvironment(environment);
    display.setProcessChannelMode(QProcess::MergedChannels);
    // Prints the property of the main window; waits for it for at most 60 s.
    const QString script = uR"("$0" & program=$!
for i in $(seq 300); do
    windows=$(xwininfo -root -tree | grep '"Anki Sync Admin') && break
    sleep 0.2
done
kill $program
echo "$windows")"_s;
    display.start(u"xvfb-run"_s, {u"-a"_s, u"sh"_s, u"-c"_s, script,
                                  QStringLiteral(SYNCADMIN_BIN "/anki-sync-admin")});
    QVERIFY(display.waitForFinished(120'000));
    const QByteArray windows = display.readAll();
    QVERIFY2(windows.contains("(\"" SYNCADMIN_APPLICATION_ID "\""), windows.constData());
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
