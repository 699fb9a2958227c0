#include "commandline.h"
#include "completion.h"
#include "operationcommand.h"
#include "terminal.h"

#include "discovery/rootcandidates.h"

namespace SyncAdmin::Console {

namespace {

QByteArrayList namesOf(const QByteArray &kind, const Options &options)
{
    QByteArrayList names;
    if (kind == "users") {
        const auto users =
            openDataRoot(options).andThen([](const DataRoot &root) { return root.users(); });
        for (const UserFolder &user : users.value_or(QList<UserFolder>()))
            names.append(user.name);
    } else if (kind == "restore-points") {
        for (const FoundPoint &found : allPoints(options).value_or(QList<FoundPoint>()))
            names.append(found.point.id);
    }
    return names;
}

} // namespace

// A script that completes has nobody to tell what is wrong.
Exit printNames(const QByteArrayList &words)
{
    auto line = parseCommandLine(QByteArrayList{"list"} + words.mid(1));
    if (words.isEmpty() || !line)
        return Exit::WrongUsage;
    Options &options = line->options;
    if (!options.container.isEmpty()) {
        const auto root = dataRootOf(options.container, {});
        if (!root)
            return Exit::Failed;
        options.dataRoot = *root;
    }
    for (const QByteArray &name : namesOf(words.first(), options)) {
        if (!name.contains('\n'))
            print(name + '\n');
    }
    return Exit::Done;
}

} // namespace SyncAdmin::Console
