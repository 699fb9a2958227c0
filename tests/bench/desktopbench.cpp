// Measures the desktop program on a data root: desktopbench FOLDER. Prints a line a figure.

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

#include <cstdio>

using namespace SyncAdmin::Desktop;

namespace {

constexpr int patience = 600000; // ms

double milliseconds(qint64 nanoseconds)
{
    return static_cast<double>(nanoseconds) / 1e6;
}

} // namespace

int main(int argc, char **argv)
{
    QElapsedTimer whole;
    whole.start();
    QApplication application(argc, argv);
    if (argc != 2) {
        std::fputs("Usage: desktopbench FOLDER\n", stderr);
        return 2;
    }
    const QTemporaryDir place;
    Settings settings(place.path() + QStringLiteral("/settings.ini"));
    MainWindow window(&settings);
    window.show();
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
    since.start();
    heartbeat.start(1);
    window.openRoot(argv[1]);
    if (!QTest::qWaitFor([&] { return names > 0 && !window.session()->isAnalysing(); }, patience))
        return 1;
    const qint64 all = opening.nsecsElapsed();
    const qint64 longestAnalysing = longest;
    longest = 0;
    for (int column = 0; column < UserModel::ColumnCount; ++column) {
        window.page()->view()->sortByColumn(column, Qt::DescendingOrder);
        QTest::qWait(20);
    }
    for (const QString &text : {QStringLiteral("1"), QStringLiteral("12"), QString()}) {
        window.page()->proxy()->setText(text);
        QTest::qWait(20);
    }
    const qint64 longestSorting = longest;
    longest = 0;
    window.page()->view()->selectAll();
    QTest::qWait(300);
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    std::printf("users %d\n", window.session()->users()->rowCount());
    std::printf("names in the table %.0f ms\n", milliseconds(names));
    std::printf("all figures %.0f ms\n", milliseconds(all));
    std::printf("longest without an answer: analysis %.0f ms, sorting and filtering %.0f ms, "
                "selecting all %.0f ms\n",
                milliseconds(longestAnalysing), milliseconds(longestSorting),
                milliseconds(longest));
    std::printf("peak memory %.0f MB\n", static_cast<double>(usage.ru_maxrss) / 1024);
    window.close();
    std::printf("whole process %.0f ms\n", milliseconds(whole.nsecsElapsed()));
    return 0;
}
