#pragma once

#include "agent/values.h"

#include <QJsonDocument>

namespace SyncAdmin::Test {

// A host that is reached by JSON alone: every value goes through it on its way to another host, and
// every result on its way back.
class JsonHost : public Host
{
public:
    explicit JsonHost(Host &host) : m_host(host) {}

    Result<> checkInstallation() override { return m_host.checkInstallation(); }
    FoundRoots findRoots(const Task &task) override { return sent(m_host.findRoots(task)); }
    Result<QByteArray> dataRootOf(const QByteArray &container, const Task &task) override
    {
        return m_host.dataRootOf(container, task);
    }
    Result<RootSummary> openRoot(const QByteArray &path, const RootOptions &options) override
    {
        return sent(m_host.openRoot(path, sent(options)));
    }
    Result<QList<UserFolder>> users() override { return sent(m_host.users()); }
    Result<UserFolder> userAmong(const QList<UserFolder> &users, const QByteArray &name) override
    {
        return sent(m_host.userAmong(sent(users), name));
    }
    Result<Accounts> accounts(const Task &task) override { return sent(m_host.accounts(task)); }
    Result<SessionList> sessions(const Task &task) override { return sent(m_host.sessions(task)); }
    Result<UserAnalysis> analyse(const UserFolder &user, const AnalysisRequest &request,
                                 const Task &task) override
    {
        return sent(m_host.analyse(sent(user), sent(request), task));
    }
    void analyseAll(const QList<UserFolder> &users, const AnalysisRequest &request, int jobs,
                    const Task &task, const AnalysisSink &done) override
    {
        m_host.analyseAll(sent(users), sent(request), jobs, task,
                          [&done](qsizetype index, const Result<UserAnalysis> &analysis) {
                              done(index, sent(analysis));
                          });
    }
    bool isUnchanged(const UserAnalysis &analysis) override
    {
        return m_host.isUnchanged(sent(analysis));
    }
    QHash<QString, QString> holders(const QList<KnownUser> &users, const Task &task) override
    {
        return m_host.holders(sent(users), task);
    }
    Result<QList<FoundPoint>> points() override { return sent(m_host.points()); }
    Result<FoundPoint> point(const QByteArray &id) override { return sent(m_host.point(id)); }
    QList<RestorePoint> interruptedPoints() override { return sent(m_host.interruptedPoints()); }
    Result<VerifyReport> verify(const FoundPoint &point, const Task &task) override
    {
        return sent(m_host.verify(sent(point), task));
    }
    Result<QList<StoreHistory>> history() override { return sent(m_host.history()); }
    QList<PlannedOperation> plan(const OperationRequest &request, const Task &task) override
    {
        return sent(m_host.plan(sent(request), task));
    }
    CheckReport check(const Operation &operation, const RunOptions &options,
                      bool isServerToStop) override
    {
        return sent(m_host.check(sent(operation), sent(options), isServerToStop));
    }
    Result<ServerHandle> server(const QByteArray &name, const Task &task) override
    {
        return sent(m_host.server(name, task));
    }
    Result<QList<ServerHandle>> serversOf(const InUse &use, const Task &task) override
    {
        return sent(m_host.serversOf(sent(use), task));
    }
    Result<ServerChoice> serversToStop(const QList<InUse> &uses,
                                       const std::optional<ServerHandle> &named,
                                       const Task &task) override
    {
        return sent(m_host.serversToStop(sent(uses),
                                         named ? std::optional(sent(*named)) : std::nullopt, task));
    }
    RunReport run(const QList<Operation> &operations, const RunOptions &options,
                  const RunObserver &observer, const Task &task) override
    {
        return sent(m_host.run(sent(operations), sent(options), observer, task));
    }

private:
    // What cannot be read back has no value here, and ends the test.
    template <typename T>
    static T sent(const T &value)
    {
        const QByteArray json = QJsonDocument(valueToJson(value)).toJson();
        return valueFromJson<T>(QJsonDocument::fromJson(json).object()).value();
    }
    template <typename T>
    static QList<T> sent(const QList<T> &values)
    {
        QList<T> all;
        for (const T &value : values)
            all.append(sent(value));
        return all;
    }
    template <typename T>
    static Result<T> sent(const Result<T> &result)
    {
        return result ? Result<T>(sent(*result)) : failure(sent(result.error()));
    }

    Host &m_host;
};

} // namespace SyncAdmin::Test
