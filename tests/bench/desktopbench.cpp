// Measures the desktop program on a data root: desktopbench FOLDER. Prints a figure and its name a
// line: milliseconds or, of "memory", megabytes. With "figures" behind the folder it does nothing
// but show all figures, and ends.

#include "models/userproxy.h"
#include "views/tableview.h"
#include "window/mainwindow.h"
#include "window/userpage.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <utility>

using namespace SyncAdmin::Desktop;

namespace {

constexpr int patience = 600000; // ms

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const bool isWhole = argc == 3 && QByteArray(argv[2]) == "figures";
    if (argc != 2 && !isWhole) {
        std::fputs("Usage: desktopbench FOLDER [figures]\n", stderr);
        return 2;
    }
    const QTemporaryDir place;
    Settings settings(place.path() + QStringLiteral("/settings.ini"));
    MainWindow window(&settings);
    window.show();
    if (!isWhole)
        QTest::qWait(200);

    // A timer that is always due: the longest time between two calls is how long nothing answered.
    QElapsedTimer since;
    qint64 longest = 0;
    QTimer heartbeat;
    QObject::connect(&heartbeat, &QTimer::timeout, &window, [&since, &longest] {
        longest = std::max(longest, since.nsecsElapsed());
        since.start();
    });
    QElapsedTimer opening;
    opening.start();
    qint64 names = 0;
    QObject::connect(window.session(), &Session::opened, &window,
                     [&names, &opening] { names = opening.nsecsElapsed(); });
    if (!isWhole) {
        since.start();
        heartbeat.start(1);
    }
    window.openRoot(argv[1]);
    if (!QTest::qWaitFor([&] { return names > 0 && !window.session()->isAnalysing(); }, patience))
        return 1;
    if (isWhole) {
        std::printf("%d users\n", window.session()->users()->rowCount());
        window.close();
        return 0;
    }
    const qint64 whileAnalysing = std::exchange(longest, 0);
    for (int column = 0; column < UserModel::ColumnCount; ++column) {
        window.page()->view()->sortByColumn(column, Qt::DescendingOrder);
        QTest::qWait(20);
    }
    const qint64 whileSorting = std::exchange(longest, 0);
    for (const QString &text : {QStringLiteral("1"), QStringLiteral("12"), QString()}) {
        window.page()->proxy()->setText(text);
        QTest::qWait(20);
    }
    const qint64 whileFiltering = std::exchange(longest, 0);
    window.page()->view()->selectAll();
    QTest::qWait(300);
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto print = [](qint64 nanoseconds, const char *name) {
        std::printf("%.0f %s\n", static_cast<double>(nanoseconds) / 1e6, name);
    };
    print(names, "names");
    print(whileAnalysing, "stall-analysing");
    print(whileSorting, "stall-sorting");
    print(whileFiltering, "stall-filtering");
    print(longest, "stall-selecting");
    std::printf("%ld memory\n", usage.ru_maxrss / 1024);
    window.close();
    return 0;
}
