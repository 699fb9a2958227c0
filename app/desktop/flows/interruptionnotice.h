#pragma once

#include "session/points.h"

#include <QSet>

namespace SyncAdmin::Desktop {

class NoticeBar;
class Operations;

// Shows operations that were interrupted and servers that are still stopped for them: as a notice,
// and in the user table, where a user whose folder is empty would look like one without problems.
class InterruptionNotice : public QObject
{
    Q_OBJECT

public:
    // All of these outlive it.
    InterruptionNotice(Session *session, Points *points, const Operations *operations,
                       NoticeBar *bar);

Q_SIGNALS:
    void resumeRequested(const FoundPoint &point);
    void startRequested(const QList<ServerRecovery> &servers);

private:
    void markUsers();
    void update();
    void showInterrupted(const QList<FoundPoint> &interrupted);
    void showStopped(const QList<ServerRecovery> &left);
    bool presentOnce(const QString &subject, const QString &text);

    Session *m_session;
    Points *m_points;
    const Operations *m_operations;
    NoticeBar *m_bar;
    QSet<QString> m_shown; // the subjects of this root that were presented
    QString m_text;        // the notice in the bar; other texts there are not this class's
};

} // namespace SyncAdmin::Desktop
