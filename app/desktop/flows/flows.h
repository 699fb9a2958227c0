#pragma once

#include "flows/deleteflow.h"
#include "flows/interruptionnotice.h"
#include "flows/operationrun.h"
#include "flows/resetflow.h"
#include "flows/restoreflow.h"
#include "flows/resumeflow.h"
#include "flows/signoutflow.h"
#include "flows/startserverflow.h"

namespace SyncAdmin::Desktop {

class PointsPane;

// The flows of a window, one for each operation, and what they have in common.
class Flows : public QObject
{
    Q_OBJECT

public:
    Flows(Session *session, Settings *settings, OperationRun::Bars bars, QWidget *window);

    // Lets the buttons of the pane start the flows of restore points.
    void connectPane(const PointsPane *pane);

    Points *points() { return &m_points; }
    OperationRun *run() { return &m_run; }
    ResetFlow *reset() { return &m_reset; }
    RestoreFlow *restore() { return &m_restore; }
    SignOutFlow *signOut() { return &m_signOut; }
    DeleteFlow *deletion() { return &m_deletion; }
    ResumeFlow *resume() { return &m_resume; }

private:
    Points m_points;
    OperationRun m_run;
    InterruptionNotice m_notice;
    FlowContext m_context;
    ResetFlow m_reset;
    RestoreFlow m_restore;
    SignOutFlow m_signOut;
    DeleteFlow m_deletion;
    ResumeFlow m_resume;
    StartServerFlow m_startServer;
};

} // namespace SyncAdmin::Desktop
