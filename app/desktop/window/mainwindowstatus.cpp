#include "window/mainwindow.h"

#include "base/format.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QStatusBar>

// The main window's status bar: totals, and how far the analysis has come.

namespace SyncAdmin::Desktop {

void MainWindow::makeStatusBar()
{
    m_totals = new QLabel(this);
    m_totals->setTextFormat(Qt::PlainText);
    m_totals->setContentsMargins(6, 0, 0, 0);
    m_progressText = new QLabel(this);
    m_progressText->setTextFormat(Qt::PlainText);
    m_progress = new QProgressBar(this);
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 24);
    m_progress->setMaximumHeight(fontMetrics().height());
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the analysis"));
    m_cancel = new QPushButton(tr("Ca&ncel"), this);
    m_cancel->setAccessibleName(tr("Cancel the analysis"));
    statusBar()->addWidget(m_totals, 1);
    statusBar()->addPermanentWidget(m_progressText);
    statusBar()->addPermanentWidget(m_progress);
    statusBar()->addPermanentWidget(m_cancel);
    updateProgress(0, 0);
}

void MainWindow::updateStatus()
{
    const OpenedRoot *root = m_session.root();
    if (root == nullptr)
        return;
    const UserModel::Totals &totals = m_session.users()->totals();
    QStringList parts{totals.users == 1 ? tr("1 user") : tr("%L1 users").arg(totals.users),
                      bytesText(totals.bytes), tr("%1 free").arg(bytesText(root->freeBytes))};
    if (!root->isLocal) {
        parts.append(tr("%1, looked at %2")
                         .arg(root->fileSystem, QLocale().toString(m_session.lastLook().time(),
                                                                   QLocale::ShortFormat)));
    }
    m_totals->setText(parts.join(QStringLiteral(" · ")));
}

void MainWindow::updateProgress(qsizetype done, qsizetype total)
{
    const bool isShown = done < total;
    for (QWidget *widget : {static_cast<QWidget *>(m_progressText),
                            static_cast<QWidget *>(m_progress), static_cast<QWidget *>(m_cancel)})
        widget->setVisible(isShown);
    m_actions.cancelAnalysis->setEnabled(isShown);
    if (!isShown)
        m_cancel->setEnabled(true);
    if (!isShown || !m_cancel->isEnabled()) // it says already that it is stopping
        return;
    m_progressText->setText(tr("analysing %L1 of %L2").arg(done).arg(total));
    m_progress->setRange(0, static_cast<int>(total));
    m_progress->setValue(static_cast<int>(done));
}

void MainWindow::tellStopping(const QStringList &names)
{
    m_cancel->setEnabled(false);
    m_progressText->setText(names.isEmpty() ? tr("Stopping…")
                                            : tr("Stopping after: %1").arg(subjectText(names)));
}

} // namespace SyncAdmin::Desktop
