#include "operations/revoke.h"

#include "accounts/sessionedit.h"
#include "base/log.h"
#include "volume/artefact.h"

#include <algorithm>

namespace SyncAdmin {

namespace {

// The plan for a user that exists and has no session.
Result<ResetPlan> withoutSessions(const DataRoot &root, const QByteArray &name, const Error &error)
{
    const auto user = root.user(name);
    if (!user || error.code != Error::Code::UnknownUser)
        return failure(error);
    ResetPlan plan = planOfSessions(Manifest::Operation::Revoke);
    plan.user = *user;
    return plan;
}

} // namespace

ResetPlan planOfSessions(Manifest::Operation operation)
{
    ResetPlan plan;
    plan.operation = operation;
    plan.entryFolder = EntryFolder::DataRoot;
    plan.names = QByteArrayList{sessionDatabase} + sidecarNames(sessionDatabase);
    // A server that runs keeps its sessions in memory.
    plan.probesServer = true;
    plan.affectsSync = false;
    return plan;
}

Result<QList<PlanStep>> sessionFileSteps(const Directory &root, PlanStep::Kind kind)
{
    ASSIGN_OR_RETURN(const auto entries, root.entries());
    QList<PlanStep> steps;
    for (const DirectoryEntry &entry : entries) {
        if (!isSessionFile(entry.name))
            continue;
        ASSIGN_OR_RETURN(const auto status, root.status(entry.name));
        if (!status.isRegular())
            return failure(status.isLink() ? Error::Code::LinkRefused : Error::Code::NotAFile,
                           root.pathOf(entry.name));
        steps.append({kind, entry.name, 1, status.size, Identity::of(status),
                      entry.name == sessionDatabase ? QByteArray() : sessionDatabase});
    }
    std::sort(steps.begin(), steps.end(),
              [](const PlanStep &a, const PlanStep &b) { return a.name < b.name; });
    return steps;
}

Result<ResetPlan> planRevoke(const DataRoot &root, const QByteArray &name, const Task &task)
{
    const Directory &folder = root.directory();
    ASSIGN_OR_RETURN(const auto list, readSessions(folder, task));
    const auto found = list.of(name, folder.pathOf(sessionDatabase));
    if (!found)
        return withoutSessions(root, name, found.error());

    ResetPlan plan = planOfSessions(Manifest::Operation::Revoke);
    plan.user.name = found->folder;
    plan.user.root = std::make_shared<const Directory>(folder);
    plan.user.parent = plan.user.root;
    // Status first: a file that changes while it is read puts the plan out of date.
    ASSIGN_OR_RETURN(const auto status, folder.status());
    plan.folder = Identity::of(status);
    ASSIGN_OR_RETURN(const auto listing, folder.reopened());
    ASSIGN_OR_RETURN(const auto steps, sessionFileSteps(listing, PlanStep::Kind::SessionFile));
    plan.steps = steps;
    // Edited in memory, so that the dry run finds errors that a run would meet.
    ASSIGN_OR_RETURN(const auto edit, editSessions(folder, found->folder, task));
    if (edit.removed == 0)
        return failure(Error::Code::Damaged, folder.pathOf(sessionDatabase),
                       QStringLiteral("none of its sessions can be identified as this user's"));
    plan.sessionsLeft = edit.left;
    plan.steps.append({PlanStep::Kind::RevokedSessions,
                       sessionDatabase,
                       edit.removed,
                       edit.image.size(),
                       {},
                       {}});
    qCDebug(logReset).noquote() << "planned to remove" << edit.removed << "sessions of"
                                << plan.user.displayName();
    return plan;
}

} // namespace SyncAdmin
