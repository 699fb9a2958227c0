#include "support/podman.h"

#include "support/files.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QThread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace SyncAdmin::Test {

namespace {

constexpr int podmanLimit = 60'000; // ms

// The libraries that the loader would load, and the loader itself.
QStringList librariesOf(const QString &program)
{
    QProcess ldd;
    ldd.start(QStringLiteral("ldd"), {program});
    ldd.waitForFinished(podmanLimit);
    static const QRegularExpression path(QStringLiteral("(/[^ ]+) \\(0x"));
    QStringList libraries;
    auto matches = path.globalMatch(QString::fromLocal8Bit(ldd.readAllStandardOutput()));
    while (matches.hasNext())
        libraries.append(matches.next().captured(1));
    return libraries;
}

bool copyTo(const QString &file, const QString &target)
{
    return QFileInfo::exists(target) ||
           (makePath(QFileInfo(target).path()) && QFile::copy(file, target));
}

} // namespace

Podman::Podman() : m_folder(std::make_unique<TemporaryRoot>())
{
    m_whyNot = findOutWhyNot();
}

Podman::~Podman()
{
    if (m_guard < 0)
        return;
    run({QStringLiteral("rm"), QStringLiteral("--force"), QStringLiteral("--time=0"),
         QStringLiteral("--all"), QStringLiteral("--volumes")});
    ::close(m_guard);
    qunsetenv("CONTAINERS_CONF");
    qunsetenv("CONTAINERS_STORAGE_CONF");
}

QString Podman::findOutWhyNot()
{
    if (::geteuid() != 0)
        return QStringLiteral("only root can start containers here");
    for (const auto &program : {QStringLiteral("podman"), QStringLiteral("runc")}) {
        if (QStandardPaths::findExecutable(program).isEmpty() &&
            QStandardPaths::findExecutable(program, {QStringLiteral("/usr/sbin")}).isEmpty())
            return program + QStringLiteral(" is not installed");
    }
    if (!configure() || !startGuard())
        return QStringLiteral("podman cannot be configured");
    if (!makeImage(serverImage(), {QStringLiteral(SYNCADMIN_STANDIN)}))
        return QStringLiteral("podman cannot make an image");
    const Output trial = run({QStringLiteral("run"), QStringLiteral("--rm"), serverImage(),
                              QStringLiteral("/standin"), QStringLiteral("check")});
    if (trial.exitCode != 0)
        return QStringLiteral("no container runs here: ") + QString::fromUtf8(trial.errors);
    return {};
}

// Sets limits that a nested container may set.
bool Podman::configure() const
{
    const QByteArray folder = m_folder->bytes();
    const QByteArray engine = "[containers]\n"
                              "netns = \"none\"\n"
                              "default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n"
                              "[engine]\n"
                              "runtime = \"runc\"\n"
                              "cgroup_manager = \"cgroupfs\"\n"
                              "events_logger = \"file\"\n"
                              "tmp_dir = \"" +
                              folder + "/tmp\"\n";
    const QByteArray storage = "[storage]\n"
                               "driver = \"vfs\"\n"
                               "graphroot = \"" +
                               folder +
                               "/storage\"\n"
                               "runroot = \"" +
                               folder + "/run\"\n";
    return m_folder->isValid() &&
           writeBytes(*m_folder / QStringLiteral("containers.conf"), engine) &&
           writeBytes(*m_folder / QStringLiteral("storage.conf"), storage) &&
           qputenv("CONTAINERS_CONF", folder + "/containers.conf") &&
           qputenv("CONTAINERS_STORAGE_CONF", folder + "/storage.conf");
}

// Starts a process that outlives a killed test and removes its containers, including those that a
// running podman is about to create.
bool Podman::startGuard()
{
    const QByteArray fifo = m_folder->bytes() + "/guard";
    const QString script = QStringLiteral(
        "exec 3<\"$1\"; read -r _ <&3; exec 3<&-; test -d \"$2/storage\" || exit; "
        "for i in 1 2 3 4 5; do podman rm --force --time=0 --all --volumes; sleep 1; done; "
        "rm -rf \"$2\"");
    if (::mkfifo(fifo.constData(), 0600) != 0)
        return false;
    QProcess guard;
    guard.setProgram(QStringLiteral("setsid"));
    guard.setArguments({QStringLiteral("--fork"), QStringLiteral("sh"), QStringLiteral("-c"),
                        script, QStringLiteral("guard"), QFile::decodeName(fifo),
                        m_folder->path()});
    for (const auto set : {&QProcess::setStandardOutputFile, &QProcess::setStandardErrorFile})
        (guard.*set)(QProcess::nullDevice(), QIODevice::Truncate);
    guard.start();
    if (!guard.waitForFinished(podmanLimit) || guard.exitCode() != 0)
        return false;
    m_guard = ::open(fifo.constData(), O_WRONLY | O_CLOEXEC);
    return m_guard >= 0;
}

Podman::Output Podman::run(const QStringList &arguments)
{
    QProcess podman;
    podman.setStandardInputFile(QProcess::nullDevice());
    podman.start(QStringLiteral("podman"), arguments);
    Output output;
    if (podman.waitForFinished(podmanLimit) && podman.exitStatus() == QProcess::NormalExit)
        output.exitCode = podman.exitCode();
    output.output = podman.readAllStandardOutput();
    output.errors = podman.readAllStandardError();
    return output;
}

QByteArray Podman::ask(const QStringList &arguments)
{
    const Output output = run(arguments);
    return output.exitCode == 0 ? output.output.trimmed() : QByteArray();
}

bool Podman::makeImage(const QString &name, const QStringList &programs,
                       const QMap<QString, QString> &files) const
{
    const TemporaryRoot content;
    QMap<QString, QString> all = files;
    for (const QString &program : programs)
        all.insert(QLatin1Char('/') + QFileInfo(program).fileName(), program);
    bool isComplete = makePath(content / QStringLiteral("tmp"));
    for (const auto &[target, file] : all.asKeyValueRange()) {
        isComplete = isComplete && copyTo(file, content.path() + target);
        for (const QString &library : librariesOf(file))
            isComplete = isComplete && copyTo(library, content.path() + library);
    }
    const QString archive = *m_folder / QStringLiteral("image.tar");
    QProcess tar;
    tar.start(QStringLiteral("tar"), {QStringLiteral("-C"), content.path(), QStringLiteral("-cf"),
                                      archive, QStringLiteral(".")});
    isComplete = isComplete && tar.waitForFinished(podmanLimit) && tar.exitCode() == 0;
    // The leak checker of sanitized builds needs ptrace, which a container may not permit.
    const Output imported =
        run({QStringLiteral("import"), QStringLiteral("--quiet"), QStringLiteral("--change"),
             QStringLiteral("ENV ASAN_OPTIONS=detect_leaks=0"), archive, name});
    QFile::remove(archive);
    return isComplete && imported.exitCode == 0;
}

bool Podman::startServer(const QString &name, const QString &family, const QString &root,
                         const QStringList &podman, const QStringList &server) const
{
    QStringList arguments{QStringLiteral("run"),      QStringLiteral("--detach"),
                          QStringLiteral("--name"),   name,
                          QStringLiteral("--volume"), root + QStringLiteral(":/data")};
    arguments += podman;
    arguments += {serverImage(), QStringLiteral("/standin"), QStringLiteral("serve"), family,
                  QStringLiteral("/data")};
    arguments += server;
    if (const Output started = run(arguments); started.exitCode != 0) {
        qWarning("%s", started.errors.constData());
        return false;
    }
    const QDeadlineTimer limit(podmanLimit);
    while (!limit.hasExpired()) {
        if (run({QStringLiteral("logs"), name}).output.contains("ready"))
            return true;
        QThread::msleep(50);
    }
    return false;
}

QByteArray Podman::client(const QString &container, const QStringList &words)
{
    const Output answer =
        run(QStringList{QStringLiteral("exec"), container, QStringLiteral("/standin")} + words);
    return QByteArray(answer.output + answer.errors).trimmed();
}

const QString &Podman::serverImage()
{
    static const QString name = QStringLiteral("localhost/standin:1");
    return name;
}

} // namespace SyncAdmin::Test
