#include "commandline.h"
#include "completion.h"
#include "operationcommand.h"
#include "terminal.h"

#include "agent/localhost.h"

namespace SyncAdmin::Console {

namespace {

QByteArrayList namesOf(const QByteArray &kind, const Context &context)
{
    QByteArrayList names;
    if (kind == "users" && openDataRoot(context)) {
        const auto users = context.host.users();
        for (const UserFolder &user : users.value_or(QList<UserFolder>()))
            names.append(user.name);
    } else if (kind == "restore-points") {
        for (const FoundPoint &found : allPoints(context).value_or(QList<FoundPoint>()))
            names.append(found.point.id);
    }
    return names;
}

} // namespace

// Errors are not printed: a shell calls this while the user types.
Exit printNames(const QByteArrayList &words)
{
    auto line = parseCommandLine(QByteArrayList{"list"} + words.mid(1));
    if (words.isEmpty() || !line)
        return Exit::WrongUsage;
    Options &options = line->options;
    LocalHost host;
    const std::stop_token stop;
    if (!options.container.isEmpty()) {
        const auto root = host.dataRootOf(options.container, {});
        if (!root)
            return Exit::Failed;
        options.dataRoot = *root;
    }
    for (const QByteArray &name : namesOf(words.first(), {host, options, stop})) {
        if (!name.contains('\n'))
            print(name + '\n');
    }
    return Exit::Done;
}

} // namespace SyncAdmin::Console
