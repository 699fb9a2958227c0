#include "engine/deletion.h"

#include <dirent.h>

#include <algorithm>
#include <utility>

namespace SyncAdmin {

namespace {

constexpr qsizetype batch = 100'000; // names in memory at once
constexpr qint64 progressStep = 512;

} // namespace

Deletion::Deletion(Directory work, qint64 total, const Task &task)
    : m_work(std::move(work)), m_total(total), m_task(task)
{}

void Deletion::remember(const Error &error)
{
    if (!m_first)
        m_first = error;
}

Result<> Deletion::remove(const QByteArray &name)
{
    m_first.reset();
    QByteArrayList waiting{name};
    while (!waiting.isEmpty()) {
        QByteArrayList lifted;
        const auto removed = removeFolder(waiting.takeLast(), lifted);
        waiting += lifted;
        if (!removed && removed.error().code == Error::Code::Cancelled)
            return removed;
        if (!removed)
            remember(removed.error());
    }
    return m_first ? Result<>(failure(*m_first)) : Result<>();
}

Result<> Deletion::removeFolder(const QByteArray &name, QByteArrayList &lifted)
{
    ASSIGN_OR_RETURN(const auto folder, m_work.openFolder(name));
    ASSIGN_OR_RETURN(const auto status, folder.status());
    ASSIGN_OR_RETURN(const auto work, m_work.status());
    if (status.isMountRoot || status.mountId != work.mountId)
        return failure(Error::Code::MountPoint, m_work.pathOf(name),
                       QStringLiteral("unmount it first"));
    RETURN_IF_ERROR(emptyFolder(folder, lifted));
    return m_work.removeEmptyFolder(name);
}

// Lists again until nothing new is found: the list is in batches, and whoever still has the folder
// open may go on making files in it.
Result<> Deletion::emptyFolder(const Directory &folder, QByteArrayList &lifted)
{
    constexpr int maxRounds = 1000;
    qint64 before = -1;
    for (int round = 0; round < maxRounds; ++round) {
        QList<DirectoryEntry> entries;
        const auto listed = folder.forEachEntry([&entries](const DirectoryEntry &entry) {
            entries.append(entry);
            return entries.size() < batch;
        });
        if (!listed)
            return listed;
        const qint64 now = m_files + m_counter;
        if (entries.isEmpty() || now == before) // done, or what is left cannot be deleted
            return {};
        before = now;
        RETURN_IF_ERROR(removeEntries(folder, entries, lifted));
        if (entries.size() < batch)
            return {};
    }
    return {};
}

Result<> Deletion::removeEntries(const Directory &folder, QList<DirectoryEntry> &entries,
                                 QByteArrayList &lifted)
{
    // In the order in which they lie on the disk, as rm does it.
    std::sort(entries.begin(), entries.end(),
              [](const DirectoryEntry &a, const DirectoryEntry &b) { return a.inode < b.inode; });
    for (const DirectoryEntry &entry : std::as_const(entries)) {
        if (m_task.stopRequested())
            return failure(Error::Code::Cancelled, folder.path());
        if (const auto removed = removeEntry(folder, entry, lifted); !removed)
            remember(removed.error());
    }
    return {};
}

Result<> Deletion::removeEntry(const Directory &folder, const DirectoryEntry &entry,
                               QByteArrayList &lifted)
{
    bool isFolder = entry.type == DT_DIR;
    if (entry.type == DT_UNKNOWN) {
        ASSIGN_OR_RETURN(const auto status, folder.status(entry.name));
        isFolder = status.isFolder();
    }
    if (isFolder)
        return lift(folder, entry.name, lifted);
    auto removed = folder.removeFile(entry.name);
    if (!removed) {
        const auto status = folder.status(entry.name);
        if (status && status->immutable)
            return failure(Error::Code::Immutable, folder.pathOf(entry.name));
        return removed;
    }
    if (++m_files % progressStep == 0)
        m_task.report({QStringLiteral("files"), m_files, std::max(m_total, m_files)});
    return {};
}

Result<> Deletion::lift(const Directory &folder, const QByteArray &name, QByteArrayList &lifted)
{
    constexpr int maxTries = 1'000'000;
    const bool isTop = folder.descriptor() == m_work.descriptor();
    for (int i = 0; !isTop && i < maxTries; ++i) {
        const QByteArray up = "purge-" + QByteArray::number(m_counter++);
        auto renamed = folder.rename(name, m_work, up);
        // Names of a purge that was stopped may be taken.
        if (!renamed && renamed.error().code == Error::Code::Exists)
            continue;
        if (!renamed && renamed.error().code == Error::Code::Unsupported)
            renamed = m_work.status(up) ? renamed : folder.renameReplacing(name, m_work, up);
        if (!renamed)
            return renamed;
        lifted.append(up);
        return {};
    }
    lifted.append(name);
    return {};
}

} // namespace SyncAdmin
