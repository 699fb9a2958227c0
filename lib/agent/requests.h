#pragma once

#include "operations/operation.h"
#include "operations/serverchoice.h"
#include "store/auditlog.h"

#include <QHash>

#include <memory>

namespace SyncAdmin {

// The requests to a Host, and its answers. All of them are values.

struct RootOptions
{
    std::optional<Layout> layout; // for users whose files do not show it
};

// An opened data root.
struct RootSummary
{
    QByteArray path;     // as it was given
    QString usersPath;   // of the folder that users are in, as messages name it
    QString fileSystem;  // "ext4"
    bool isLocal = true; // the kernel reports every change of a file
    bool isReadOnly = false;
    bool isWritable = true; // the caller may write where restore points are kept
    qint64 freeBytes = 0;
};

struct AnalysisRequest
{
    int threads = 1;               // for one user
    bool check = false;            // integrity_check of the databases
    bool namesPersons = true;      // by the accounts of the server
    bool namesHolders = false;     // who has files open, as a finding
    bool namesInterrupted = false; // the operation that was interrupted, as a finding
};

// A user, with the latest analysis where there is one.
struct KnownUser
{
    UserFolder user;
    std::shared_ptr<const UserAnalysis> analysis;
};

// The audit log of one store of the data root.
struct StoreHistory
{
    QString store; // its path, as it is shown
    AuditHistory history;
};

// What is to be planned: one operation for each user, name or point.
struct OperationRequest
{
    Operation::Kind kind = Operation::Kind::Reset;
    QList<UserFolder> users;  // of Reset
    QByteArrayList names;     // of SignOut: of folders, accounts or persons
    QList<FoundPoint> points; // of Restore, Resume and Delete
    ResetOptions reset;
    bool movesAside = false;  // of Resume: what is in the way
    AnalysisRequest analysis; // of the users that are to be reset
};

struct PlannedOperation
{
    std::optional<UserAnalysis> analysis; // of Reset, also where there is no plan
    std::optional<Operation> operation;
    std::optional<Error> error; // why there is no plan
};

// Whether an operation would be refused now.
struct CheckReport
{
    std::optional<Error> refusal;
    std::optional<InUse> inUse; // who has the files open, if known
};

} // namespace SyncAdmin
