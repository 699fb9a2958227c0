#include "window/statusline.h"

#include "base/format.h"
#include "session/session.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

namespace SyncAdmin::Desktop {

StatusLine::StatusLine(Session *session, QWidget *parent)
    : QStatusBar(parent), m_session(session), m_totals(new QLabel(this)),
      m_progressText(new QLabel(this)), m_progress(new QProgressBar(this)),
      m_cancel(new QPushButton(tr("Ca&ncel"), this))
{
    m_totals->setTextFormat(Qt::PlainText);
    m_totals->setContentsMargins(6, 0, 0, 0);
    m_progressText->setTextFormat(Qt::PlainText);
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 24);
    m_progress->setMaximumHeight(fontMetrics().height());
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the analysis"));
    m_cancel->setAccessibleName(tr("Cancel the analysis"));
    addWidget(m_totals, 1);
    addPermanentWidget(m_progressText);
    addPermanentWidget(m_progress);
    addPermanentWidget(m_cancel);
    showProgress(0, 0);
    connect(m_cancel, &QPushButton::clicked, session, &Session::cancelAnalysis);
    connect(session, &Session::opened, this, &StatusLine::updateTotals);
    connect(session, &Session::refreshed, this, [this] {
        m_cancel->setEnabled(true);
        updateTotals();
    });
    connect(session, &Session::analysisProgressed, this, &StatusLine::showProgress);
    connect(session, &Session::analysisStopping, this, &StatusLine::showStopping);
    connect(session, &Session::analysisFinished, this, [this] {
        showProgress(0, 0);
        updateTotals();
    });
}

void StatusLine::updateTotals()
{
    const OpenedRoot *root = m_session->root();
    if (root == nullptr)
        return;
    const UserModel::Totals &totals = m_session->users()->totals();
    QStringList parts{totals.users == 1 ? tr("1 user") : tr("%L1 users").arg(totals.users),
                      bytesText(totals.bytes),
                      tr("%1 free").arg(bytesText(root->summary.freeBytes))};
    if (!root->summary.isLocal) {
        parts.append(
            tr("%1, updated %2")
                .arg(root->summary.fileSystem,
                     QLocale().toString(m_session->lastRead().time(), QLocale::ShortFormat)));
    }
    m_totals->setText(parts.join(QStringLiteral(" · ")));
}

void StatusLine::showProgress(qsizetype done, qsizetype total)
{
    const bool isShown = done < total;
    for (QWidget *widget : {static_cast<QWidget *>(m_progressText),
                            static_cast<QWidget *>(m_progress), static_cast<QWidget *>(m_cancel)})
        widget->setVisible(isShown);
    if (!isShown)
        m_cancel->setEnabled(true);
    if (!isShown || !m_cancel->isEnabled()) // the text says already that it is stopping
        return;
    m_progressText->setText(tr("Analyzing %L1 of %L2").arg(done).arg(total));
    m_progress->setRange(0, static_cast<int>(total));
    m_progress->setValue(static_cast<int>(done));
}

void StatusLine::showStopping(const QStringList &names)
{
    m_cancel->setEnabled(false);
    m_progressText->setText(names.isEmpty() ? tr("Stopping…")
                                            : tr("Stopping after: %1").arg(subjectText(names)));
}

} // namespace SyncAdmin::Desktop
