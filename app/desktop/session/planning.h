#pragma once

#include "agent/host.h"

#include <functional>

namespace SyncAdmin::Desktop {

class Session;

// Plans of operations, made on a reader thread. `done` is called on the GUI thread, unless the
// receiver is gone by then.

using PlannedOperations = QList<Result<Operation>>;

void planRestores(Session *session, QObject *receiver, const QList<FoundPoint> &points,
                  const std::function<void(const PlannedOperations &)> &done);
// The restores of the points with these ids. UnknownRestorePoint for those that are gone.
void planUndo(Session *session, QObject *receiver, const QByteArrayList &ids,
              const std::function<void(const PlannedOperations &)> &done);
// The resets of these users with the default options, and their analyses; one for each user.
void planResets(Session *session, QObject *receiver, const QList<UserFolder> &users,
                const std::function<void(const QList<PlannedOperation> &)> &done);
void planSignOut(Session *session, QObject *receiver, const UserFolder &user,
                 const std::function<void(const Result<Operation> &)> &done);
void planResume(Session *session, QObject *receiver, const FoundPoint &point,
                const std::function<void(const Result<Operation> &)> &done);

} // namespace SyncAdmin::Desktop
