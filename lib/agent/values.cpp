#include "agent/values.h"

#include "agent/describeoperation.h"

namespace SyncAdmin {

std::shared_ptr<const Directory> unopenedPlace(const QByteArray &root, const QByteArray &place)
{
    const QByteArray path = place.isEmpty()      ? root
                            : root.endsWith('/') ? QByteArray(root + place)
                                                 : QByteArray(root + '/' + place);
    return std::make_shared<const Directory>(Directory::unopened(path));
}

OperationParts AsParts<Operation>::of(const Operation &operation)
{
    using Kind = Operation::Kind;
    OperationParts parts;
    parts.kind = operation.kind();
    parts.movesAside = operation.movesAside();
    if (operation.hasPlan())
        parts.plan = operation.plan();
    if (parts.kind == Kind::Restore || parts.kind == Kind::Delete)
        parts.point = operation.point();
    if (parts.kind == Kind::Resume)
        parts.recovery = operation.recovery();
    if (parts.kind == Kind::StartServers)
        parts.servers = operation.servers();
    return parts;
}

std::optional<Operation> AsParts<Operation>::from(const OperationParts &parts)
{
    switch (parts.kind) {
    case Operation::Kind::Reset:
        if (parts.plan)
            return Operation::reset(*parts.plan);
        break;
    case Operation::Kind::Restore:
        if (parts.plan && parts.point)
            return Operation::restore(*parts.point, *parts.plan);
        break;
    case Operation::Kind::SignOut:
        if (parts.plan)
            return Operation::signOut({}, *parts.plan);
        break;
    case Operation::Kind::Resume:
        if (parts.recovery)
            return Operation::resume(*parts.recovery, parts.movesAside);
        break;
    case Operation::Kind::Delete:
        if (parts.point)
            return Operation::deletePoint(*parts.point);
        break;
    case Operation::Kind::StartServers:
        if (parts.servers)
            return Operation::startServers(*parts.servers);
        break;
    }
    return std::nullopt;
}

template <typename T>
QJsonObject valueToJson(const T &value)
{
    return JsonWriter::write(value).toObject();
}

template <typename T>
Result<T> valueFromJson(const QJsonObject &object)
{
    ReadState state;
    T value = blankValue<T>();
    JsonReader({}, state).read(object, value);
    if (state.missing)
        return failure(Error::Code::BadInput, {},
                       QStringLiteral("field '%1' is missing").arg(*state.missing));
    if (state.wrong && state.wrong->isEmpty())
        return failure(Error::Code::BadInput, {},
                       QStringLiteral("the fields contradict each other"));
    if (state.wrong)
        return failure(Error::Code::BadInput, {},
                       QStringLiteral("field '%1' is invalid").arg(*state.wrong));
    return value;
}

#define SYNCADMIN_CROSSES(T)                                                                       \
    template QJsonObject valueToJson(const T &);                                                   \
    template Result<T> valueFromJson(const QJsonObject &)

SYNCADMIN_CROSSES(Accounts);
SYNCADMIN_CROSSES(AnalysisRequest);
SYNCADMIN_CROSSES(CheckReport);
SYNCADMIN_CROSSES(Error);
SYNCADMIN_CROSSES(FoundPoint);
SYNCADMIN_CROSSES(FoundRoots);
SYNCADMIN_CROSSES(InUse);
SYNCADMIN_CROSSES(KnownUser);
SYNCADMIN_CROSSES(Operation);
SYNCADMIN_CROSSES(OperationRequest);
SYNCADMIN_CROSSES(OperationResult);
SYNCADMIN_CROSSES(PauseReport);
SYNCADMIN_CROSSES(PlannedOperation);
SYNCADMIN_CROSSES(Progress);
SYNCADMIN_CROSSES(RestorePoint);
SYNCADMIN_CROSSES(RootOptions);
SYNCADMIN_CROSSES(RootSummary);
SYNCADMIN_CROSSES(RunOptions);
SYNCADMIN_CROSSES(RunReport);
SYNCADMIN_CROSSES(ServerChoice);
SYNCADMIN_CROSSES(ServerHandle);
SYNCADMIN_CROSSES(SessionList);
SYNCADMIN_CROSSES(StoreHistory);
SYNCADMIN_CROSSES(UserAnalysis);
SYNCADMIN_CROSSES(UserFolder);
SYNCADMIN_CROSSES(VerifyReport);

#undef SYNCADMIN_CROSSES

} // namespace SyncAdmin
