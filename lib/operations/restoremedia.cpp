#include "operations/restoremedia.h"

#include "analysis/medialisting.h"
#include "database/database.h"
#include "volume/artefact.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

using Content = MediaDatabasePlan::Content;
using Way = MediaDecision::Way;

constexpr int officialVersion = 4;
constexpr int communityVersion = 5;

bool isOfficial(const QByteArray &database)
{
    return database == mediaDatabaseNames(Layout::Official).first();
}

// Whether databases of this version are written for this kind of server.
bool isWritten(const QByteArray &database, int version)
{
    return version == (isOfficial(database) ? officialVersion : communityVersion);
}

// Whether the file itself is the reason for an error. Other errors can be temporary.
bool isFilesFault(Error::Code code)
{
    switch (code) {
    case Error::Code::NotADatabase:
    case Error::Code::Damaged:
    case Error::Code::ForeignSchema:
    case Error::Code::ForeignJournal:
    case Error::Code::NotAFile:
    case Error::Code::LinkRefused:
        return true;
    default:
        return false;
    }
}

class Decision
{
public:
    Decision(const MediaRestore &restore, const Task &task) : m_restore(restore), m_task(task) {}
    Result<MediaDecision> run();

private:
    Result<> readBoth();
    Result<std::optional<MediaIndex>> readIn(const Directory &folder, bool &isThere) const;
    bool isAsInstalled() const;
    bool mayBeBehindDevices() const;
    int version() const;
    Result<> place(Content content, int version);
    Result<> bringBack();
    Result<MediaIndex> matched(const MediaIndex &index) const;
    Result<bool> fitsFolder() const;
    bool hasFolder() const { return m_restore.holdsFolder || m_restore.keepsFolder; }
    Content newContent() const;

    const MediaRestore &m_restore;
    const Task &m_task;
    std::optional<MediaIndex> m_present;
    bool m_hasPresent = false; // readable or not
    std::optional<MediaIndex> m_old;
    bool m_hasOld = false;
    qint64 m_newerUsn = 0; // that devices may know
    MediaDecision m_decision;
};

Result<std::optional<MediaIndex>> Decision::readIn(const Directory &folder, bool &isThere) const
{
    const auto status = folder.status(m_restore.database);
    isThere = status.has_value();
    if (!status && status.error().code != Error::Code::DoesNotExist)
        return failure(status);
    if (!status)
        return std::nullopt;
    auto index = MediaIndex::read(folder, m_restore.database, m_task);
    if (index)
        return *index;
    if (isFilesFault(index.error().code))
        return std::nullopt;
    return failure(index);
}

Result<> Decision::readBoth()
{
    if (m_restore.folder) {
        ASSIGN_OR_RETURN(m_present, readIn(*m_restore.folder, m_hasPresent));
    }
    if (m_restore.holdsDatabase) {
        ASSIGN_OR_RETURN(m_old, readIn(m_restore.items, m_hasOld));
    }
    m_newerUsn = m_restore.memory.highestUsn;
    if (m_present)
        m_newerUsn = std::max(m_newerUsn, m_present->lastUsn);
    const bool isLost = !m_hasPresent && m_newerUsn > 0; // what was there, a server had written to
    if (!m_present && (m_hasPresent || isLost || (m_hasOld && !m_old)))
        m_newerUsn += MediaIndex::unreadableMargin;
    return {};
}

// Whether no server has written to today's database.
bool Decision::isAsInstalled() const
{
    const InstalledMedia *installed = m_restore.memory.installedAs(m_restore.database);
    if (m_present && installed != nullptr)
        return installed->hash == m_present->hash();
    if (installed != nullptr)
        return false;
    // An operation of an earlier version of the program left none; a server that starts makes an
    // empty one.
    return !m_hasPresent || (m_present && m_present->lastUsn == 0 && m_present->rows.isEmpty());
}

// Whether a device can know a later USN than the returning database has.
bool Decision::mayBeBehindDevices() const
{
    if (!m_old)
        return false;
    const InstalledMedia *installed = m_restore.memory.installedAs(m_restore.database);
    return m_old->lastUsn < m_restore.memory.seenUsn ||
           (installed != nullptr && installed->rows > 0 && installed->lastUsn > m_old->lastUsn);
}

int Decision::version() const
{
    if (isOfficial(m_restore.database))
        return officialVersion;
    if (m_present) // a server that was changed since migrates what it finds, without the USN
        return m_present->version;
    if (m_old)
        return m_old->version;
    return m_restore.memory.installedAs(m_restore.database) != nullptr ? communityVersion : 0;
}

Result<> Decision::place(Content content, int version)
{
    MediaDatabasePlan plan;
    plan.name = m_restore.database;
    plan.content = content;
    plan.version = version;
    plan.mediaFolder = m_restore.mediaFolder;
    plan.isFolderInPoint = m_restore.holdsFolder;
    plan.usn = m_newerUsn;
    if (m_present && m_present->version == version)
        plan.indexes = m_present->indexes;
    else if (m_old && m_old->version == version)
        plan.indexes = m_old->indexes;
    switch (content) {
    case Content::Empty:
        plan.usn += MediaIndex::margin;
        m_decision.lastUsn = plan.usn;
        break;
    case Content::Folder: {
        const Directory &place = m_restore.holdsFolder ? m_restore.items : *m_restore.folder;
        ASSIGN_OR_RETURN(const auto folder, place.openFolder(m_restore.mediaFolder));
        ASSIGN_OR_RETURN(const QList<MediaFile> files, listMedia(folder, m_task));
        m_decision.rows = files.size();
        m_decision.lastUsn = plan.usn + files.size();
        break;
    }
    case Content::Lifted: {
        const MediaIndex lifted = m_old->asVersion(version).lifted(m_newerUsn);
        m_decision.lastUsn = lifted.lastUsn;
        m_decision.rows = lifted.rows.size();
        break;
    }
    case Content::Matched: {
        ASSIGN_OR_RETURN(const MediaIndex index,
                         matched(m_old->asVersion(version).lifted(m_newerUsn)));
        m_decision.lastUsn = index.lastUsn;
        m_decision.rows = index.rows.size();
        break;
    }
    case Content::Completed:
        break;
    }
    if (m_decision.lastUsn > MediaIndex::maxUsn)
        return failure(Error::Code::UsnLimit, m_restore.items.pathOf(m_restore.database));
    m_decision.way = Way::Placed;
    m_decision.plan = plan;
    return {};
}

// The same index, as it lists the media folder that stays.
Result<MediaIndex> Decision::matched(const MediaIndex &index) const
{
    MediaIndex listed = index;
    ASSIGN_OR_RETURN(const Directory folder, m_restore.folder->openFolder(m_restore.mediaFolder));
    RETURN_IF_ERROR(matchFolder(folder, m_task, listed));
    return listed;
}

Result<> Decision::bringBack()
{
    m_decision.way = Way::AsItWas;
    if (m_restore.hasSidecars) {
        ASSIGN_OR_RETURN(const bool isReadable,
                         canBeRead(m_restore.items, m_restore.database, m_task));
        m_decision.way = isReadable ? Way::Folded : Way::WithSidecars;
    }
    if (m_old) {
        m_decision.returning =
            InstalledMedia{m_restore.database, m_old->lastUsn, m_old->rows.size(), m_old->hash()};
    }
    return {};
}

// Whether the database that returns has a row for each file of the folder that stays, and no other.
Result<bool> Decision::fitsFolder() const
{
    if (!m_old || !m_restore.keepsFolder)
        return true;
    ASSIGN_OR_RETURN(const MediaIndex listed, matched(*m_old));
    return listed.rows == m_old->rows;
}

Content Decision::newContent() const
{
    if (m_old)
        return m_restore.keepsFolder ? Content::Matched : Content::Lifted;
    return hasFolder() ? Content::Folder : Content::Empty;
}

Result<MediaDecision> Decision::run()
{
    RETURN_IF_ERROR(readBoth());
    const bool untouched = isAsInstalled();
    m_decision.isLate = !untouched;
    if (!untouched)
        m_decision.seenUsn = m_present ? m_present->lastUsn : m_newerUsn;
    const int wanted = version();
    const bool canWrite = isWritten(m_restore.database, wanted);
    const bool isOldFormat = m_hasOld && !m_old && !isOfficial(m_restore.database) && !canWrite;
    if (untouched && !m_hasOld && !hasFolder())
        return m_decision; // there was none
    ASSIGN_OR_RETURN(const bool fits, fitsFolder());
    const bool isCurrent = untouched && fits && !mayBeBehindDevices();
    if (isOldFormat || (m_old && (!canWrite || isCurrent))) {
        m_decision.startsAnew = !untouched && !canWrite;
        RETURN_IF_ERROR(bringBack());
        return m_decision;
    }
    if (!canWrite) {
        m_decision.startsAnew = !untouched;
        return m_decision;
    }
    RETURN_IF_ERROR(place(newContent(), wanted));
    return m_decision;
}

} // namespace

Result<bool> canBeRead(const Directory &folder, const QByteArray &name, const Task &task)
{
    const auto read =
        readDatabase(folder, name, {}, task, [](Database & /*database*/) { return Result<>(); });
    if (!read && !isFilesFault(read.error().code))
        return failure(read);
    return read.has_value();
}

Result<MediaDecision> decideMedia(const MediaRestore &restore, const Task &task)
{
    return Decision(restore, task).run();
}

} // namespace SyncAdmin
