#pragma once

#include "base/task.h"
#include "engine/plan.h"
#include "engine/purgereport.h"
#include "engine/recoveryplan.h"
#include "engine/resetreport.h"
#include "operations/leftserver.h"
#include "operations/pausereport.h"
#include "store/restorepointstore.h"
#include "volume/dataroot.h"

#include <QDateTime>

#include <optional>

namespace SyncAdmin {

// One operation that the admin has confirmed. A value with everything that it takes to run it.
class Operation
{
public:
    enum class Kind { Reset, Restore, SignOut, Resume, Delete, StartServers };

    static Operation reset(const ResetPlan &plan);
    static Operation restore(const FoundPoint &point, const ResetPlan &plan);
    // Without `root`, as after reading from JSON, the operation cannot be run.
    static Operation signOut(const std::optional<DataRoot> &root, const ResetPlan &plan);
    // `movesAside`: entries that are in the way move into the restore point; otherwise they are a
    // conflict.
    static Operation resume(const RecoveryPlan &plan, bool movesAside);
    static Operation deletePoint(const FoundPoint &point);
    static Operation startServers(const ServerRecovery &left);

    Kind kind() const { return m_kind; }
    const ResetPlan &plan() const { return m_plan; }             // of Reset, Restore and SignOut
    const RecoveryPlan &recovery() const { return *m_recovery; } // of Resume
    bool movesAside() const { return m_movesAside; }             // of Resume
    const FoundPoint &point() const { return *m_point; }         // of Restore and Delete
    const ServerRecovery &servers() const { return *m_servers; } // of StartServers
    const DataRoot &root() const { return *m_root; }             // of SignOut

    // Whether plan() is set.
    bool hasPlan() const;
    // Whether it concerns a user: all but Delete and StartServers.
    bool hasUser() const;
    const UserFolder &user() const;
    // The user's name, the point's id or the servers' names, as they are shown.
    QString subject() const;

    // Makes the plan again from the present files, with the same options. Does nothing without
    // hasPlan(). Errors: those of the planners.
    Result<> planAgain(const Task &task);

private:
    explicit Operation(Kind kind) : m_kind(kind) {}

    Kind m_kind = Kind::Reset;
    ResetPlan m_plan;
    std::optional<RecoveryPlan> m_recovery;
    bool m_movesAside = false;
    std::optional<FoundPoint> m_point;
    std::optional<ServerRecovery> m_servers;
    std::optional<DataRoot> m_root;
};

// "reset": stable, as the audit log and JSON name the operation.
QString operationName(Operation::Kind kind);

// How an operation has ended. A value.
struct OperationResult
{
    enum class End { Done, Cancelled, Failed };

    Operation operation;        // with the plan that was run
    ResetReport report;         // of Reset, Restore, SignOut and Resume
    PurgeReport deletion;       // of Delete
    PauseReport servers;        // of StartServers
    std::optional<Error> error; // of StartServers: why nothing was begun
    QDateTime ended;            // UTC

    End end() const;
    // Whether its restore point undoes it.
    bool canUndo() const;
};

} // namespace SyncAdmin
