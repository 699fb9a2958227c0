#include "servers/container.h"

#include "base/displayname.h"
#include "holders/cgroup.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace SyncAdmin {

namespace {

// Reads the members of a JSON object from another program. The name of the first missing or invalid
// member is kept; values read after it are meaningless.
class JsonReader
{
public:
    explicit JsonReader(const QJsonValue &value) : m_object(value.toObject())
    {
        if (!value.isObject())
            m_wrong = QStringLiteral("an object is missing");
    }

    QString text(const char *name) { return has(name, QJsonValue::String).toString(); }
    // Missing and null count as empty.
    QString textOrNone(const char *name) { return isNone(name) ? QString() : text(name); }
    bool flag(const char *name) { return has(name, QJsonValue::Bool).toBool(); }
    bool flagOr(const char *name, bool usual) { return isNone(name) ? usual : flag(name); }
    QJsonObject object(const char *name) { return has(name, QJsonValue::Object).toObject(); }
    QJsonObject objectOrNone(const char *name)
    {
        return isNone(name) ? QJsonObject() : object(name);
    }
    QJsonArray listOrNone(const char *name)
    {
        return isNone(name) ? QJsonArray() : has(name, QJsonValue::Array).toArray();
    }
    qint64 number(const char *name)
    {
        const QJsonValue value = has(name, QJsonValue::Double);
        const qint64 number = value.toInteger(-1);
        // Some versions report negative exit codes for processes that a signal ended.
        if (value.isDouble() && qAbs(value.toDouble() - double(number)) >= 1)
            note(name);
        return number;
    }
    qint64 numberOrNone(const char *name) { return isNone(name) ? 0 : number(name); }
    bool isNone(const char *name) const
    {
        const QJsonValue value = m_object.value(QLatin1String(name));
        return value.isUndefined() || value.isNull();
    }

    const QString &wrong() const { return m_wrong; }

private:
    QJsonValue has(const char *name, QJsonValue::Type type)
    {
        const QJsonValue value = m_object.value(QLatin1String(name));
        if (value.type() != type)
            note(name);
        return value;
    }
    void note(const char *name)
    {
        if (m_wrong.isEmpty())
            m_wrong =
                QStringLiteral("'%1' is missing or has the wrong type").arg(QLatin1String(name));
    }

    QJsonObject m_object;
    QString m_wrong;
};

tl::unexpected<Error> notUnderstood(ContainerEngine engine, const QString &why)
{
    return failure(Error::Code::External, QString::fromLatin1(programOf(engine)),
                   QStringLiteral("cannot parse its output: ") + why);
}

// All objects of the output: a list, or one on each line.
Result<QJsonArray> objectsOf(ContainerEngine engine, const QByteArray &json)
{
    QJsonParseError error = {};
    const QJsonDocument whole = QJsonDocument::fromJson(json, &error);
    if (whole.isArray())
        return whole.array();
    if (whole.isObject())
        return QJsonArray{whole.object()};
    QJsonArray objects;
    for (const QByteArray &line : json.split('\n')) {
        if (line.trimmed().isEmpty())
            continue;
        const QJsonDocument one = QJsonDocument::fromJson(line, &error);
        if (!one.isObject())
            return notUnderstood(engine, error.error == QJsonParseError::NoError
                                             ? QStringLiteral("it is not a JSON object")
                                             : error.errorString());
        objects.append(one.object());
    }
    return objects;
}

ServerPhase phaseOf(const QString &state)
{
    if (state == QLatin1String("running"))
        return ServerPhase::Running;
    const auto stopped =
        std::to_array<const char *>({"created", "configured", "exited", "stopped", "dead"});
    const bool isStopped = std::any_of(stopped.begin(), stopped.end(), [&state](const char *word) {
        return state == QLatin1String(word);
    });
    return isStopped ? ServerPhase::Stopped : ServerPhase::Between;
}

QString readMounts(const QJsonArray &list, Container &container)
{
    for (const QJsonValue value : list) {
        JsonReader members(value);
        ContainerMount mount;
        mount.type = displayText(members.text("Type"));
        mount.name = displayText(members.textOrNone("Name"));
        mount.source = members.textOrNone("Source").toUtf8();
        mount.destination = members.text("Destination").toUtf8();
        mount.isWritable = members.flagOr("RW", true);
        if (!members.wrong().isEmpty())
            return QStringLiteral("mount: ") + members.wrong();
        container.mounts.append(mount);
    }
    return {};
}

// Returns what is wrong; empty if nothing is.
QString readState(const QJsonObject &object, Container &container)
{
    JsonReader state(object);
    const QString word = state.text("Status");
    container.state = displayText(word);
    container.phase = phaseOf(word);
    container.pid = state.number("Pid");
    container.exitCode = state.numberOrNone("ExitCode");
    container.monitorPid = state.numberOrNone("ConmonPid");
    container.startedAt = displayText(state.textOrNone("StartedAt"));
    if (state.wrong().isEmpty() && container.pid < 0)
        return QStringLiteral("'Pid' is negative");
    return state.wrong();
}

// {"UidMap": ["0:100000:65536"]}. Optional, so invalid data are skipped.
QByteArray idMap(const QJsonObject &host, const char *name)
{
    QByteArray map;
    const QJsonValue mappings = host.value(QStringLiteral("IDMappings"));
    for (const QJsonValue line : mappings.toObject().value(QLatin1String(name)).toArray())
        map += line.toString().toLatin1().replace(':', ' ') + '\n';
    return map;
}

// The layers of the overlay driver, in overlayfs's format.
QByteArrayList layersOf(const QJsonObject &driver)
{
    const QJsonObject data = driver.value(QStringLiteral("Data")).toObject();
    QByteArrayList layers{data.value(QStringLiteral("UpperDir")).toString().toUtf8()};
    layers += data.value(QStringLiteral("LowerDir")).toString().toUtf8().split(':');
    layers.removeAll({});
    return layers;
}

QString readSettings(const QJsonObject &config, const QJsonObject &host, Container &container)
{
    JsonReader configured(config);
    container.image = displayText(configured.textOrNone("Image"));
    container.user = displayText(configured.textOrNone("User"));
    if (!configured.isNone("StopTimeout"))
        container.stopTimeout = configured.number("StopTimeout");
    // The official server's data root. Other variables contain users' passwords.
    const QLatin1String syncBase("SYNC_BASE=");
    for (const QJsonValue variable : configured.listOrNone("Env")) {
        if (variable.toString().startsWith(syncBase))
            container.syncBase = variable.toString().mid(syncBase.size()).toUtf8();
    }
    JsonReader labels(configured.objectOrNone("Labels"));
    // podman sets this label itself; with docker it can only come from the image.
    const QByteArray unit = labels.textOrNone("PODMAN_SYSTEMD_UNIT").toUtf8();
    if (container.engine == ContainerEngine::Podman)
        container.unit = unit;

    container.uidMap = idMap(host, "UidMap");
    container.gidMap = idMap(host, "GidMap");

    JsonReader hosted(host);
    container.isRemovedWhenStopped = hosted.flagOr("AutoRemove", false);
    JsonReader policy(hosted.objectOrNone("RestartPolicy"));
    container.restartPolicy = displayText(policy.textOrNone("Name"));
    if (container.restartPolicy.isEmpty())
        container.restartPolicy = QStringLiteral("no");
    for (const JsonReader *members : {&configured, &labels, &hosted, &policy}) {
        if (!members->wrong().isEmpty())
            return members->wrong();
    }
    return {};
}

// Returns what is wrong; empty if nothing is.
QString readContainer(const QJsonValue &value, Container &container)
{
    JsonReader members(value);
    container.id = members.text("Id").toLatin1();
    container.name = members.text("Name").toUtf8();
    if (container.name.startsWith('/')) // docker's format
        container.name.remove(0, 1);
    container.restarts = members.numberOrNone("RestartCount");
    const QJsonObject state = members.object("State");
    const QJsonObject config = members.object("Config");
    const QJsonObject host = members.objectOrNone("HostConfig");
    const QJsonArray mounts = members.listOrNone("Mounts");
    container.layers = layersOf(members.objectOrNone("GraphDriver"));
    if (!members.wrong().isEmpty())
        return members.wrong();
    if (!isContainerId(container.id))
        return QStringLiteral("'Id' is not a container id");
    if (const QString wrong = readState(state, container); !wrong.isEmpty())
        return wrong;
    if (const QString wrong = readSettings(config, host, container); !wrong.isEmpty())
        return wrong;
    return readMounts(mounts, container);
}

} // namespace

QByteArray programOf(ContainerEngine engine)
{
    return engine == ContainerEngine::Podman ? QByteArrayLiteral("podman")
                                             : QByteArrayLiteral("docker");
}

QString Container::displayName() const
{
    return SyncAdmin::displayName(name);
}

Result<QList<Container>> parseContainers(ContainerEngine engine, const QByteArray &json)
{
    ASSIGN_OR_RETURN(const auto objects, objectsOf(engine, json));
    QList<Container> containers;
    for (const QJsonValue value : objects) {
        Container container;
        container.engine = engine;
        if (const QString wrong = readContainer(value, container); !wrong.isEmpty())
            return notUnderstood(engine, wrong);
        containers.append(container);
    }
    return containers;
}

Result<QByteArrayList> parseContainerIds(ContainerEngine engine, const QByteArray &text)
{
    QByteArrayList ids;
    for (const QByteArray &line : text.split('\n')) {
        const QByteArray id = line.trimmed();
        if (id.isEmpty())
            continue;
        if (!isContainerId(id))
            return notUnderstood(engine, QStringLiteral("it lists an invalid container id"));
        ids.append(id);
    }
    return ids;
}

Result<QList<ContainerVolume>> parseVolumes(ContainerEngine engine, const QByteArray &json)
{
    ASSIGN_OR_RETURN(const auto objects, objectsOf(engine, json));
    QList<ContainerVolume> volumes;
    for (const QJsonValue value : objects) {
        JsonReader members(value);
        const ContainerVolume volume{engine, displayText(members.text("Name")),
                                     members.textOrNone("Mountpoint").toUtf8()};
        if (!members.wrong().isEmpty())
            return notUnderstood(engine, members.wrong());
        volumes.append(volume);
    }
    return volumes;
}

Result<QByteArray> parseEngineHost(ContainerEngine engine, const QByteArray &json)
{
    ASSIGN_OR_RETURN(const auto objects, objectsOf(engine, json));
    JsonReader info(objects.size() == 1 ? objects.first() : QJsonValue());
    // The program `docker` may be podman's.
    QString name;
    if (info.isNone("host")) {
        name = info.text("Name");
    } else {
        JsonReader host(info.object("host"));
        name = host.text("hostname");
        if (!host.wrong().isEmpty())
            return notUnderstood(engine, host.wrong());
    }
    if (!info.wrong().isEmpty())
        return notUnderstood(engine, info.wrong());
    return name.toUtf8();
}

} // namespace SyncAdmin
