// Writes the files that are made from the command table: manual page and completion scripts.
// Usage: consolefiles TEMPLATE FOLDER

#include "completion.h"
#include "manual.h"

#include <QDir>
#include <QFile>

#include <cstdio>

namespace {

bool write(const QString &path, const QString &text)
{
    QFile file(path);
    const QByteArray bytes = text.toUtf8();
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

} // namespace

int main(int argc, char **argv)
{
    using namespace SyncAdmin::Console;
    QFile pattern(argc == 3 ? QFile::decodeName(argv[1]) : QString());
    if (!pattern.open(QIODevice::ReadOnly)) {
        std::fputs("Usage: consolefiles TEMPLATE FOLDER\n", stderr);
        return 2;
    }
    const QString folder = QFile::decodeName(argv[2]);
    const bool isWritten =
        QDir().mkpath(folder) &&
        write(folder + QStringLiteral("/anki-sync-adminctl.1"),
              manualPage(QString::fromUtf8(pattern.readAll()))) &&
        write(folder + QStringLiteral("/anki-sync-adminctl.bash"), bashCompletion()) &&
        write(folder + QStringLiteral("/_anki-sync-adminctl"), zshCompletion()) &&
        write(folder + QStringLiteral("/anki-sync-adminctl.fish"), fishCompletion());
    return isWritten ? 0 : 1;
}
