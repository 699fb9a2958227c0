#include "support/enginefixture.h"

#include "operations/resetplanner.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <filesystem>

namespace SyncAdmin::Test {

namespace {

namespace fs = std::filesystem;

InUse nobody()
{
    InUse inUse;
    inUse.state = InUse::State::Free;
    return inUse;
}

// Ends the test program if a step of the fixture fails.
template <typename T>
T valueOf(const Result<T> &result, const char *what)
{
    if (!result)
        qFatal("%s: %s", what, qPrintable(result.error().message()));
    return *result;
}

} // namespace

EngineFixture::EngineFixture()
    : m_temporary(std::make_unique<TemporaryRoot>()), m_folder(m_temporary->bytes()),
      m_calls(std::make_shared<FailingCalls>())
{
    fs::create_directories(usersPath().toStdString());
    m_calls->skipSync();
}

EngineFixture::EngineFixture(const QByteArray &folder, std::shared_ptr<FailingCalls> calls)
    : m_folder(folder), m_calls(std::move(calls))
{
    fs::create_directories(usersPath().toStdString());
}

void EngineFixture::write(const QByteArray &name, const QByteArray &content) const
{
    QFile file(QFile::decodeName(userPath() + '/' + name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", name.constData());
}

bool EngineFixture::has(const QByteArray &name) const
{
    return QFile::exists(QFile::decodeName(userPath() + '/' + name));
}

void EngineFixture::build() const
{
    fs::remove_all(userPath().toStdString());
    fs::remove_all(storePath().toStdString());
    const std::string media = userPath().toStdString() + "/collection.media";
    fs::create_directories(media + "/below");
    fs::permissions(media, fs::perms(02750));
    write("collection.anki2", "the collection");
    write("collection.anki2-wal", "its wal");
    write("collection.media.server.db", "the media database");
    write("collection.media.server.db-wal", "its wal");
    write("collection.media.db2", "a client's");
    write("collection.anki2.tmp", "half an upload");
    write("notes.txt", "not the server's");
    write("collection.media/one.jpg", "one");
    write("collection.media/below/two.jpg", "two");
}

QByteArrayList EngineFixture::sidecars(const QByteArray &database) const
{
    QByteArrayList found;
    for (const QByteArray &name : sidecarNames(database)) {
        if (has(name))
            found.append(name);
    }
    return found;
}

void EngineFixture::useAsServer() const
{
    write("collection.anki2", "a newer collection");
    write("collection.anki2-shm", "its shm");
    write("collection.media.server.db", "a newer media database");
    write("collection.media/three.jpg", "three");
}

DataRoot EngineFixture::root() const
{
    DataRoot::Options options;
    options.calls = m_calls;
    return valueOf(DataRoot::open(rootPath(), options), "root");
}

UserFolder EngineFixture::user() const
{
    return valueOf(root().user(m_name), "user");
}

ResetPlan EngineFixture::plan(bool keepMediaFiles) const
{
    // Does not call analyse(), which would wait until the stamps are old enough.
    UserAnalysis analysis;
    analysis.user = user();
    analysis.wasRead = true;
    analysis.serverOwners = m_owners;
    const Directory folder = valueOf(analysis.user.open(), "user folder");
    analysis.folderStatus = valueOf(folder.status(), "user folder");
    analysis.entries = valueOf(entriesOf(folder, analysis.layouts()), "entries");
    analysis.usage = valueOf(measureUserFolder(folder, analysis.entries, 1, {}), "usage");
    return valueOf(planReset(analysis, {keepMediaFiles}), "plan");
}

ExecutionOptions EngineFixture::options()
{
    ExecutionOptions options;
    options.commandLine = QStringLiteral("anki-sync-adminctl test");
    options.probe = [](const Directory &, const QByteArrayList &) { return nobody(); };
    options.probeServer = [](const Directory &) { return nobody(); };
    options.probeAgain = [](const DatabaseLocks &, const QList<FilesIn> &) { return nobody(); };
    return options;
}

ResetReport EngineFixture::reset(bool keepMediaFiles) const
{
    return execute(plan(keepMediaFiles), options(), {});
}

std::optional<ResetReport> EngineFixture::interrupt(const ResetPlan &plan, int rename) const
{
    m_calls->failAt(rename, EIO, FailingCalls::Kind::Rename, true);
    const ResetReport report = execute(plan, options(), {});
    const bool fired = m_calls->hasFired();
    m_calls->disarm();
    return fired ? std::optional(report) : std::nullopt;
}

Result<ResetPlan> EngineFixture::restorePlan(const QByteArray &id) const
{
    const auto found = findRestorePoint(root(), id);
    return found ? planRestore(found->store, found->point) : tl::unexpected(found.error());
}

ResetReport EngineFixture::restore(const QByteArray &id) const
{
    return execute(valueOf(restorePlan(id), "restore plan"), options(), {});
}

RestorePointStore EngineFixture::store() const
{
    const auto stores = valueOf(RestorePointStore::all(root()), "stores");
    if (stores.size() != 1)
        qFatal("there are %lld stores", static_cast<long long>(stores.size()));
    return stores.first();
}

QList<RestorePoint> EngineFixture::points() const
{
    const auto stores = valueOf(RestorePointStore::all(root()), "stores");
    return stores.isEmpty() ? QList<RestorePoint>() : valueOf(stores.first().points(), "points");
}

bool EngineFixture::recoverAll(bool setAside) const
{
    const auto stores = valueOf(RestorePointStore::all(root()), "stores");
    if (stores.isEmpty())
        return true;
    for (const RestorePoint &point : valueOf(interruptedPoints(stores.first()), "interrupted")) {
        const auto plan = valueOf(planRecovery(stores.first(), point), "recovery plan");
        RecoveryOptions options;
        options.setAside = setAside;
        options.probe = EngineFixture::options().probe;
        const ResetReport report = recover(plan, options, {});
        if (report.outcome != ResetReport::Outcome::Done) {
            if (report.error)
                qWarning("recover: %s", qPrintable(report.error->message()));
            return false;
        }
    }
    return true;
}

TreeSnapshot EngineFixture::snapshot() const
{
    return TreeSnapshot::of(userPath(), TreeSnapshot::WithoutIdentity, {QByteArray()});
}

QByteArray textOf(const ResetReport &report)
{
    return report.error ? report.error->message().toUtf8() : QByteArray("no error");
}

} // namespace SyncAdmin::Test
