#pragma once

#include "agent/describeserver.h"

// Operations: the descriptions of requests, plans, reports.

namespace SyncAdmin {

template <class Archive>
void describe(Archive &archive, Described<Archive, ResetOptions> &options)
{
    archive("keepMediaFiles", options.keepMediaFiles);
    archive("scope", options.scope);
    archive("owner", options.owner);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, MediaDatabasePlan> &database)
{
    archive("name", database.name);
    archive("content", database.content);
    archive("version", database.version);
    archive("usn", database.usn);
    archive("mediaFolder", database.mediaFolder);
    archive("isFolderInPoint", database.isFolderInPoint);
    archive("indexes", database.indexes);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, GivenUp> &givenUp)
{
    archive("cards", givenUp.cards);
    archive("reviews", givenUp.reviews);
    archive("files", givenUp.files);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, SyncEffect> &effect)
{
    archive("isRestore", effect.isRestore);
    archive("scope", effect.scope);
    archive("keepMediaFiles", effect.keepMediaFiles);
    archive("isLate", effect.isLate);
    archive("startsMediaAnew", effect.startsMediaAnew);
    archive("mediaBytes", effect.mediaBytes);
    archive("givenUp", effect.givenUp);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, ResetPlan> &plan)
{
    archive("user", plan.user);
    archive("operation", plan.operation);
    archive("entryFolder", plan.entryFolder);
    archive("names", plan.names);
    archive("probesServer", plan.probesServer);
    archive("affectsSync", plan.affectsSync);
    archive("options", plan.options);
    archive("folder", plan.folder);
    archive("steps", plan.steps);
    archive("kept", plan.kept);
    archive("source", plan.source);
    archive("sessionsLeft", plan.sessionsLeft);
    archive("mediaDatabases", plan.mediaDatabases);
    archive("returning", plan.returning);
    archive("seenUsn", plan.seenUsn);
    archive("isLate", plan.isLate);
    archive("givenUp", plan.givenUp);
    archive("startsMediaAnew", plan.startsMediaAnew);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, StepResult> &step)
{
    archive("step", step.step);
    archive("state", step.state);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, ResetReport> &report)
{
    archive("outcome", report.outcome);
    archive("user", report.user);
    archive("operation", report.operation);
    archive("steps", report.steps);
    archive("error", report.error);
    archive("restorePoint", report.restorePoint);
    archive("bytes", report.bytes);
    archive("undeleted", report.undeleted);
    archive("warnings", report.warnings);
    archive("leftBehind", report.leftBehind);
    archive("inUse", report.inUse);
    archive("serverStoppedAsserted", report.serverStoppedAsserted);
    archive("isUserGone", report.isUserGone);
    archive("syncEffect", report.syncEffect);
    archive("isIncomplete", report.isIncomplete);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, PurgeReport> &report)
{
    archive("outcome", report.outcome);
    archive("id", report.id);
    archive("files", report.files);
    archive("bytes", report.bytes);
    archive("error", report.error);
    archive("warnings", report.warnings);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, VerifyReport::Finding> &finding)
{
    archive("name", finding.name);
    archive("error", finding.error);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, VerifyReport> &report)
{
    archive("id", report.id);
    archive("entries", report.entries);
    archive("databases", report.databases);
    archive("findings", report.findings);
}

template <>
inline RecoveryPlan blankValue<RecoveryPlan>()
{
    return {RestorePointStore::unopened({}, {}), {}, {}, {}, {}};
}

template <class Archive>
void describe(Archive &archive, Described<Archive, RecoveryPlan> &plan)
{
    archive("store", plan.store);
    archive("point", plan.point);
    archive("user", plan.user);
    archive("steps", plan.steps);
    archive("conflicts", plan.conflicts);
    archive("onlyClears", plan.onlyClears);
    archive("isUserGone", plan.isUserGone);
}

// What an operation consists of, by its kind.
struct OperationParts
{
    Operation::Kind kind = Operation::Kind::Reset;
    std::optional<ResetPlan> plan;
    std::optional<FoundPoint> point;
    std::optional<RecoveryPlan> recovery;
    bool movesAside = false;
    std::optional<ServerRecovery> servers;
};

template <class Archive>
void describe(Archive &archive, Described<Archive, OperationParts> &operation)
{
    archive("kind", operation.kind);
    archive("plan", operation.plan);
    archive("point", operation.point);
    archive("recovery", operation.recovery);
    archive("movesAside", operation.movesAside);
    archive("servers", operation.servers);
}

template <>
struct AsParts<Operation>
{
    using Parts = OperationParts;
    static Parts of(const Operation &operation);
    static std::optional<Operation> from(const Parts &parts);
};

template <>
inline Operation blankValue<Operation>()
{
    return Operation::reset({});
}

template <>
inline OperationResult blankValue<OperationResult>()
{
    return {blankValue<Operation>(), {}, {}, {}, {}, {}};
}

template <class Archive>
void describe(Archive &archive, Described<Archive, OperationResult> &result)
{
    archive("operation", result.operation);
    archive("report", result.report);
    archive("deletion", result.deletion);
    archive("servers", result.servers);
    archive("error", result.error);
    archive("ended", result.ended);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, RunOptions> &options)
{
    archive("keepRestorePoint", options.keepRestorePoint);
    archive("serverStopped", options.serverStopped);
    archive("commandLine", options.commandLine);
    archive("servers", options.servers);
    archive("watch", options.watch);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, RunReport> &report)
{
    archive("results", report.results);
    archive("servers", report.servers);
    archive("refusal", report.refusal);
    archive("wasInterrupted", report.wasInterrupted);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, RootOptions> &options)
{
    archive("layout", options.layout);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, RootSummary> &root)
{
    archive("path", root.path);
    archive("usersPath", root.usersPath);
    archive("fileSystem", root.fileSystem);
    archive("isLocal", root.isLocal);
    archive("isReadOnly", root.isReadOnly);
    archive("isWritable", root.isWritable);
    archive("freeBytes", root.freeBytes);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, AnalysisRequest> &request)
{
    archive("threads", request.threads);
    archive("check", request.check);
    archive("namesPersons", request.namesPersons);
    archive("namesHolders", request.namesHolders);
    archive("namesInterrupted", request.namesInterrupted);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, KnownUser> &known)
{
    archive("user", known.user);
    archive("analysis", known.analysis);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, OperationRequest> &request)
{
    archive("kind", request.kind);
    archive("users", request.users);
    archive("names", request.names);
    archive("points", request.points);
    archive("reset", request.reset);
    archive("movesAside", request.movesAside);
    archive("analysis", request.analysis);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, PlannedOperation> &planned)
{
    archive("analysis", planned.analysis);
    archive("operation", planned.operation);
    archive("error", planned.error);
}

template <class Archive>
void describe(Archive &archive, Described<Archive, CheckReport> &report)
{
    archive("refusal", report.refusal);
    archive("inUse", report.inUse);
}

} // namespace SyncAdmin
