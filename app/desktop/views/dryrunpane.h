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
    explicit DryRunPane(Session *session);

    void showUsers(const QList<UserRow> &users) override;
    // Copies what the console prints: the analyses, and the dry runs with their exact plans, which
    // are made in the background.
    void copyReport(const QList<UserRow> &users);

private:
    QString commandFor(const UserFolder &user) const;
    QString noteFor(const QList<ResetPlan> &plans, const QList<UserRow> &users) const;

    Session *m_session;
};

} // namespace SyncAdmin::Desktop
