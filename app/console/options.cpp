#include "options.h"

#include "command.h"

#include <unistd.h>

#include <cstdlib>

namespace SyncAdmin::Console {

QByteArrayList programWords()
{
    const bool isBySudo = ::geteuid() == 0 && !qEnvironmentVariableIsEmpty("SUDO_UID");
    return isBySudo ? QByteArrayList{"sudo", "anki-sync-adminctl"}
                    : QByteArrayList{"anki-sync-adminctl"};
}

QByteArray absolutePath(const QByteArray &path)
{
    if (path.startsWith('/'))
        return path;
    char *folder = ::getcwd(nullptr, 0);
    if (folder == nullptr)
        return path;
    const QByteArray whole = QByteArray(folder) + '/' + path;
    std::free(folder); // NOLINT(cppcoreguidelines-no-malloc): getcwd() allocates it
    return whole;
}

QByteArrayList repeatedOptions(const Options &options, const QByteArray &command)
{
    const Command *known = commandNamed(command);
    QByteArrayList words;
    const auto add = [&](const char *name, bool isGiven, const QByteArrayList &option) {
        if (isGiven && known != nullptr && known->hasOption(name))
            words += option;
    };
    // sudo does not pass the environment on, and a relative path depends on the working folder.
    const bool needsRoot =
        options.dataRootGiven || !qEnvironmentVariableIsEmpty("ANKI_SYNC_ADMIN_DATA_ROOT");
    add("data-root", needsRoot && options.container.isEmpty(),
        {"--data-root", absolutePath(options.dataRoot)});
    // In one word, because the name may look like an option.
    add("container", !options.container.isEmpty(), {"--container=" + options.container});
    if (options.layout)
        add("layout", true, {"--layout", layoutName(*options.layout).toUtf8()});
    add("keep-media-files", options.keepMediaFiles, {"--keep-media-files"});
    add("collection-only", options.collectionOnly, {"--collection-only"});
    add("media-only", options.mediaOnly, {"--media-only"});
    add("no-restore-point", options.noRestorePoint, {"--no-restore-point"});
    add("server-stopped", options.serverStopped, {"--server-stopped"});
    add("stop-server", options.stopServer, {"--stop-server"});
    add("match", !options.match.isEmpty(), {"--match", options.match});
    add("undo", options.undo, {"--undo"});
    add("bring-back", options.bringBack, {"--bring-back"});
    return words;
}

} // namespace SyncAdmin::Console
