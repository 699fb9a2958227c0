#include "session/session.h"

#include <QPointer>
#include <QSet>
#include <QThread>

#include <sys/resource.h>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

constexpr int beginAfter = 10;       // ms, for painting the names
constexpr int collectInterval = 50;  // ms
constexpr int holderInterval = 5000; // ms
constexpr int pollInterval = 30000;  // ms
constexpr int bigRoot = 2000;        // users
constexpr int slowAfter = 3000;      // ms
constexpr int idleInterval = 20;     // ms
constexpr int idleLimit = 2000;      // ms
constexpr int analysisNiceness = 5;
constexpr int spareThreads = 4; // for reads other than analyses

int runnerCount()
{
    return std::max(2, QThread::idealThreadCount());
}

} // namespace

Session::Session(QObject *parent)
    : QObject(parent), m_readers(runnerCount() + spareThreads),
      m_queue(std::make_shared<AnalysisQueue>())
{
    m_collectTimer.setInterval(collectInterval);
    connect(&m_collectTimer, &QTimer::timeout, this, &Session::collect);
    m_holderTimer.setInterval(holderInterval);
    connect(&m_holderTimer, &QTimer::timeout, this, &Session::updateHolders);
    m_pollTimer.setInterval(pollInterval);
    connect(&m_pollTimer, &QTimer::timeout, this, &Session::refresh);
    connect(&m_watcher, &Watcher::usersChanged, this, &Session::usersChanged);
    connect(&m_watcher, &Watcher::listChanged, this, &Session::refresh);
    connect(&m_watcher, &Watcher::storeChanged, this, &Session::storeChanged);
    connect(&m_watcher, &Watcher::incomplete, this, [this] { m_pollTimer.start(); });
}

Session::~Session()
{
    close();
}

bool Session::close(int milliseconds)
{
    m_queue->clear();
    m_collectTimer.stop();
    m_holderTimer.stop();
    m_pollTimer.stop();
    m_readers.requestStop();
    QElapsedTimer time;
    time.start();
    const bool isWatchOver = m_watcher.finish(milliseconds);
    const auto left = static_cast<int>(std::max<qint64>(0, milliseconds - time.elapsed()));
    return m_readers.finish(milliseconds < 0 ? milliseconds : left) && isWatchOver;
}

void Session::open(const QByteArray &path, const std::shared_ptr<SystemCalls> &calls)
{
    readRoot(path, calls, false);
}

void Session::refresh()
{
    if (!m_root)
        return;
    // One at a time: reads of a dead mount never return, and would take all threads.
    if (m_refreshing.isAwaited()) {
        m_isRefreshWanted = true;
        return;
    }
    readRoot(m_path, m_calls, true);
}

void Session::readRoot(const QByteArray &path, const std::shared_ptr<SystemCalls> &calls,
                       bool isRefresh)
{
    Reads &reads = isRefresh ? m_refreshing : m_opening;
    const quint64 generation = ++reads.requested;
    QTimer::singleShot(slowAfter, this, [this, generation, path, &reads] {
        if (generation == reads.requested && reads.isAwaited())
            Q_EMIT openIsSlow(path);
    });
    m_readers.start<Result<OpenedRoot>>(
        this, [path, calls](const Task &task) { return OpenedRoot::read(path, calls, task); },
        [this, generation, path, calls, isRefresh, &reads](Result<OpenedRoot> opened) {
            if (generation != reads.requested || !reads.isAwaited())
                return;
            reads.answered = generation;
            if (isRefresh || opened) {
                m_isLost = !opened;
                m_lastRead = QDateTime::currentDateTime();
            }
            if (std::exchange(m_isRefreshWanted, false) && isRefresh)
                QTimer::singleShot(0, this, &Session::refresh);
            if (!opened && isRefresh) {
                Q_EMIT lost(opened.error());
            } else if (!opened) {
                Q_EMIT openFailed(path, opened.error());
            } else if (isRefresh) {
                rootRefreshed(std::move(*opened));
            } else {
                m_calls = calls;
                rootOpened(path, std::move(*opened));
            }
        });
}

void Session::rootOpened(const QByteArray &path, OpenedRoot opened)
{
    m_refreshing.answered = m_refreshing.requested; // it concerned the previous root
    m_isRefreshWanted = false;
    m_queue->clear();
    m_queue = std::make_shared<AnalysisQueue>();
    m_queue->setPaused(m_isPaused);
    m_runners = 0;
    m_isFindingHolders = false;
    m_pending = 0;
    m_path = path;
    m_users.clear();
    m_root = std::move(opened);
    m_toAnalyse = m_users.setUsers(std::exchange(m_root->rows, {}));
    // In steps, so that the window stays responsive, and shows the names before the analysis takes
    // all processors.
    QTimer::singleShot(0, this, [this, queue = m_queue] {
        if (queue != m_queue)
            return;
        Q_EMIT this->opened();
        QTimer::singleShot(beginAfter, this, [this, queue] {
            if (queue != m_queue)
                return;
            watch();
            // A posted event would be handled before the user's pending input.
            QTimer::singleShot(1, this, [this, queue] {
                if (queue == m_queue && m_toAnalyse) // neither cancelled nor refreshed yet
                    reanalyse(*std::exchange(m_toAnalyse, {}));
            });
        });
    });
    m_holderTimer.start();
}

void Session::rootRefreshed(OpenedRoot opened)
{
    m_toAnalyse.reset();
    m_root = std::move(opened);
    const int before = m_users.rowCount();
    const auto added = m_users.setUsers(std::exchange(m_root->rows, {}));
    if (!added.isEmpty() || m_users.rowCount() != before)
        watch();
    QSet<QString> isNew;
    for (const UserFolder &user : added)
        isNew.insert(user.path());
    QList<AnalysisQueue::Item> items;
    items.reserve(m_users.rowCount());
    for (int i = 0; i < m_users.rowCount(); ++i) {
        const UserRow &row = m_users.row(i);
        items.append({row.user, isNew.contains(row.key()) ? nullptr : row.analysis});
    }
    m_pending -= m_queue->clear();
    Q_EMIT refreshed();
    analyse(std::move(items));
}

void Session::reanalyse(QList<UserFolder> users)
{
    QList<AnalysisQueue::Item> items;
    items.reserve(users.size());
    for (UserFolder &user : users)
        items.append({std::move(user), nullptr});
    analyse(std::move(items));
}

void Session::analyse(QList<AnalysisQueue::Item> items)
{
    if (m_pending == 0)
        m_total = 0;
    m_pending += items.size();
    m_total = std::max(m_total + items.size(), m_pending);
    m_queue->add(std::move(items));
    if (m_pending == 0) {
        Q_EMIT analysisFinished();
        return;
    }
    startRunners();
}

void Session::startRunners()
{
    if (m_isPaused || m_pending == 0)
        return;
    m_collectTimer.start();
    const int wanted = static_cast<int>(std::min<qsizetype>(runnerCount(), m_pending));
    AnalysisRequest request;
    request.threads = wanted == 1 ? runnerCount() : 1;
    for (; m_runners < wanted; ++m_runners) {
        const auto queue = m_queue;
        m_readers.start<bool>(
            this,
            [queue, host = host(), request](const Task &task) {
                // Applies to this thread only (setpriority(2), notes); the GUI thread comes first.
                ::setpriority(PRIO_PROCESS, 0, analysisNiceness);
                while (!task.stopRequested()) {
                    const auto item = queue->take();
                    if (!item)
                        break;
                    if (item->known && host->isUnchanged(*item->known)) {
                        queue->deliverUnchanged(item->user);
                        continue;
                    }
                    auto analysis = host->analyse(item->user, request, {{}, task.stop});
                    AnalysisOutcome outcome{item->user, nullptr};
                    if (analysis) {
                        outcome.analysis =
                            std::make_shared<const UserAnalysis>(std::move(*analysis));
                    } else {
                        outcome.analysis = failure(analysis);
                    }
                    queue->deliver(std::move(outcome));
                }
                return true;
            },
            [this, queue](bool) {
                if (queue != m_queue)
                    return;
                --m_runners;
                collect();
                startRunners();
            });
    }
}

void Session::collect()
{
    const auto delivery = m_queue->collect();
    if (delivery.finished == 0) {
        if (m_pending == 0)
            m_collectTimer.stop();
        else // keeps Cancel usable while a folder does not answer
            Q_EMIT analysisProgressed(m_total - m_pending, m_total);
        return;
    }
    m_users.setOutcomes(delivery.outcomes);
    for (const UserFolder &user : delivery.unchanged)
        m_users.setChanged(user, false);
    m_pending -= delivery.finished;
    QStringList paths;
    for (const AnalysisOutcome &outcome : delivery.outcomes)
        paths.append(outcome.user.path());
    if (!paths.isEmpty())
        Q_EMIT usersAnalysed(paths);
    Q_EMIT analysisProgressed(m_total - m_pending, m_total);
    if (m_pending > 0)
        return;
    m_collectTimer.stop();
    Q_EMIT analysisFinished();
    updateHolders();
}

void Session::cancelAnalysis()
{
    if (!isAnalysing())
        return;
    m_toAnalyse.reset();
    m_pending -= m_queue->clear();
    if (m_pending > 0) {
        Q_EMIT analysisStopping(m_queue->running());
        return;
    }
    m_collectTimer.stop();
    Q_EMIT analysisFinished();
}

void Session::preferUsers(const QStringList &paths)
{
    if (m_pending > 0)
        m_queue->prefer(paths);
}

void Session::pauseAnalysis(bool isPaused)
{
    m_isPaused = isPaused;
    m_queue->setPaused(isPaused);
    startRunners();
}

void Session::callWhenIdle(QObject *receiver, const std::function<void()> &call)
{
    auto *timer = new QTimer(receiver);
    timer->setInterval(idleInterval);
    connect(timer, &QTimer::timeout, receiver,
            [this, timer, call, since = QElapsedTimer(), self = QPointer(this)]() mutable {
                if (!since.isValid())
                    since.start();
                // Waits for all readers: the last check of a dialog that was just closed may hold
                // leases. The limit is for a reader that hangs on a dead mount.
                if (self && m_readers.running() > 0 && since.elapsed() < idleLimit)
                    return;
                timer->deleteLater();
                timer->stop();
                call();
            });
    timer->start();
}

void Session::watch()
{
    if (m_root->summary.isLocal)
        m_pollTimer.stop();
    else
        m_pollTimer.start();
    QList<UserFolder> users;
    users.reserve(m_users.rowCount());
    for (int i = 0; i < m_users.rowCount(); ++i)
        users.append(m_users.row(i).user);
    if (const auto root = m_root->host->root())
        m_watcher.watch(*root, users, m_root->summary.isLocal);
}

void Session::usersChanged(const QStringList &paths)
{
    QList<UserFolder> users;
    for (const QString &path : paths) {
        const int row = m_users.rowOfKey(path);
        if (row >= 0)
            users.append(m_users.row(row).user);
    }
    if (m_users.rowCount() <= bigRoot) {
        reanalyse(users);
        return;
    }
    for (const UserFolder &user : std::as_const(users))
        m_users.setChanged(user);
}

void Session::updateHolders()
{
    if (m_isFindingHolders || m_pending > 0 || !m_root)
        return;
    m_isFindingHolders = true;
    QList<KnownUser> users;
    users.reserve(m_users.rowCount());
    for (int i = 0; i < m_users.rowCount(); ++i) {
        const UserRow &row = m_users.row(i);
        if (row.analysis || row.error)
            users.append({row.user, row.analysis});
    }
    m_readers.start<QHash<QString, QString>>(
        this, [host = host(), users](const Task &task) { return host->holders(users, task); },
        [this, queue = m_queue](const QHash<QString, QString> &holders) {
            if (queue != m_queue) // it concerned the previous root
                return;
            m_isFindingHolders = false;
            m_users.setHolders(holders);
        });
}

} // namespace SyncAdmin::Desktop
