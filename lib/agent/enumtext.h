#pragma once

#include "analysis/useranalysis.h"
#include "discovery/rootcandidate.h"
#include "operations/operation.h"

#include <optional>
#include <vector>

namespace SyncAdmin {

// The stable names of an enumeration in JSON.
template <typename E>
struct EnumText;

// All values of an enumeration.
template <typename E>
auto enumValues()
{
    return EnumText<E>::values();
}

template <typename E>
std::optional<E> enumFromText(const QString &text)
{
    for (const E each : enumValues<E>()) {
        if (EnumText<E>::of(each) == text)
            return each;
    }
    return std::nullopt;
}

// Enumerations that have their names for JSON alone. The compiler warns of a value without one.

constexpr const char *wireName(UserFolder::Kind value)
{
    switch (value) {
    case UserFolder::Kind::Folder:
        return "folder";
    case UserFolder::Kind::Link:
        return "link";
    case UserFolder::Kind::Unreadable:
        return "unreadable";
    case UserFolder::Kind::Silent:
        return "silent";
    }
    return nullptr;
}

constexpr const char *wireName(Artefact::Kind value)
{
    switch (value) {
    case Artefact::Kind::Collection:
        return "collection";
    case Artefact::Kind::CollectionSidecar:
        return "collection-sidecar";
    case Artefact::Kind::MediaFolder:
        return "media-folder";
    case Artefact::Kind::MediaDatabase:
        return "media-database";
    case Artefact::Kind::MediaDatabaseSidecar:
        return "media-database-sidecar";
    case Artefact::Kind::Temporary:
        return "temporary";
    case Artefact::Kind::NfsLeftover:
        return "nfs-leftover";
    case Artefact::Kind::Other:
        return "other";
    }
    return nullptr;
}

constexpr const char *wireName(FileStatus::Type value)
{
    switch (value) {
    case FileStatus::Type::Regular:
        return "regular";
    case FileStatus::Type::Folder:
        return "folder";
    case FileStatus::Type::Link:
        return "link";
    case FileStatus::Type::Other:
        return "other";
    }
    return nullptr;
}

constexpr const char *wireName(EntryFolder value)
{
    switch (value) {
    case EntryFolder::UserFolder:
        return "user-folder";
    case EntryFolder::DataRoot:
        return "data-root";
    }
    return nullptr;
}

constexpr const char *wireName(Manifest::Operation value)
{
    switch (value) {
    case Manifest::Operation::Reset:
        return "reset";
    case Manifest::Operation::Restore:
        return "restore";
    case Manifest::Operation::Revoke:
        return "revoke";
    case Manifest::Operation::RestoreSessions:
        return "restore-sessions";
    }
    return nullptr;
}

constexpr const char *wireName(ManifestEntry::Move value)
{
    switch (value) {
    case ManifestEntry::Move::MakeUserFolder:
        return "make-user-folder";
    case ManifestEntry::Move::MoveOut:
        return "move-out";
    case ManifestEntry::Move::Return:
        return "return";
    case ManifestEntry::Move::Install:
        return "install";
    }
    return nullptr;
}

constexpr const char *wireName(MediaDatabasePlan::Content value)
{
    switch (value) {
    case MediaDatabasePlan::Content::Empty:
        return "empty";
    case MediaDatabasePlan::Content::Folder:
        return "folder";
    case MediaDatabasePlan::Content::Lifted:
        return "lifted";
    case MediaDatabasePlan::Content::Matched:
        return "matched";
    case MediaDatabasePlan::Content::Completed:
        return "completed";
    }
    return nullptr;
}

constexpr const char *wireName(StepResult::State value)
{
    switch (value) {
    case StepResult::State::NotDone:
        return "not-done";
    case StepResult::State::Done:
        return "done";
    case StepResult::State::Failed:
        return "failed";
    case StepResult::State::RolledBack:
        return "rolled-back";
    }
    return nullptr;
}

constexpr const char *wireName(InUse::State value)
{
    switch (value) {
    case InUse::State::Free:
        return "free";
    case InUse::State::Busy:
        return "busy";
    case InUse::State::Unknown:
        return "unknown";
    }
    return nullptr;
}

constexpr const char *wireName(ServerPhase value)
{
    switch (value) {
    case ServerPhase::Running:
        return "running";
    case ServerPhase::Stopped:
        return "stopped";
    case ServerPhase::Between:
        return "between";
    }
    return nullptr;
}

constexpr const char *wireName(ContainerEngine value)
{
    switch (value) {
    case ContainerEngine::Podman:
        return "podman";
    case ContainerEngine::Docker:
        return "docker";
    }
    return nullptr;
}

constexpr const char *wireName(LeftServer::Fate value)
{
    switch (value) {
    case LeftServer::Fate::Stopped:
        return "stopped";
    case LeftServer::Fate::Runs:
        return "runs";
    case LeftServer::Fate::Gone:
        return "gone";
    case LeftServer::Fate::Unknown:
        return "unknown";
    }
    return nullptr;
}

template <typename E>
struct EnumSwitch
{
    static std::vector<E> values()
    {
        std::vector<E> all;
        for (int i = 0; wireName(static_cast<E>(i)) != nullptr; ++i)
            all.push_back(static_cast<E>(i));
        return all;
    }
    static QString of(E value) { return QLatin1String(wireName(value)); }
};

// Enumerations that have a function with their stable names, up to the last value.
template <typename E, E last, QString (*name)(E)>
struct EnumFunction
{
    static std::vector<E> values()
    {
        std::vector<E> all;
        for (int i = 0; i <= static_cast<int>(last); ++i)
            all.push_back(static_cast<E>(i));
        return all;
    }
    static QString of(E value) { return name(value); }
};

template <>
struct EnumText<Layout>
{
    static std::vector<Layout> values()
    {
        return {Layout::Community, Layout::Official, Layout::Legacy};
    }
    static QString of(Layout layout) { return layoutName(layout); }
};

template <>
struct EnumText<UserFolder::Kind> : EnumSwitch<UserFolder::Kind>
{};
template <>
struct EnumText<Artefact::Kind> : EnumSwitch<Artefact::Kind>
{};
template <>
struct EnumText<FileStatus::Type> : EnumSwitch<FileStatus::Type>
{};
template <>
struct EnumText<EntryFolder> : EnumSwitch<EntryFolder>
{};
template <>
struct EnumText<Manifest::Operation> : EnumSwitch<Manifest::Operation>
{};
template <>
struct EnumText<ManifestEntry::Move> : EnumSwitch<ManifestEntry::Move>
{};
template <>
struct EnumText<MediaDatabasePlan::Content> : EnumSwitch<MediaDatabasePlan::Content>
{};
template <>
struct EnumText<StepResult::State> : EnumSwitch<StepResult::State>
{};
template <>
struct EnumText<InUse::State> : EnumSwitch<InUse::State>
{};
template <>
struct EnumText<ServerPhase> : EnumSwitch<ServerPhase>
{};
template <>
struct EnumText<ContainerEngine> : EnumSwitch<ContainerEngine>
{};
template <>
struct EnumText<LeftServer::Fate> : EnumSwitch<LeftServer::Fate>
{};
template <>
struct EnumText<MediaDatabaseStats::Format>
    : EnumFunction<MediaDatabaseStats::Format, MediaDatabaseStats::Format::Client, &formatName>
{};
template <>
struct EnumText<Problem::Code>
    : EnumFunction<Problem::Code, Problem::Code::Interrupted, &problemName>
{};
template <>
struct EnumText<Problem::Severity>
    : EnumFunction<Problem::Severity, Problem::Severity::Error, &severityName>
{};
template <>
struct EnumText<Error::Code> : EnumFunction<Error::Code, Error::Code::System, &codeName>
{};
template <>
struct EnumText<PlanStep::Kind>
    : EnumFunction<PlanStep::Kind, PlanStep::Kind::RestoredSessionFile, &stepKindName>
{};
template <>
struct EnumText<ResetScope> : EnumFunction<ResetScope, ResetScope::Media, &scopeName>
{};
template <>
struct EnumText<RestorePoint::State>
    : EnumFunction<RestorePoint::State, RestorePoint::State::Unreadable, &stateName>
{};
template <>
struct EnumText<ResetReport::Outcome>
    : EnumFunction<ResetReport::Outcome, ResetReport::Outcome::Cancelled, &outcomeName>
{};
template <>
struct EnumText<PurgeReport::Outcome>
    : EnumFunction<PurgeReport::Outcome, PurgeReport::Outcome::Cancelled, &outcomeName>
{};
template <>
struct EnumText<RootOrigin::Kind>
    : EnumFunction<RootOrigin::Kind, RootOrigin::Kind::MountPoint, &originKindName>
{};
template <>
struct EnumText<Operation::Kind>
    : EnumFunction<Operation::Kind, Operation::Kind::StartServers, &operationName>
{};

} // namespace SyncAdmin
