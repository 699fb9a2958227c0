#include "report/rootlist.h"

#include "base/displayname.h"
#include "base/text.h"
#include "report/json.h"

#include <QJsonArray>

namespace SyncAdmin {

namespace {

QString originsText(const RootCandidate &root)
{
    QStringList texts;
    for (const RootOrigin &origin : root.origins)
        texts.append(origin.text());
    return texts.join(QStringLiteral("; "));
}

QJsonObject originObject(const RootOrigin &origin)
{
    QJsonObject object{{QStringLiteral("kind"), originKindName(origin.kind)},
                       {QStringLiteral("text"), origin.text()}};
    if (!origin.name.isEmpty())
        object.insert(QStringLiteral("name"), origin.name);
    if (!origin.container)
        return object;
    const Container &container = *origin.container;
    object.insert(QStringLiteral("engine"), QLatin1String(programOf(container.engine)));
    object.insert(QStringLiteral("id"), QLatin1String(container.id));
    object.insert(QStringLiteral("path"), displayName(origin.inContainer));
    object.insert(QStringLiteral("state"), container.state);
    object.insert(QStringLiteral("user"), container.user);
    object.insert(QStringLiteral("restartPolicy"), container.restartPolicy);
    object.insert(QStringLiteral("image"), container.image);
    for (const ContainerMount &mount : container.mounts) {
        if (mount.destination != origin.inContainer)
            continue;
        object.insert(QStringLiteral("mount"), mount.type);
        if (!mount.name.isEmpty())
            object.insert(QStringLiteral("volume"), mount.name);
    }
    return object;
}

} // namespace

TextTable rootTable(const QList<RootCandidate> &roots)
{
    using Align = TextTable::Align;
    TextTable table({{QStringLiteral("Data root"), Align::Left},
                     {QStringLiteral("Layout"), Align::Left, 3},
                     {QStringLiteral("Users"), Align::Right, 1},
                     {QStringLiteral("File system"), Align::Left, 4},
                     {QStringLiteral("Size"), Align::Right, 6},
                     {QStringLiteral("Free"), Align::Right, 5},
                     {QStringLiteral("Found by"), Align::Left, 2, minNameWidth}});
    for (const RootCandidate &root : roots) {
        const QString readOnly = root.isReadOnly ? QStringLiteral(", read-only") : QString();
        table.addRow({root.displayName(), layoutNames(root.layouts), numberCell(root.users),
                      root.fileSystem + readOnly, sizeCell(root.bytes), sizeCell(root.freeBytes),
                      originsText(root)});
    }
    return table;
}

QString noRootsText(const FoundRoots &found)
{
    QString text = QStringLiteral("No data root of a sync server was found on this machine.\n");
    if (!found.anyEngine)
        text += QStringLiteral("Neither podman nor docker is installed, so no container was "
                               "searched.\n");
    return text + QStringLiteral("Name it with --data-root FOLDER: the folder that the server's "
                                 "container mounts as /data, or SYNC_BASE of the official server.\n"
                                 "To try everything: anki-sync-adminctl demo FOLDER\n");
}

QString rootNotesText(const FoundRoots &found)
{
    QString text;
    for (const QString &note : found.notes)
        text += QStringLiteral("Not searched: ") + note + QLatin1Char('\n');
    QStringList names;
    for (const Container &container : found.otherContainers) {
        names.append(QStringLiteral("%1 (%2, %3)")
                         .arg(container.displayName(), QLatin1String(programOf(container.engine)),
                              container.state));
    }
    if (!names.isEmpty())
        text += QStringLiteral("Containers without a data root: ") +
                names.join(QStringLiteral(", ")) + QLatin1Char('\n');
    return text;
}

QJsonObject toJson(const RootCandidate &root)
{
    QJsonArray layouts;
    for (const Layout layout : {Layout::Community, Layout::Official, Layout::Legacy}) {
        if (root.layouts.testFlag(layout))
            layouts.append(layoutName(layout));
    }
    QJsonArray origins;
    for (const RootOrigin &origin : root.origins)
        origins.append(originObject(origin));
    QJsonObject object{{QStringLiteral("type"), QStringLiteral("root")},
                       {QStringLiteral("layouts"), layouts},
                       {QStringLiteral("users"), qint64(root.users)},
                       {QStringLiteral("fileSystem"), root.fileSystem},
                       {QStringLiteral("bytes"), root.bytes},
                       {QStringLiteral("freeBytes"), root.freeBytes},
                       {QStringLiteral("readOnly"), root.isReadOnly},
                       {QStringLiteral("origins"), origins}};
    insertName(object, root.path);
    return object;
}

} // namespace SyncAdmin
