#pragma once

#include "analysis/useranalysis.h"
#include "discovery/rootcandidates.h"
#include "operations/operation.h"

#include <array>

namespace SyncAdmin {

// The stable names of an enumeration in JSON: a list of them, or a function up to the last value.
template <typename E>
struct EnumText;

// All values of a plain enumeration.
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

// By a list of names in the order of the values.
template <typename E, const auto &list>
struct EnumList
{
    static std::array<E, std::size(list)> values()
    {
        std::array<E, std::size(list)> all{};
        for (size_t i = 0; i < all.size(); ++i)
            all[i] = static_cast<E>(i);
        return all;
    }
    static QString of(E value)
    {
        const auto index = static_cast<size_t>(value);
        return index < std::size(list) ? QLatin1String(list[index]) : QLatin1String();
    }
};

// By the function that names the value, up to the last one.
template <typename E, E last, QString (*name)(E)>
struct EnumFunction
{
    static std::array<E, static_cast<size_t>(last) + 1> values()
    {
        std::array<E, static_cast<size_t>(last) + 1> all{};
        for (size_t i = 0; i < all.size(); ++i)
            all[i] = static_cast<E>(i);
        return all;
    }
    static QString of(E value) { return name(value); }
};

template <>
struct EnumText<Layout>
{
    static std::array<Layout, 3> values()
    {
        return {Layout::Community, Layout::Official, Layout::Legacy};
    }
    static QString of(Layout layout) { return layoutName(layout); }
};

namespace EnumLists {

inline constexpr std::array userKinds{"folder", "link", "unreadable", "silent"};
inline constexpr std::array artefactKinds{
    "collection", "collection-sidecar", "media-folder", "media-database", "media-database-sidecar",
    "temporary",  "nfs-leftover",       "other"};
inline constexpr std::array fileTypes{"regular", "folder", "link", "other"};
inline constexpr std::array entryFolders{"user-folder", "data-root"};
inline constexpr std::array operations{"reset", "restore", "revoke", "restore-sessions"};
inline constexpr std::array moves{"make-user-folder", "move-out", "return", "install"};
inline constexpr std::array contents{"empty", "folder", "lifted", "matched", "completed"};
inline constexpr std::array stepStates{"not-done", "done", "failed", "rolled-back"};
inline constexpr std::array useStates{"free", "busy", "unknown"};
inline constexpr std::array phases{"running", "stopped", "between"};
inline constexpr std::array engines{"podman", "docker"};
inline constexpr std::array fates{"stopped", "runs", "gone", "unknown"};

} // namespace EnumLists

template <>
struct EnumText<UserFolder::Kind> : EnumList<UserFolder::Kind, EnumLists::userKinds>
{};
template <>
struct EnumText<Artefact::Kind> : EnumList<Artefact::Kind, EnumLists::artefactKinds>
{};
template <>
struct EnumText<FileStatus::Type> : EnumList<FileStatus::Type, EnumLists::fileTypes>
{};
template <>
struct EnumText<ManifestEntry::Move> : EnumList<ManifestEntry::Move, EnumLists::moves>
{};
template <>
struct EnumText<MediaDatabasePlan::Content>
    : EnumList<MediaDatabasePlan::Content, EnumLists::contents>
{};
template <>
struct EnumText<StepResult::State> : EnumList<StepResult::State, EnumLists::stepStates>
{};
template <>
struct EnumText<InUse::State> : EnumList<InUse::State, EnumLists::useStates>
{};
template <>
struct EnumText<ServerPhase> : EnumList<ServerPhase, EnumLists::phases>
{};
template <>
struct EnumText<ContainerEngine> : EnumList<ContainerEngine, EnumLists::engines>
{};
template <>
struct EnumText<LeftServer::Fate> : EnumList<LeftServer::Fate, EnumLists::fates>
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
struct EnumText<Manifest::Operation> : EnumList<Manifest::Operation, EnumLists::operations>
{};
template <>
struct EnumText<EntryFolder> : EnumList<EntryFolder, EnumLists::entryFolders>
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
