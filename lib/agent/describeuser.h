#pragma once

#include "accounts/sessions.h"
#include "agent/jsonarchive.h"

// What users have: the descriptions of errors, files, analyses, sessions.

namespace SyncAdmin {

template <class Archive>
void describe(Archive &archive, Described<Archive, Error> &error)
{
    archive("code", error.code);
    archive("path", error.path);
    archive("detail", error.detail);
    archive("cause", error.cause);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, Progress> &progress)
{
    archive("what", progress.what);
    archive("done", progress.done);
    archive("total", progress.total);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, FileStatus> &status)
{
    archive("type", status.type);
    archive("mode", status.mode);
    archive("owner", status.owner);
    archive("group", status.group);
    archive("device", status.device);
    archive("inode", status.inode);
    archive("links", status.links);
    archive("mountId", status.mountId);
    archive("size", status.size);
    archive("allocated", status.allocated);
    archive("modified", status.modified);
    archive("changed", status.changed);
    archive("born", status.born);
    archive("immutable", status.immutable);
    archive("isMountRoot", status.isMountRoot);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, Artefact> &artefact)
{
    archive("kind", artefact.kind);
    archive("layouts", artefact.layouts);
    archive("database", artefact.database);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, UserEntry> &entry)
{
    archive("name", entry.name);
    archive("artefact", entry.artefact);
    archive("status", entry.status);
}

// The folders that a user is in, as a path that is shown.
std::shared_ptr<const Directory> unopenedPlace(const QByteArray &root, const QByteArray &place);

template <class Archive>
void describe(Archive &archive, Described<Archive, UserFolder> &user)
{
    archive("name", user.name);
    archive("kind", user.kind);
    archive("layouts", user.layouts);
    archive("layout", user.layout);
    archive("device", user.device);
    archive("inode", user.inode);
    archive("owner", user.owner);
    archive("place", user.place);
    std::optional<QByteArray> root;
    if (user.root)
        root = user.root->pathBytes();
    archive("root", root);
    if constexpr (Archive::isReader) {
        user.root = root ? unopenedPlace(*root, {}) : nullptr;
        user.parent = root ? unopenedPlace(*root, user.place) : nullptr;
    }
}

template <class Archive>
void describe(Archive &archive, Described<Archive, DiskUsage::Amount> &amount)
{
    archive("files", amount.files);
    archive("bytes", amount.bytes);
    archive("allocated", amount.allocated);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, DiskUsage> &usage)
{
    archive("byClass", usage.byClass);
    archive("folders", usage.folders);
    archive("unreadable", usage.unreadable);
    archive("otherFileSystems", usage.otherFileSystems);
    archive("links", usage.links);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, CollectionStats> &stats)
{
    archive("schemaVersion", stats.schemaVersion);
    archive("usn", stats.usn);
    archive("created", stats.created);
    archive("modified", stats.modified);
    archive("schemaModified", stats.schemaModified);
    archive("lastSync", stats.lastSync);
    archive("lastReview", stats.lastReview);
    archive("cards", stats.cards);
    archive("notes", stats.notes);
    archive("reviews", stats.reviews);
    archive("graves", stats.graves);
    archive("decks", stats.decks);
    archive("noteTypes", stats.noteTypes);
    archive("pending", stats.pending);
    archive("missingTables", stats.missingTables);
    archive("unreadableParts", stats.unreadableParts);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, MediaDatabaseStats> &stats)
{
    archive("format", stats.format);
    archive("entries", stats.entries);
    archive("usn", stats.usn);
    archive("trackedFiles", stats.trackedFiles);
    archive("trackedBytes", stats.trackedBytes);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, DatabaseFiles> &files)
{
    archive("usesWal", files.usesWal);
    archive("walBytes", files.walBytes);
    archive("journalBytes", files.journalBytes);
    archive("hotJournal", files.hotJournal);
}

template <class Archive, class Analysis>
void describeDatabase(Archive &archive, Analysis &analysis)
{
    archive("name", analysis.name);
    archive("stats", analysis.stats);
    archive("error", analysis.error);
    archive("bytes", analysis.bytes);
    archive("files", analysis.files);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, DatabaseAnalysis<CollectionStats>> &analysis)
{
    describeDatabase(archive, analysis);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, DatabaseAnalysis<MediaDatabaseStats>> &analysis)
{
    describeDatabase(archive, analysis);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, Problem> &problem)
{
    archive("code", problem.code);
    archive("severity", problem.severity);
    archive("subject", problem.subject);
    archive("detail", problem.detail);
    archive("count", problem.count);
    archive("other", problem.other);
}

// Without the owners of the server's files, which the host concludes again.
template <class Archive>
void describe(Archive &archive, Described<Archive, UserAnalysis> &analysis)
{
    archive("user", analysis.user);
    archive("person", analysis.person);
    archive("wasRead", analysis.wasRead);
    archive("entries", analysis.entries);
    archive("folderStatus", analysis.folderStatus);
    archive("usage", analysis.usage);
    archive("collection", analysis.collection);
    archive("mediaDatabases", analysis.mediaDatabases);
    archive("mediaFolders", analysis.mediaFolders);
    archive("problems", analysis.problems);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, Accounts> &accounts)
{
    archive("persons", accounts.persons);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, DeviceSession> &session)
{
    archive("folder", session.folder);
    archive("login", session.login);
    archive("person", session.person);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, UserSessions> &user)
{
    archive("folder", user.folder);
    archive("sessions", user.sessions);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, SessionList> &list)
{
    archive("hasDatabase", list.hasDatabase);
    archive("users", list.users);
}

} // namespace SyncAdmin
