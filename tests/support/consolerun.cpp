#include "support/consolerun.h"

#include <QFile>
#include <QProcess>
#include <QStringList>

namespace SyncAdmin::Test {

namespace {

constexpr int timeLimit = 120'000; // ms

} // namespace

ConsoleRun runConsole(const QByteArrayList &arguments, const QByteArray &input)
{
    // QProcess takes arguments as text, which cannot contain every byte; $'...' of the shell can.
    QByteArray script = "unset ANKI_SYNC_ADMIN_DATA_ROOT; exec \"$0\"";
    for (const QByteArray &argument : arguments) {
        script += " $'";
        for (const char c : argument)
            script += "\\x" + QByteArray(1, c).toHex();
        script += '\'';
    }
    QProcess process;
    process.start(QStringLiteral("bash"), {QStringLiteral("-c"), QString::fromLatin1(script),
                                           QStringLiteral(SYNCADMIN_BIN "/anki-sync-adminctl")});
    process.write(input);
    process.closeWriteChannel();
    ConsoleRun run;
    if (process.waitForFinished(timeLimit) && process.exitStatus() == QProcess::NormalExit)
        run.exitCode = process.exitCode();
    run.output = process.readAllStandardOutput();
    run.errors = process.readAllStandardError();
    return run;
}

} // namespace SyncAdmin::Test
