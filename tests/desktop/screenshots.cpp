// Renders the windows with the demo data root as pictures into a folder:
// packaging/screenshots.sh.

#include "base/themestyle.h"
#include "demo/collectionwriter.h"
#include "demo/demoroot.h"
#include "dialogs/reportdialog.h"
#include "dialogs/resetdialog.h"
#include "models/usermodel.h"
#include "session/operations.h"
#include "session/points.h"
#include "views/detailspanel.h"
#include "views/noticebar.h"
#include "views/tableview.h"
#include "window/mainwindow.h"
#include "window/userpage.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QSplitter>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;

namespace {

constexpr int patience = 20000; // ms

QPalette darkPalette()
{
    QPalette palette(QColor(45, 47, 51), QColor(37, 39, 42));
    palette.setColor(QPalette::Base, QColor(29, 31, 33));
    palette.setColor(QPalette::AlternateBase, QColor(52, 55, 60));
    palette.setColor(QPalette::Highlight, QColor(61, 122, 196));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::PlaceholderText, QColor(160, 163, 168));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(role, QColor(230, 231, 233));
        palette.setColor(QPalette::Disabled, role, QColor(125, 128, 133));
    }
    return palette;
}

void save(QWidget &widget, const QString &folder, const QString &name)
{
    QTest::qWait(200);
    const QString path = folder + QLatin1Char('/') + name + QStringLiteral(".png");
    if (!widget.grab().save(path))
        std::fprintf(stderr, "cannot write %s\n", qPrintable(path));
}

QStringList pathsOf(MainWindow &window, const QByteArrayList &names)
{
    QStringList paths;
    for (int i = 0; i < window.session()->users()->rowCount(); ++i) {
        const UserRow &row = window.session()->users()->row(i);
        if (names.contains(row.user.name))
            paths.append(row.key());
    }
    return paths;
}

// The restore of john.doe after a device has synced again.
bool shootLateRestore(MainWindow &window, const QString &root, const QString &folder,
                      const QString &theme)
{
    const QString user = root + QStringLiteral("/collections/john.doe");
    Demo::CollectionSpec spec;
    spec.cards = 3;
    spec.notes = 2;
    spec.reviews = 1;
    spec.created += 1'000'000; // other cards than before
    if (!Demo::writeCollection(user + QStringLiteral("/collection.anki2"), spec))
        return false;
    window.flows()->restore()->start(window.points()->all());
    const auto opened = [&window] { return window.findChild<ConfirmDialog *>() != nullptr; };
    if (!QTest::qWaitFor(opened, patience))
        return false;
    auto *dialog = window.findChild<ConfirmDialog *>();
    save(*dialog, folder, QStringLiteral("restore-late-") + theme);
    dialog->reject();
    QTest::qWait(100);
    return true;
}

bool shoot(const QString &folder, const QString &theme)
{
    QTemporaryDir place;
    const QString root = place.path() + QStringLiteral("/data");
    if (!Demo::makeDemoRoot(root))
        return false;
    Settings settings(place.path() + QStringLiteral("/settings.ini"));
    MainWindow window(&settings);
    window.resize(1180, 700);
    window.show();
    save(window, folder, QStringLiteral("start-") + theme);
    window.openRoot(QFile::encodeName(root));
    const auto isReady = [&window] {
        return window.session()->root() != nullptr && !window.session()->isAnalysing();
    };
    if (!QTest::qWaitFor(isReady, patience))
        return false;
    window.page()->select(pathsOf(window, {"john.doe"}));
    save(window, folder, QStringLiteral("main-") + theme);
    for (const auto &[tab, name] : {std::pair(DetailsPanel::Tab::Files, "files"),
                                    std::pair(DetailsPanel::Tab::DryRun, "dry-run"),
                                    std::pair(DetailsPanel::Tab::Problems, "problems")}) {
        window.page()->details()->showTab(tab);
        if (tab == DetailsPanel::Tab::Problems)
            window.page()->select(pathsOf(window, {"john.doe", "broken", "alice", "both"}));
        save(window, folder, QString::fromLatin1(name) + QLatin1Char('-') + theme);
    }
    window.page()->select(pathsOf(window, {"john.doe"}));
    QTest::qWait(100);
    window.actions().reset->trigger();
    auto *dialog = window.findChild<ResetDialog *>();
    if (dialog == nullptr)
        return false;
    QTest::qWait(1200);
    save(*dialog, folder, QStringLiteral("reset-") + theme);
    const QList<Operation> requests = dialog->operations();
    dialog->reject();
    bool isDone = false;
    QObject::connect(window.operations(), &Operations::finished, &window,
                     [&isDone] { isDone = true; });
    window.operations()->run(requests);
    if (!QTest::qWaitFor([&isDone] { return isDone; }, patience))
        return false;
    QTest::qWait(300);
    save(window, folder, QStringLiteral("result-") + theme);
    window.actions().restorePoints->setChecked(true);
    QTest::qWait(300);
    save(window, folder, QStringLiteral("restore-points-") + theme);
    window.actions().restorePoints->setChecked(false);
    if (!shootLateRestore(window, root, folder, theme))
        return false;
    ReportDialog report(QStringLiteral("Report"),
                        window.flows()->run()->activity().entries().first().report);
    report.resize(620, 360);
    report.setAttribute(Qt::WA_DeleteOnClose, false);
    report.show();
    save(report, folder, QStringLiteral("report-") + theme);
    window.page()->view()->selectAll();
    QTest::qWait(100);
    window.actions().reset->trigger();
    for (ResetDialog *each : window.findChildren<ResetDialog *>()) {
        QTest::qWait(1500);
        save(*each, folder, QStringLiteral("reset-several-") + theme);
        each->reject();
    }
    window.close();
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc != 2 || !QDir().mkpath(QString::fromLocal8Bit(argv[1]))) {
        std::fputs("Usage: screenshots FOLDER\n", stderr);
        return 2;
    }
    QApplication::setApplicationName(QStringLiteral("anki-sync-admin"));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    auto *style = new ThemeStyle;
    style->setBaseStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setStyle(style);
    const QString folder = QString::fromLocal8Bit(argv[1]);
    const bool isLightDone = shoot(folder, QStringLiteral("light"));
    QApplication::setPalette(darkPalette());
    const bool isDarkDone = shoot(folder, QStringLiteral("dark"));
    return isLightDone && isDarkDone ? 0 : 1;
}
