#include "servers/containers.h"

#include "base/displayname.h"

#include <QDeadlineTimer>
#include <QSet>

#include <unistd.h>

#include <algorithm>
#include <array>

namespace SyncAdmin {

namespace {

using namespace std::chrono_literals;

constexpr auto queryLimit = 10s;
constexpr qsizetype shortestId = 12;
constexpr auto asJson = "{{json .}}";

tl::expected<QByteArray, ToolFailure> query(ContainerEngine engine, const QByteArrayList &arguments,
                                            const Task &task)
{
    return runTool({programOf(engine), arguments, queryLimit}, task);
}

QByteArray machineName()
{
    std::array<char, 256> name = {};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? QByteArray(name.data())
                                                            : QByteArray();
}

// Why the engine's paths are not those of this machine; empty if they are.
Result<QString> elsewhere(ContainerEngine engine, const Task &task)
{
    const char *variable = engine == ContainerEngine::Docker ? "DOCKER_HOST" : "CONTAINER_HOST";
    const QByteArray host = qgetenv(variable);
    if (!host.isEmpty() && !host.startsWith("unix:"))
        return QStringLiteral("%1 is %2").arg(QLatin1String(variable), displayName(host));
    const auto answer = query(engine, {"info", "--format", asJson}, task);
    if (!answer)
        return failure(answer.error().error());
    ASSIGN_OR_RETURN(const auto name, parseEngineHost(engine, *answer));
    if (name == machineName())
        return QString();
    return displayName(name);
}

// Collects containers, volumes and notes from all engines.
class Search
{
public:
    Search(bool withVolumes, const Task &task) : m_withVolumes(withVolumes), m_task(task) {}

    ContainerList result()
    {
        for (const ContainerEngine engine : containerEngines) {
            if (isInstalled(programOf(engine)) && !m_task.stopRequested())
                queryEngine(engine);
        }
        return m_list;
    }

private:
    void queryEngine(ContainerEngine engine)
    {
        m_list.anyEngine = true;
        const auto reason = elsewhere(engine, m_task);
        if (!reason)
            return note(reason.error());
        if (!reason->isEmpty()) {
            return note({Error::Code::External, QString::fromLatin1(programOf(engine)),
                         QStringLiteral("it controls another machine (%1), whose files cannot be "
                                        "reached from here")
                             .arg(*reason)});
        }
        addContainers(engine);
        if (m_withVolumes)
            addVolumes(engine);
    }

    void addContainers(ContainerEngine engine)
    {
        const auto answer = query(engine, {"ps", "--all", "--quiet", "--no-trunc"}, m_task);
        if (!answer)
            return note(answer.error().error());
        const auto ids = parseContainerIds(engine, *answer);
        if (!ids)
            return note(ids.error());
        if (ids->isEmpty())
            return;
        // Inspects all at once. If that fails, inspects one by one, because one may have been
        // removed meanwhile.
        const auto all =
            query(engine, QByteArrayList{"container", "inspect", "--format", asJson, "--"} + *ids,
                  m_task);
        if (all)
            return add(parseContainers(engine, *all));
        if (all.error().kind != ToolFailure::Kind::Failed)
            return note(all.error().error());
        const QDeadlineTimer deadline(queryLimit);
        for (const QByteArray &id : *ids) {
            if (m_task.stopRequested())
                return;
            if (deadline.hasExpired())
                return note(all.error().error());
            if (const auto one = inspectContainer(engine, id, m_task))
                add(QList<Container>{*one});
            else if (one.error().code != Error::Code::DoesNotExist)
                note(one.error());
        }
    }

    void addVolumes(ContainerEngine engine)
    {
        const auto answer = query(engine, {"volume", "ls", "--quiet"}, m_task);
        if (!answer)
            return note(answer.error().error());
        QByteArrayList names = answer->split('\n');
        names.removeAll({});
        if (names.isEmpty())
            return;
        const auto all = query(
            engine, QByteArrayList{"volume", "inspect", "--format", asJson, "--"} + names, m_task);
        if (!all)
            return note(all.error().error());
        const auto volumes = parseVolumes(engine, *all);
        if (!volumes)
            return note(volumes.error());
        m_list.volumes += *volumes;
    }

    void add(const Result<QList<Container>> &found)
    {
        if (!found)
            return note(found.error());
        for (const Container &container : *found) {
            if (m_known.contains(container.id))
                continue;
            m_known.insert(container.id);
            m_list.containers.append(container);
        }
    }

    void note(const Error &error)
    {
        if (!m_list.notes.contains(error.message()))
            m_list.notes.append(error.message());
    }

    bool m_withVolumes;
    const Task &m_task;
    ContainerList m_list;
    QSet<QByteArray> m_known;
};

bool isCalled(const Container &container, const QByteArray &name)
{
    return container.name == name || container.displayName().toUtf8() == name ||
           (name.size() >= shortestId && container.id.startsWith(name));
}

} // namespace

ContainerList findContainers(bool withVolumes, const Task &task)
{
    return Search(withVolumes, task).result();
}

Result<Container> findContainer(const QByteArray &name, const Task &task)
{
    const ContainerList list = findContainers(false, task);
    QList<Container> found;
    for (const Container &container : list.containers) {
        const QByteArray prefix = programOf(container.engine) + ':';
        if (isCalled(container, name) ||
            (name.startsWith(prefix) && isCalled(container, name.mid(prefix.size()))))
            found.append(container);
    }
    if (found.size() == 1)
        return found.first();
    const QString shown = displayName(name);
    if (found.size() > 1) {
        return failure(Error::Code::BadInput, {},
                       QStringLiteral("podman and docker both have a container '%1'. Name it "
                                      "podman:%1 or docker:%1.")
                           .arg(shown));
    }
    const QString subject = QStringLiteral("container '%1'").arg(shown);
    if (!list.anyEngine)
        return failure(Error::Code::External, subject,
                       QStringLiteral("not found, because neither podman nor docker is installed"));
    if (!list.notes.isEmpty())
        return failure(Error::Code::External, subject,
                       QStringLiteral("not found. ") + list.notes.join(QStringLiteral("; ")));
    return failure(Error::Code::DoesNotExist, subject);
}

Result<Container> inspectContainer(ContainerEngine engine, const QByteArray &id, const Task &task)
{
    const auto answer = query(engine, {"container", "inspect", "--format", asJson, "--", id}, task);
    if (!answer) {
        // "no such container: 0123", "Error: No such container: 0123"
        if (answer.error().words.contains(QLatin1String("no such container"), Qt::CaseInsensitive))
            return failure(Error::Code::DoesNotExist,
                           QStringLiteral("container ") + displayName(id.left(shortestId)));
        return failure(answer.error().error());
    }
    ASSIGN_OR_RETURN(const auto containers, parseContainers(engine, *answer));
    const auto found = std::find_if(containers.begin(), containers.end(),
                                    [&id](const Container &c) { return c.id == id; });
    if (found == containers.end())
        return failure(Error::Code::DoesNotExist,
                       QStringLiteral("container ") + displayName(id.left(shortestId)));
    return *found;
}

Result<> runContainerCommand(ContainerEngine engine, const QByteArrayList &operation,
                             const QByteArray &id, std::chrono::milliseconds limit,
                             const Task &task)
{
    const auto answer =
        runTool({programOf(engine), operation + QByteArrayList{"--", id}, limit}, task);
    if (!answer)
        return failure(answer.error().error());
    return {};
}

} // namespace SyncAdmin
