#pragma once

#include "engine/plan.h"
#include "store/restorepointstore.h"

namespace SyncAdmin {

// The restore point that a restore takes entries from, opened, with what it holds. A value.
class RestoreSource
{
public:
    // StoreCopied, Changed where the point lacks an entry.
    static Result<RestoreSource> open(const RestorePointStore &store, const RestorePoint &point);

    const Directory &items() const { return m_items; }
    const Manifest &manifest() const { return m_manifest; }
    // The user whose operation the point undoes, without an identity: the folder may be missing.
    const UserFolder &user() const { return m_user; }
    // The entries that the point holds, each as the step that returns it.
    const QList<PlanStep> &held() const { return m_held; }
    const PlanStep *item(const QByteArray &name) const; // nullptr where it does not hold it
    QList<PlanStep> sidecarsOf(const QByteArray &database) const; // that it holds
    // Whether the operation put an entry of this name into the user folder.
    bool hasInstalled(const QByteArray &name) const;

private:
    RestoreSource(Directory items, Manifest manifest, UserFolder user, QList<PlanStep> held);

    Directory m_items;
    Manifest m_manifest;
    UserFolder m_user;
    QList<PlanStep> m_held;
};

// The kind of the step that returns an entry of this name as it was.
PlanStep::Kind returnedKind(const QByteArray &name);

} // namespace SyncAdmin
