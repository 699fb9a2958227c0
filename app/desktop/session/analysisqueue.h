#pragma once

#include "models/analysisoutcome.h"

#include <QList>

#include <memory>
#include <mutex>

namespace SyncAdmin::Desktop {

// The users that are still to be analysed, and what came of the others. Shared by the GUI thread
// and any number of readers; every method may be called on any thread.
class AnalysisQueue
{
public:
    struct Item
    {
        UserFolder user;
        // What is known; it stands if nothing has changed since. Null: analyse in any case.
        std::shared_ptr<const UserAnalysis> known;
    };

    void add(QList<Item> items);
    // Those with these paths come next, in this order.
    void prefer(const QStringList &paths);
    // Removes what waits; returns how many.
    qsizetype clear();
    // Nothing while paused.
    std::optional<Item> take();
    void setPaused(bool isPaused);

    void deliver(AnalysisOutcome outcome);
    // Counts an item that has not changed.
    void deliverUnchanged(const UserFolder &user);

    struct Delivery
    {
        QList<AnalysisOutcome> outcomes;
        QList<UserFolder> unchanged; // whose analysis still holds
        qsizetype finished = 0;      // unchanged ones too
    };
    Delivery collect();
    // Those that have been taken and not delivered yet, as they are shown.
    QStringList running();

private:
    std::mutex m_mutex;
    QList<Item> m_waiting;
    Delivery m_delivery;
    QStringList m_running;
    bool m_isPaused = false;
};

// Whether the user's folder still shows what the analysis saw: the same entries with the same
// stamps. Reads no file. Any thread.
bool isUnchanged(const UserAnalysis &analysis);

} // namespace SyncAdmin::Desktop
