#pragma once

#include "models/analysisoutcome.h"

#include <QList>

#include <memory>
#include <mutex>

namespace SyncAdmin::Desktop {

// The users that wait for their analysis, and the results of the others. Shared by the GUI thread
// and any number of readers; every method may be called on any thread.
class AnalysisQueue
{
public:
    struct Item
    {
        UserFolder user;
        // The last analysis, which is kept if nothing has changed since. Null: always analyse.
        std::shared_ptr<const UserAnalysis> known;
    };

    void add(QList<Item> items);
    // Moves the users with these paths to the front, in this order.
    void prefer(const QStringList &paths);
    // Removes the waiting users; returns how many.
    qsizetype clear();
    // Returns nothing while the queue is paused.
    std::optional<Item> take();
    void setPaused(bool isPaused);

    void deliver(AnalysisOutcome outcome);
    // Counts an item that has not changed.
    void deliverUnchanged(const UserFolder &user);

    struct Delivery
    {
        QList<AnalysisOutcome> outcomes;
        QList<UserFolder> unchanged; // whose analysis is still valid
        qsizetype finished = 0;      // unchanged ones too
    };
    Delivery collect();
    // The users that were taken and not delivered yet, to be shown.
    QStringList running();

private:
    std::mutex m_mutex;
    QList<Item> m_waiting;
    Delivery m_delivery;
    QStringList m_running;
    bool m_isPaused = false;
};

} // namespace SyncAdmin::Desktop
