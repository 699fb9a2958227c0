#include "operations/resetmedia.h"

#include "base/answering.h"
#include "volume/artefact.h"

#include <QtEndian>

#include <unistd.h>

#include <algorithm>
#include <array>

namespace SyncAdmin {

namespace {

using Content = MediaDatabasePlan::Content;

// Whether a server could not open the database either.
bool isBroken(Error::Code code)
{
    switch (code) {
    case Error::Code::NotADatabase:
    case Error::Code::Damaged:
    case Error::Code::ForeignSchema:
    case Error::Code::NotAFile:
        return true;
    default:
        return false;
    }
}

// Whether the file, or what a server does with it, is the reason that a database could not be read.
// Other errors can be temporary, and leave its USN unknown.
bool isOfTheFile(Error::Code code)
{
    switch (code) {
    case Error::Code::ForeignJournal:
    case Error::Code::LinkRefused:
    case Error::Code::ChangingWhileRead:
    case Error::Code::TimeLimit:
    case Error::Code::InUse:
        return true;
    default:
        return isBroken(code);
    }
}

// The user_version in a database's header, by SQLite's file format; nothing for any other file.
std::optional<int> versionInHeader(const Directory &folder, const QByteArray &name)
{
    constexpr qsizetype versionAt = 60; // four bytes, the highest first
    std::array<char, 64> header = {};
    const auto file = folder.openFile(name);
    if (!file || ::pread(file->get(), header.data(), header.size(), 0) !=
                     static_cast<ssize_t>(header.size()))
        return std::nullopt;
    if (!QByteArrayView(header.data(), header.size()).startsWith("SQLite format 3"))
        return std::nullopt;
    return qFromBigEndian<qint32>(header.data() + versionAt);
}

// The user_version of this user's database, or of the first one of another user of the same server
// that states one; 0 where none does.
int versionInUse(const UserFolder &user, const QByteArray &name)
{
    constexpr int maxNeighbours = 100;
    const auto own = user.open();
    if (const auto version = own ? versionInHeader(*own, name) : std::nullopt)
        return *version;
    const auto entries = user.parent->entries();
    if (!entries)
        return 0;
    int neighbours = 0;
    for (const DirectoryEntry &entry : *entries) {
        const auto folder = answers(*user.parent, entry.name) ? user.parent->openFolder(entry.name)
                                                              : failure(Error::Code::NoAnswer);
        if (!folder)
            continue;
        if (const auto version = versionInHeader(*folder, name))
            return *version;
        if (++neighbours == maxNeighbours)
            break;
    }
    return 0;
}

} // namespace

ResetMedia::ResetMedia(const UserAnalysis &analysis, const ResetOptions &options, const Task &task)
    : m_analysis(analysis), m_options(options), m_task(task)
{}

void ResetMedia::find(Depth depth)
{
    m_databases.clear();
    for (const Layout layout : {Layout::Official, Layout::Community}) {
        const QByteArrayList names = mediaDatabaseNames(layout);
        const QByteArray folder = mediaFolderName(layout);
        // The server's own comes first; a client's is one of a server of Anki 2.0.
        const auto found =
            std::find_if(m_analysis.mediaDatabases.begin(), m_analysis.mediaDatabases.end(),
                         [&names](const auto &each) { return names.contains(each.name); });
        const bool isThere = found != m_analysis.mediaDatabases.end();
        const bool isUsed =
            isThere || m_analysis.entry(folder) != nullptr ||
            (mediaFolderName(m_analysis.user.layout) == folder && m_analysis.collection);
        if (!isUsed)
            continue;
        Database database{isThere ? found->name : names.first(), folder,
                          isThere ? &*found : nullptr, false};
        database.isKept = isKept(database, depth);
        m_databases.append(database);
    }
}

const ResetMedia::Database *ResetMedia::beside(const QByteArray &mediaFolder) const
{
    const auto found =
        std::find_if(m_databases.begin(), m_databases.end(),
                     [&mediaFolder](const Database &each) { return each.folder == mediaFolder; });
    return found == m_databases.end() ? nullptr : &*found;
}

bool ResetMedia::isKept(const Database &database, Depth depth) const
{
    if (m_options.scope == ResetScope::Collection)
        return true;
    if (!m_options.keepMediaFiles || database.analysis == nullptr)
        return false;
    if (database.analysis->error)
        return !isBroken(database.analysis->error->code);
    return depth == Depth::Figures || !hasDamagedRows(database.name);
}

// The figures of an analysis come from few pages; a server meets the others too.
bool ResetMedia::hasDamagedRows(const QByteArray &name) const
{
    const auto index = m_analysis.user.open().andThen(
        [&](const Directory &folder) { return MediaIndex::read(folder, name, m_task); });
    return !index && (index.error().code == Error::Code::Damaged ||
                      index.error().code == Error::Code::NotADatabase);
}

Result<bool> ResetMedia::isBehindDevices()
{
    for (const Database &database : std::as_const(m_databases)) {
        if (database.isKept)
            continue;
        ASSIGN_OR_RETURN(const Forerunner old, forerunnerOf(database));
        if (old.version != 0 && (old.index ? old.index->lastUsn : 0) < m_memory->highestUsn)
            return true;
    }
    return false;
}

Result<ResetMedia::Planned> ResetMedia::plan(const Database &database)
{
    ASSIGN_OR_RETURN(const Forerunner old, forerunnerOf(database));
    if (old.version == 0)
        return Planned{};
    const qint64 usn = old.index ? std::max(old.index->lastUsn, m_memory->highestUsn)
                                 : m_memory->highestUsn + MediaIndex::unreadableMargin;
    const InstalledMedia *installed = m_memory->installedAs(database.name);
    Planned planned;
    // How far a server has counted in one that cannot be read is not known.
    if (!old.index)
        planned.seenUsn = usn;
    else if (installed == nullptr || installed->hash != old.index->hash())
        planned.seenUsn = old.index->lastUsn;
    MediaDatabasePlan plan;
    plan.name = database.name;
    plan.version = old.version;
    plan.mediaFolder = database.folder;
    if (old.index)
        plan.indexes = old.index->indexes;
    plan.content = m_options.keepMediaFiles ? Content::Folder : Content::Empty;
    plan.usn = m_options.keepMediaFiles ? usn : usn + MediaIndex::margin;
    planned.database = plan;
    return planned;
}

Result<ResetMedia::Forerunner> ResetMedia::forerunnerOf(const Database &database)
{
    if (const auto known = m_forerunners.find(database.name); known != m_forerunners.end())
        return known->second;
    Forerunner forerunner;
    ASSIGN_OR_RETURN(forerunner.index, readIndex(database));
    RETURN_IF_ERROR(readMemory());
    forerunner.version = versionOf(database, forerunner.index);
    m_forerunners.emplace(database.name, forerunner);
    return forerunner;
}

Result<std::optional<MediaIndex>> ResetMedia::readIndex(const Database &database) const
{
    if (database.analysis == nullptr)
        return std::nullopt;
    ASSIGN_OR_RETURN(const auto folder, m_analysis.user.open());
    auto index = MediaIndex::read(folder, database.name, m_task);
    if (index)
        return *index;
    if (isOfTheFile(index.error().code))
        return std::nullopt;
    return failure(index);
}

Result<> ResetMedia::readMemory()
{
    if (!m_memory) {
        ASSIGN_OR_RETURN(m_memory, mediaMemoryOf(m_analysis.user));
    }
    return {};
}

// The version of the database that goes, or else of the one that an earlier operation installed, or
// of other users' databases.
int ResetMedia::versionOf(const Database &database, const std::optional<MediaIndex> &index) const
{
    constexpr int official = 4;
    constexpr int community = 5;
    if (database.name == mediaDatabaseNames(Layout::Official).first())
        return official;
    if (index)
        return index->version == community ? community : 0;
    const bool wasInstalled = m_memory->installedAs(database.name) != nullptr;
    return wasInstalled || versionInUse(m_analysis.user, database.name) == community ? community
                                                                                     : 0;
}

} // namespace SyncAdmin
