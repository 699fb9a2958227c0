#pragma once

#include "agent/host.h"
#include "views/detailstable.h"

namespace SyncAdmin::Desktop {

class Session;

// What a reset of the selected users would do.
class DryRunPane : public DetailsTable
{
    Q_OBJECT

public:
    explicit DryRunPane(const Session *session);

    void showUsers(const QList<UserRow> &users) override;
    // What the console prints as the dry run of the user's reset; empty where there is no plan.
    QString reportText(const UserRow &user) const;

private:
    QString commandFor(const UserRow &user) const;
    QString noteFor(const QList<ResetPlan> &plans, const QList<UserRow> &users) const;

    const Session *m_session;
};

} // namespace SyncAdmin::Desktop
