#pragma once

#include "views/detailstable.h"

namespace SyncAdmin::Desktop {

class Session;

// The devices of the selected users that are signed in.
class SessionsPane : public DetailsTable
{
    Q_OBJECT

public:
    explicit SessionsPane(const Session *session);

    void showUsers(const QList<UserRow> &users) override;

private:
    const Session *m_session;
};

} // namespace SyncAdmin::Desktop
