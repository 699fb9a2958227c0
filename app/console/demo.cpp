#include "commandtable.h"
#include "outcome.h"
#include "terminal.h"

#include "demo/demoroot.h"

#include "base/displayname.h"
#include "report/json.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>

namespace SyncAdmin::Console {

namespace {

Exit runDemo(const Context &context)
{
    const Options &options = context.options;
    if (options.arguments.size() != 1)
        return usageError(QStringLiteral("demo needs the name of a new folder"), options.command);
    const QByteArray &folder = options.arguments.first();
    const auto users = Demo::makeDemoRoot(QFile::decodeName(folder));
    if (!users)
        return reportError(users.error(), context);
    recordChange();
    if (options.json) {
        print(jsonLine({{QStringLiteral("type"), QStringLiteral("demo")},
                        {QStringLiteral("path"), displayName(folder)},
                        {QStringLiteral("users"), QJsonArray::fromStringList(*users)}}));
        return Exit::Done;
    }
    print(QStringLiteral("Created a demo data root in %1 with the users %2.\n")
              .arg(displayName(folder), users->join(QStringLiteral(", "))));
    return Exit::Done;
}

} // namespace

const Command demoCommand{
    "demo",
    "FOLDER",
    "create a demo data root to try the program with",
    "Creates a new data root with users of every kind. FOLDER must not exist or be empty.",
    "",
    Command::Effect::Adds,
    false,
    {{{"demo /tmp/try", "Create a data root in /tmp/try."},
      {"list --data-root /tmp/try", "List its users."}}},
    "list reset",
    &runDemo,
};

} // namespace SyncAdmin::Console
