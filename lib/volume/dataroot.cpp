#include "volume/dataroot.h"

#include "base/answering.h"
#include "base/displayname.h"
#include "base/log.h"
#include "base/parallel.h"
#include "volume/artefact.h"

#include <QThread>

#include <dirent.h>

#include <algorithm>
#include <map>
#include <vector>

namespace SyncAdmin {

namespace {

constexpr qsizetype fewEntries = 64; // below this, starting threads takes longer than the work

// The kinds of entries found in a folder.
struct Content
{
    bool empty = true;
    bool isUser = false;  // has at least one artefact
    bool hasFile = false; // at least one artefact is not a folder
    Layouts layouts;
};

Result<Content> contentOf(const Directory &folder)
{
    Content content;
    RETURN_IF_ERROR(folder.forEachEntry([&content](const DirectoryEntry &entry) {
        content.empty = false;
        const Artefact artefact = artefactFor(entry.name);
        if (artefact.hasOwnMeaning()) {
            content.isUser = true;
            content.hasFile =
                content.hasFile || entry.type == DT_REG ||
                (entry.type == DT_UNKNOWN && artefact.kind != Artefact::Kind::MediaFolder);
            content.layouts |= artefact.layouts;
        }
        return true;
    }));
    return content;
}

bool neverAUser(const QByteArray &name)
{
    return name.startsWith('.') || name == "lost+found";
}

// Checks the content, because a folder of users may contain a user named "media".
bool isUser(const Directory &folder)
{
    const auto content = contentOf(folder);
    return content && content->hasFile;
}

// The entry that identifies the data folder of the desktop program; empty if there is none. An
// entry with artefacts is a user of a server, even if it is named "addons21".
QByteArray desktopMark(const Directory &folder)
{
    for (const char *preferences : {"prefs21.db", "prefs.db"}) {
        const auto status = folder.status(preferences);
        if (status && !status->isFolder())
            return preferences;
    }
    constexpr auto addOns = "addons21";
    const auto status = folder.status(addOns);
    if (!status || status->isRegular())
        return {};
    const auto opened = folder.openFolder(addOns);
    const auto content = opened ? contentOf(*opened) : failure(opened);
    return content && content->isUser ? QByteArray() : QByteArray(addOns);
}

// Turns <root>/collections and <root>/collections/users into <root>, so every way to name a data
// root leads to the same users and restore points.
QByteArray rootPathOf(QByteArray path)
{
    if (path.endsWith("/collections/users"))
        path.chop(6);
    if (path.endsWith("/collections"))
        path.chop(12);
    return path.isEmpty() ? QByteArrayLiteral("/") : path;
}

} // namespace

DataRoot::DataRoot(Directory root, std::optional<Layout> layout)
    : m_root(std::move(root)), m_layout(layout)
{}

Result<DataRoot> DataRoot::open(const QByteArray &path, const Options &options)
{
    auto folder = Directory::open(path, options.calls);
    if (!folder)
        return failure(folder);
    const QByteArray told = folder->kernelPath();
    const QByteArray resolved = told.isEmpty() ? path : told;
    const QByteArray upper = rootPathOf(resolved);
    if (upper != resolved && !isUser(*folder)) {
        if (auto parent = Directory::open(upper, options.calls))
            folder = parent;
    }
    DataRoot root(*folder, options.layout);
    RETURN_IF_ERROR(root.findPlaces());
    for (const Place &place : root.m_places) {
        if (const QByteArray mark = desktopMark(*place.directory); !mark.isEmpty())
            return failure(Error::Code::DesktopFolder, place.directory->path(), displayName(mark));
    }
    qCDebug(logVolume).noquote() << "opened" << root.path() << "with" << root.m_places.size()
                                 << "places for users";
    return root;
}

Result<> DataRoot::findPlaces()
{
    if (auto listed = m_root.forEachEntry([](const DirectoryEntry &) { return false; }); !listed) {
        return listed;
    }
    const auto collections = m_root.openFolder(QByteArrayLiteral("collections"));
    if (!collections) {
        const auto code = collections.error().code;
        if (code == Error::Code::NoPermission)
            return failure(collections);
    } else if (!isUser(*collections)) {
        m_places.push_back({std::make_shared<const Directory>(*collections), true,
                            QByteArrayLiteral("collections")});
        const auto inner = collections->openFolder(QByteArrayLiteral("users"));
        if (inner && !isUser(*inner))
            m_places.push_back({std::make_shared<const Directory>(*inner), true,
                                QByteArrayLiteral("collections/users")});
    }
    m_places.push_back({std::make_shared<const Directory>(m_root), false, {}});
    return {};
}

DataRoot::Candidate DataRoot::candidateFor(const Place &place, const Directory &listing,
                                           const DirectoryEntry &entry) const
{
    Candidate candidate;
    if (neverAUser(entry.name))
        return candidate;
    const bool isContainer = std::any_of(m_places.begin(), m_places.end(), [&](const Place &p) {
        return p.directory->path() == place.directory->pathOf(entry.name);
    });
    if (isContainer)
        return candidate;
    UserFolder &user = candidate.user;
    const bool isSilent = !answers(listing, entry.name);
    const auto status = isSilent ? listing.cachedStatus(entry.name) : listing.status(entry.name);
    if (!status || !(status->isFolder() || status->isLink()))
        return candidate;
    user.name = entry.name;
    user.device = status->device;
    user.inode = status->inode;
    user.owner = status->owner;
    user.parent = place.directory;
    user.root = m_places.back().directory;
    user.place = place.relative;
    if (status->isLink()) {
        user.kind = UserFolder::Kind::Link;
        candidate.chance = Chance::Likely;
        return candidate;
    }
    if (isSilent) {
        user.kind = UserFolder::Kind::Silent;
        candidate.chance = Chance::Likely;
        return candidate;
    }
    const auto folder = listing.openFolder(entry.name);
    const auto content = folder ? contentOf(*folder) : failure(folder);
    if (!content) {
        user.kind = UserFolder::Kind::Unreadable;
        candidate.chance = Chance::Likely;
        return candidate;
    }
    user.layouts = content->layouts;
    if (content->isUser)
        candidate.chance = Chance::Certain;
    else if (content->empty)
        candidate.chance = Chance::Likely;
    return candidate;
}

Result<> DataRoot::listPlace(const Place &place, QList<UserFolder> &found) const
{
    ASSIGN_OR_RETURN(auto listing, place.directory->reopened());
    ASSIGN_OR_RETURN(const auto entries, listing.entries());

    std::vector<Candidate> candidates(static_cast<size_t>(entries.size()));
    const int threads = entries.size() < fewEntries ? 1 : QThread::idealThreadCount();
    forEachInParallel(
        entries.size(), threads, [] { return false; },
        [&](qsizetype i) {
            candidates[static_cast<size_t>(i)] = candidateFor(place, listing, entries.at(i));
        });
    QList<UserFolder> certain;
    QList<UserFolder> likely;
    for (const Candidate &candidate : candidates) {
        if (candidate.chance == Chance::Certain)
            certain.append(candidate.user);
        else if (candidate.chance == Chance::Likely)
            likely.append(candidate.user);
    }
    // Folders directly below the root count as users only if one of them certainly is.
    const bool usersStandHere =
        place.belowCollections || !certain.isEmpty() ||
        (m_layout && *m_layout != Layout::Community && m_places.size() == 1);
    if (place.belowCollections || m_places.size() == 1) {
        if (usersStandHere)
            certain += likely;
    }
    found += certain;
    return {};
}

void DataRoot::decideLayouts(QList<UserFolder> &users) const
{
    std::map<Layout, int> votes;
    for (UserFolder &user : users) {
        // Community and legacy servers use the same names; the place of the user folder decides.
        const bool below = user.parent != m_places.back().directory;
        user.layouts.setFlag(below ? Layout::Legacy : Layout::Community, false);
        for (const Layout layout : {Layout::Community, Layout::Official, Layout::Legacy}) {
            if (user.layouts.testFlag(layout))
                ++votes[layout];
        }
    }
    const auto majority =
        std::max_element(votes.begin(), votes.end(),
                         [](const auto &a, const auto &b) { return a.second < b.second; });
    const Layout usual = majority != votes.end() ? majority->first
                         : m_layout              ? *m_layout
                         : m_places.size() > 1   ? Layout::Community
                                                 : Layout::Official;
    for (UserFolder &user : users) {
        user.layout = usual;
        for (const Layout layout : {Layout::Legacy, Layout::Official, Layout::Community}) {
            if (user.layouts.testFlag(layout))
                user.layout = layout;
        }
    }
}

Result<QList<UserFolder>> DataRoot::users() const
{
    QList<UserFolder> users;
    for (const Place &place : m_places) {
        RETURN_IF_ERROR(listPlace(place, users));
    }
    if (users.isEmpty())
        return failure(Error::Code::NoUsers, usersPath());
    decideLayouts(users);
    qCDebug(logVolume) << "found" << users.size() << "user folders";
    std::stable_sort(users.begin(), users.end(),
                     [](const UserFolder &a, const UserFolder &b) { return a.name < b.name; });
    return users;
}

Result<UserFolder> DataRoot::user(const QByteArray &nameOrDisplayName) const
{
    ASSIGN_OR_RETURN(const auto all, unlessFailsWith(Error::Code::NoUsers, users()));
    return userAmong(all.value_or(QList<UserFolder>()), nameOrDisplayName);
}

Result<UserFolder> DataRoot::userAmong(const QList<UserFolder> &users,
                                       const QByteArray &nameOrDisplayName) const
{
    QList<UserFolder> matches;
    for (const UserFolder &user : users) {
        if (user.name == nameOrDisplayName)
            matches.append(user);
    }
    if (matches.isEmpty()) {
        for (const UserFolder &user : users) {
            if (user.displayName().toUtf8() == nameOrDisplayName)
                matches.append(user);
        }
    }
    const QString shown = displayName(nameOrDisplayName);
    if (matches.isEmpty())
        return failure(Error::Code::UnknownUser, usersPath(), shown);
    if (matches.size() > 1)
        return failure(Error::Code::AmbiguousUser, path(), shown);
    return matches.first();
}

QList<std::shared_ptr<const Directory>> DataRoot::places() const
{
    QList<std::shared_ptr<const Directory>> folders;
    for (const Place &place : m_places)
        folders.append(place.directory);
    return folders;
}

QString DataRoot::usersPath() const
{
    return m_places.front().directory->path();
}

} // namespace SyncAdmin
