#include "agent/localhost.h"
#include "base/process.h"
#include "base/settings.h"
#include "base/themestyle.h"
#include "dialogs/startrefusal.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QIcon>

#include <unistd.h>

#include <cstdio>

using namespace SyncAdmin::Desktop;

namespace {

struct CommandLine
{
    QByteArray root;
    bool isDemo = false;
    bool isRight = true;
    bool isHelp = false;
    bool isVersion = false;
};

// Not with QCommandLineParser, because a path need not be valid text.
CommandLine parse(int argc, char **argv)
{
    CommandLine line;
    for (int i = 1; i < argc; ++i) {
        const QByteArray word = argv[i];
        if (word == "--data-root" && i + 1 < argc)
            line.root = argv[++i];
        else if (word.startsWith("--data-root="))
            line.root = word.mid(12);
        else if (word == "--demo")
            line.isDemo = true;
        else if (word == "--help" || word == "-h")
            line.isHelp = true;
        else if (word == "--version")
            line.isVersion = true;
        else if (word.startsWith('-') || !line.root.isEmpty())
            line.isRight = false;
        else
            line.root = word;
    }
    return line;
}

} // namespace

int main(int argc, char **argv)
{
    SyncAdmin::prepareProcess();
    const CommandLine line = parse(argc, argv);
    constexpr const char *usage =
        "Usage: anki-sync-admin [--demo] [[--data-root] FOLDER]\n"
        "Inspects, resets and restores the users of an Anki sync server in a window.";
    if (line.isHelp || line.isVersion) {
        std::puts(line.isHelp ? usage : "anki-sync-admin " SYNCADMIN_VERSION);
        return 0;
    }
    if (!line.isRight) {
        std::fprintf(stderr, "%s\n", usage);
        return 2;
    }
    // On X11 the desktop file is found by WM_CLASS, which Qt takes from this variable.
    ::qputenv("RESOURCE_NAME", SYNCADMIN_APPLICATION_ID);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("anki-sync-admin"));
    QApplication::setOrganizationName(QStringLiteral("anki-sync-admin"));
    QApplication::setApplicationDisplayName(QString());
    QApplication::setApplicationVersion(QStringLiteral(SYNCADMIN_VERSION));
    QApplication::setDesktopFileName(QStringLiteral(SYNCADMIN_APPLICATION_ID));
    QApplication::setStyle(new ThemeStyle); // which takes ownership
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/anki-sync-admin.png")));
    if (const auto usable = SyncAdmin::LocalHost().checkInstallation(); !usable)
        return refuseToStart(usable.error());
    Settings settings;
    bool isClean = true;
    int code = 0;
    {
        MainWindow window(&settings);
        QObject::connect(&window, &MainWindow::closed, &application,
                         [&isClean](bool clean) { isClean = clean; });
        window.show();
        if (line.isDemo)
            window.openDemo();
        else if (!line.root.isEmpty())
            window.openRoot(line.root);
        else if (!settings.recentRoots().isEmpty())
            window.openRoot(settings.recentRoots().first());
        code = QApplication::exec();
        settings.sync();
        // A reader hangs on a mount that does not answer; joining its thread would hang as well.
        if (!isClean)
            ::_exit(code);
    }
    return code;
}
