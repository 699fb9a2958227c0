#include "command.h"
#include "terminal.h"

#include "demo/demoroot.h"

#include "base/displayname.h"

#include <QFile>

namespace SyncAdmin::Console {

Exit runDemo(const Options &options, const std::stop_token & /*stop*/)
{
    if (options.arguments.size() != 1)
        return usageError(QStringLiteral("demo needs the folder to make"));
    const QByteArray &folder = options.arguments.first();
    const auto users = Demo::makeDemoRoot(QFile::decodeName(folder));
    if (!users)
        return reportError(users.error(), options);
    print(QStringLiteral("Made a demo data root in %1 with the users %2.\n")
              .arg(displayName(folder), users->join(QStringLiteral(", "))));
    return Exit::Done;
}

} // namespace SyncAdmin::Console
