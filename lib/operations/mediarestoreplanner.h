#pragma once

#include "operations/restoremedia.h"
#include "operations/restoresource.h"
#include "operations/restoretarget.h"

namespace SyncAdmin {

// Plans the media databases and media folders of a restore. Touches nothing. The arguments of the
// constructor outlive it.
class MediaRestorePlanner
{
public:
    MediaRestorePlanner(const RestoreSource &source, const RestoreTarget &target, const Task &task);

    // Adds everything but steps to the plan. UsnLimit, those of decideMedia().
    Result<> run(ResetPlan &plan);
    // The steps that put something into the user folder, in no order.
    const QList<PlanStep> &incoming() const { return m_incoming; }
    // The databases of which all files in the user folder move out.
    const QByteArrayList &replaced() const { return m_replaced; }

private:
    // One kind of server's media: a database and its folder.
    struct Media
    {
        QByteArray database;
        QByteArray folder;
    };

    Result<> planMedia(const Media &media, ResetPlan &plan);
    Result<> replaceMedia(const Media &media, ResetPlan &plan);
    Result<> keepMedia(const Media &media, ResetPlan &plan);
    Result<> completeDatabase(const Media &media, ResetPlan &plan);
    Result<MediaDecision> decide(const Media &media, const MediaMemory &memory) const;
    void returnClientDatabase(const Media &media);
    void addDatabase(const Media &media, const MediaDecision &decision, ResetPlan &plan);
    bool keepsFolder(const Media &media) const;

    const RestoreSource &m_source;
    const RestoreTarget &m_target;
    const Task &m_task;
    QList<PlanStep> m_incoming;
    QByteArrayList m_replaced;
};

// Whether a sidecar adds to its database: a write-ahead log with content, a hot journal.
bool hasContent(const PlanStep &sidecar);

} // namespace SyncAdmin
