#include "volume/diskusage.h"

#include "base/log.h"

#include <fcntl.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace SyncAdmin {

namespace {

using Class = DiskUsage::Class;

// The answer size of a network file system; also measured as best on local ones.
constexpr size_t listingBytes = size_t{256} * 1024;
// Most folders fit into the first answer. Larger buffers and more threads are worth it only for
// larger folders.
constexpr size_t firstListingBytes = size_t{32} * 1024;
constexpr int progressStep = 4096;
constexpr size_t queueLimit = 4;

// The entries of one getdents() call.
struct Listing
{
    std::unique_ptr<char[]> bytes;
    size_t size = 0;
};

struct Folder
{
    Directory directory;
    Class inside = Class::Other; // the class of the files in it
};

Class classOf(Artefact::Kind kind)
{
    switch (kind) {
    case Artefact::Kind::Collection:
    case Artefact::Kind::CollectionSidecar:
        return Class::Collection;
    case Artefact::Kind::MediaDatabase:
    case Artefact::Kind::MediaDatabaseSidecar:
        return Class::MediaDatabase;
    case Artefact::Kind::MediaFolder:
        return Class::Media;
    case Artefact::Kind::Temporary:
        return Class::Temporary;
    case Artefact::Kind::NfsLeftover:
    case Artefact::Kind::Other:
        break;
    }
    return Class::Other;
}

// Measures one folder at a time. Subfolders wait in m_pending.
class Measurement
{
public:
    Measurement(int threads, const Task &task) : m_threads(threads), m_task(task) {}

    Result<DiskUsage> run(const Directory &top, const QList<UserEntry> &entries);

private:
    struct Subfolder
    {
        QByteArray name;
        Class inside = Class::Other;
    };
    struct Found // the result of one thread for one folder
    {
        DiskUsage usage;
        std::vector<Subfolder> subfolders;
    };

    Result<std::vector<Subfolder>> measureFolder(const Folder &folder);
    Result<> measureBelow(const Folder &folder, const std::vector<Subfolder> &subfolders,
                          int depth);
    void measureListing(const Folder &folder, const Listing &listing, Found &found);
    void measureEntry(const Folder &folder, const char *name, Found &found);
    void add(const Folder &folder, const char *name, Class inside, const FileStatus &status,
             Found &found);
    Result<Listing> nextListing(const Directory &directory, size_t bytes) const;
    Result<> measureParallel(const Folder &folder, Listing first, Found &found);
    bool isFirstLink(const FileStatus &status);

    int m_threads;
    const Task &m_task;
    quint64 m_device = 0;
    DiskUsage m_usage;
    std::mutex m_sharedMutex; // guards the two members below
    std::set<std::pair<quint64, quint64>> m_linked;
    qint64 m_measured = 0;
};

bool Measurement::isFirstLink(const FileStatus &status)
{
    if (status.links < 2)
        return true;
    const std::scoped_lock lock(m_sharedMutex);
    return m_linked.emplace(status.device, status.inode).second;
}

void Measurement::measureEntry(const Folder &folder, const char *name, Found &found)
{
    KernelStat raw = {};
    const int result = folder.directory.calls()->statx(
        folder.directory.descriptor(), name,
        AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC,
        STATX_TYPE | STATX_SIZE | STATX_BLOCKS | STATX_NLINK | STATX_INO, &raw);
    if (result != 0)
        return; // gone since it was listed
    const Class inside =
        folder.inside == Class::Media && isTemporaryMedia(name) ? Class::Temporary : folder.inside;
    add(folder, name, inside, fileStatusFrom(raw), found);
}

void Measurement::add(const Folder &folder, const char *name, Class inside,
                      const FileStatus &status, Found &found)
{
    if (status.isRegular()) {
        if (isFirstLink(status))
            found.usage.of(inside) += {1, status.size, status.allocated};
    } else if (status.isLink()) {
        ++found.usage.links;
    } else if (status.isFolder()) {
        if (status.device == m_device)
            found.subfolders.push_back({name, inside});
        else
            found.usage.otherFileSystems.append(folder.directory.pathOf(name));
    }
}

void Measurement::measureListing(const Folder &folder, const Listing &listing, Found &found)
{
    qint64 measured = 0;
    for (size_t at = 0; at < listing.size;) {
        const auto *entry = reinterpret_cast<const KernelEntry *>(listing.bytes.get() + at);
        at += entry->d_reclen;
        if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0)
            continue;
        measureEntry(folder, entry->d_name, found);
        if (++measured % progressStep == 0 && m_task.stopRequested())
            break;
    }
    const std::scoped_lock lock(m_sharedMutex);
    const qint64 before = std::exchange(m_measured, m_measured + measured);
    if (before / progressStep != m_measured / progressStep)
        m_task.report({QStringLiteral("files"), m_measured, 0});
}

Result<Listing> Measurement::nextListing(const Directory &directory, size_t bytes) const
{
    if (m_task.stopRequested())
        return failure(Error::Code::Cancelled, directory.path());
    Listing listing;
    listing.bytes = std::make_unique_for_overwrite<char[]>(bytes);
    const ssize_t filled =
        directory.calls()->getdents(directory.descriptor(), listing.bytes.get(), bytes);
    if (filled < 0)
        return failureFromErrno(errno, directory.path());
    listing.size = static_cast<size_t>(filled);
    return listing;
}

// One thread lists, and the others call statx. If they cannot keep up, the listing thread helps.
Result<> Measurement::measureParallel(const Folder &folder, Listing first, Found &found)
{
    std::mutex mutex;
    std::condition_variable ready;
    std::deque<Listing> queue;
    bool complete = false;
    queue.push_back(std::move(first));

    std::vector<Found> foundByThread(static_cast<size_t>(m_threads - 1));
    std::vector<std::jthread> workers;
    workers.reserve(foundByThread.size());
    for (Found &own : foundByThread) {
        workers.emplace_back([&, this] {
            for (;;) {
                std::unique_lock lock(mutex);
                ready.wait(lock, [&] { return complete || !queue.empty(); });
                if (queue.empty())
                    return;
                const Listing listing = std::move(queue.front());
                queue.pop_front();
                lock.unlock();
                measureListing(folder, listing, own);
            }
        });
    }
    Result<> outcome;
    for (;;) {
        auto listing = nextListing(folder.directory, listingBytes);
        if (!listing)
            outcome = failure(listing);
        if (!listing || listing->size == 0)
            break;
        std::unique_lock lock(mutex);
        queue.push_back(std::move(*listing));
        ready.notify_one();
        if (queue.size() < queueLimit)
            continue;
        const Listing share = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        measureListing(folder, share, found);
    }
    std::unique_lock lock(mutex);
    complete = true;
    while (!queue.empty()) {
        const Listing share = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        ready.notify_all();
        measureListing(folder, share, found);
        lock.lock();
    }
    lock.unlock();
    ready.notify_all();
    workers.clear();
    for (Found &own : foundByThread) {
        found.usage += own.usage;
        found.subfolders.insert(found.subfolders.end(), own.subfolders.begin(),
                                own.subfolders.end());
    }
    return outcome;
}

Result<std::vector<Measurement::Subfolder>> Measurement::measureFolder(const Folder &folder)
{
    Found found;
    for (size_t bytes = firstListingBytes;; bytes = listingBytes) {
        ASSIGN_OR_RETURN(auto listing, nextListing(folder.directory, bytes));
        if (listing.size == 0)
            break;
        if (m_threads > 1 && bytes == listingBytes) {
            RETURN_IF_ERROR(measureParallel(folder, std::move(listing), found));
            break;
        }
        measureListing(folder, listing, found);
    }
    if (m_task.stopRequested())
        return failure(Error::Code::Cancelled, folder.directory.path());
    m_usage += found.usage;
    return std::move(found.subfolders);
}

// Measures the subfolders of `folder`, and everything below them.
Result<> Measurement::measureBelow(const Folder &folder, const std::vector<Subfolder> &subfolders,
                                   int depth)
{
    // Deeper than any server's folders, and well below the usual limit of open files.
    constexpr int deepest = 200;
    for (const Subfolder &subfolder : subfolders) {
        const auto directory = folder.directory.openFolder(subfolder.name);
        if (!directory && directory.error().code == Error::Code::DoesNotExist)
            continue; // gone since it was listed
        if (!directory || depth >= deepest) {
            m_usage.unreadable.append(folder.directory.pathOf(subfolder.name));
            continue;
        }
        const auto before = m_usage.byClass;
        const Folder inner{*directory, subfolder.inside};
        const auto found = measureFolder(inner);
        const auto below = found ? measureBelow(inner, *found, depth + 1) : failure(found);
        if (depth == 0) {
            auto &inFolder = m_usage.folders[subfolder.name];
            for (size_t i = 0; i < inFolder.size(); ++i)
                inFolder[i] = m_usage.byClass[i] - before[i];
        }
        if (below)
            continue;
        if (below.error().code == Error::Code::Cancelled)
            return below;
        m_usage.unreadable.append(directory->path());
    }
    return {};
}

Result<DiskUsage> Measurement::run(const Directory &top, const QList<UserEntry> &entries)
{
    ASSIGN_OR_RETURN(const auto status, top.status());
    m_device = status.device;
    const Folder folder{top, Class::Other};
    Found found;
    for (const UserEntry &entry : entries)
        add(folder, entry.name.constData(), classOf(entry.artefact.kind), entry.status, found);
    m_usage += found.usage;
    RETURN_IF_ERROR(measureBelow(folder, found.subfolders, 0));
    qCDebug(logVolume).noquote() << "measured" << m_usage.total().files << "files below"
                                 << top.path();
    return m_usage;
}

DiskUsage::Amount sumOf(const std::array<DiskUsage::Amount, DiskUsage::classCount> &amounts)
{
    DiskUsage::Amount sum;
    for (const DiskUsage::Amount &amount : amounts)
        sum += amount;
    return sum;
}

} // namespace

DiskUsage::Amount &DiskUsage::Amount::operator+=(const Amount &other)
{
    files += other.files;
    bytes += other.bytes;
    allocated += other.allocated;
    return *this;
}

DiskUsage::Amount DiskUsage::Amount::operator-(const Amount &other) const
{
    return {files - other.files, bytes - other.bytes, allocated - other.allocated};
}

DiskUsage::Amount DiskUsage::total() const
{
    return sumOf(byClass);
}

DiskUsage::Amount DiskUsage::inFolder(const QByteArray &name) const
{
    return sumOf(folders.value(name));
}

DiskUsage::Amount DiskUsage::inFolder(const QByteArray &name, Class which) const
{
    return folders.value(name)[static_cast<size_t>(which)];
}

DiskUsage &DiskUsage::operator+=(const DiskUsage &other)
{
    for (size_t i = 0; i < byClass.size(); ++i)
        byClass[i] += other.byClass[i];
    unreadable += other.unreadable;
    otherFileSystems += other.otherFileSystems;
    links += other.links;
    return *this;
}

Result<DiskUsage> measureUserFolder(const Directory &folder, const QList<UserEntry> &entries,
                                    int threads, const Task &task)
{
    return Measurement(threads, task).run(folder, entries);
}

} // namespace SyncAdmin
