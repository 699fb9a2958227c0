#include "flows/flows.h"

#include "base/format.h"
#include "views/pointspane.h"

namespace SyncAdmin::Desktop {

Flows::Flows(Session *session, Settings *settings, OperationRun::Bars bars, QWidget *window)
    : QObject(window), m_points(session), m_run(session, settings, bars, window),
      m_notice(session, &m_points, m_run.operations(), bars.message), m_context{session, &m_points,
                                                                                settings, &m_run,
                                                                                window},
      m_reset(m_context), m_restore(m_context), m_signOut(m_context), m_deletion(m_context),
      m_resume(m_context), m_startServer(m_context)
{
    connect(m_run.operations(), &Operations::finished, &m_points, &Points::reload);
    connect(&m_points, &Points::failed, &m_run,
            [this](const Error &error) { m_run.showError(errorText(error)); });
    connect(&m_run, &OperationRun::undoRequested, &m_restore, &RestoreFlow::undo);
    connect(&m_notice, &InterruptionNotice::resumeRequested, &m_resume, &ResumeFlow::start);
    connect(&m_notice, &InterruptionNotice::startRequested, &m_startServer,
            &StartServerFlow::start);
}

void Flows::connectPane(const PointsPane *pane)
{
    connect(pane, &PointsPane::restoreRequested, &m_restore, &RestoreFlow::start);
    connect(pane, &PointsPane::resumeRequested, &m_resume, &ResumeFlow::start);
    connect(pane, &PointsPane::deleteRequested, &m_deletion, &DeleteFlow::start);
}

} // namespace SyncAdmin::Desktop
