#include "flows/operationrun.h"

#include "base/format.h"
#include "base/settings.h"
#include "dialogs/closedialog.h"
#include "session/operationtexts.h"
#include "views/noticebar.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

constexpr int progressDelay = 1000; // ms

using End = OperationResult::End;

NoticeBar::Kind noticeKind(End end)
{
    switch (end) {
    case End::Done:
        return NoticeBar::Kind::Done;
    case End::Cancelled:
        return NoticeBar::Kind::Cancelled;
    case End::Failed:
        break;
    }
    return NoticeBar::Kind::Error;
}

End worstEnd(const RunReport &report)
{
    End worst = summaryOf(report.servers).hasFailed ? End::Failed : End::Done;
    for (const OperationResult &result : report.results)
        worst = std::max(worst, result.end());
    return worst;
}

} // namespace

OperationRun::OperationRun(Session *session, Settings *settings, Bars bars, QWidget *window)
    : m_settings(settings), m_bar(bars.result), m_message(bars.message), m_window(window),
      m_operations(session)
{
    m_activity.load(*settings);
    m_progressTimer.setSingleShot(true);
    m_progressTimer.setInterval(progressDelay);
    connect(&m_operations, &Operations::started, this, &OperationRun::showStart);
    connect(&m_operations, &Operations::progressed, this, [this](const Progress &value) {
        if (!m_progressTimer.isActive())
            showProgress(value);
    });
    connect(&m_progressTimer, &QTimer::timeout, this, [this] {
        if (m_operations.isRunning())
            showProgress({});
    });
    connect(&m_operations, &Operations::operationFinished, this,
            [this](const OperationResult &result) {
                m_activity.add(ActivityEntry::of(result, m_operations.dataRoot()), *m_settings);
                Q_EMIT activityChanged();
            });
    connect(&m_operations, &Operations::finished, this, &OperationRun::showReport);
}

void OperationRun::start(const QList<Operation> &operations, const RunOptions &options)
{
    if (operations.isEmpty() || refuseWhileRunning())
        return;
    m_operations.run(operations, options);
    m_bar->hide();
}

bool OperationRun::refuseWhileRunning()
{
    if (m_operations.isRunning())
        showError(tr("Wait until the current operation has finished."));
    return m_operations.isRunning();
}

void OperationRun::showError(const QString &text)
{
    if (!text.isEmpty())
        m_message->present(NoticeBar::Kind::Error, text);
}

void OperationRun::showStart(const QString &subject, qsizetype number, qsizetype total)
{
    m_subject = total == 1 ? subject : tr("%L1 of %L2: %3").arg(number).arg(total).arg(subject);
    m_step.clear();
    if (!m_progressTimer.isActive() && number == 1 && !m_isProgressShown)
        m_progressTimer.start();
    if (!m_progressTimer.isActive())
        showProgress({});
}

void OperationRun::showProgress(const Progress &value)
{
    // The buttons stay: a button that is replaced at every step cannot be clicked.
    if (!m_isProgressShown) {
        m_isProgressShown = true;
        m_isStopping = false;
        m_bar->present(NoticeBar::Kind::Info, {});
        m_bar->setDismissable(false);
        addStopButtons();
    }
    m_step = value.what;
    // Of several operations the operations are counted, and not the steps of each.
    if (m_operations.total() > 1)
        m_bar->setProgress(m_operations.ended(), m_operations.total());
    else
        m_bar->setProgress(value.done, value.total);
    if (m_isStopping)
        return;
    QString text = tr("Working: %1").arg(m_subject);
    if (value.done > 0) {
        text += QStringLiteral(", ") + value.what +
                (value.total > 0 ? tr(": %L1 of %L2").arg(value.done).arg(value.total)
                                 : tr(": %L1").arg(value.done));
    }
    m_bar->setText(text);
}

void OperationRun::addStopButtons()
{
    if (m_operations.total() > 1) {
        m_bar->addButton(tr("Sto&p after this user"), this, [this] {
            m_operations.stopAfterCurrent();
            showStopping(m_subject);
        });
    }
    m_bar->addButton(tr("C&ancel"), this, [this] {
        m_operations.stop();
        showStopping(m_step.isEmpty() ? m_subject : m_step);
    });
}

void OperationRun::showStopping(const QString &step)
{
    m_isStopping = true;
    m_bar->setText(tr("Stopping after: %1").arg(step));
}

void OperationRun::showReport(const RunReport &report)
{
    m_progressTimer.stop();
    m_isProgressShown = false;
    // A failure is shown before the window closes.
    const auto close = std::exchange(m_close, {});
    if (close && worstEnd(report) != End::Failed) {
        close();
        return;
    }
    showSummary(report);
    if (report.results.isEmpty())
        return;
    offerUndo(report.results);
    offerMessage(report.results);
    offerReport(report);
    Q_EMIT ended();
}

void OperationRun::showSummary(const RunReport &report)
{
    constexpr qsizetype maxLines = 4;
    const bool isCancelled = report.results.isEmpty();
    QStringList lines;
    if (isCancelled)
        lines.append(tr("Cancelled. Nothing was changed."));
    for (const OperationResult &result : report.results.mid(0, maxLines))
        lines.append(summaryOf(result));
    if (report.results.size() > maxLines)
        lines.append(tr("… and %L1 more").arg(report.results.size() - maxLines));
    if (const QString server = summaryOf(report.servers).text; !server.isEmpty())
        lines.append(server);
    const End end = isCancelled ? std::max(End::Cancelled, worstEnd(report)) : worstEnd(report);
    m_bar->present(noticeKind(end), lines.join(QLatin1Char('\n')));
}

void OperationRun::offerUndo(const QList<OperationResult> &results)
{
    QByteArrayList points;
    for (const OperationResult &result : results) {
        if (result.canUndo())
            points.append(result.report.restorePoint);
    }
    if (points.isEmpty())
        return;
    m_bar->addButton(points.size() == 1 ? tr("Un&do") : tr("Un&do all"), this,
                     [this, points] { Q_EMIT undoRequested(points); });
}

void OperationRun::offerMessage(const QList<OperationResult> &results)
{
    QStringList names;
    QStringList messages;
    for (const OperationResult &result : results) {
        const QString message = messageOf(result);
        if (message.isEmpty())
            continue;
        names.append(result.operation.subject());
        messages.append(message);
    }
    if (messages.isEmpty())
        return;
    for (qsizetype i = 0; i < messages.size() && messages.size() > 1; ++i)
        messages[i].prepend(names.at(i) + QStringLiteral(": "));
    const QString text = messages.join(QStringLiteral("\n\n"));
    const QString label = names.size() > 1 ? tr("Cop&y messages")
                          : isShortName(names.first())
                              ? tr("Cop&y message for %1").arg(withoutMnemonic(names.first()))
                              : tr("Cop&y message");
    QPushButton *copy =
        m_bar->addButton(label, this, [text] { QGuiApplication::clipboard()->setText(text); });
    connect(copy, &QPushButton::clicked, copy, [copy] { copy->setText(tr("Copied")); });
    copy->setToolTip(plainToolTip(text));
    copy->setAccessibleDescription(text);
}

void OperationRun::offerReport(const RunReport &report)
{
    m_bar->addButton(tr("Sho&w report"), this,
                     [this, text = reportOf(report, m_operations.dataRoot())] {
                         Q_EMIT reportRequested(tr("Report"), text);
                     });
}

void OperationRun::askToClose(const std::function<void()> &close)
{
    if (m_window->findChild<CloseDialog *>() != nullptr)
        return;
    auto *dialog =
        new CloseDialog(m_operations.stoppingText(), m_operations.isDeletion(), m_window);
    connect(&m_operations, &Operations::started, dialog,
            [this, dialog] { dialog->setText(m_operations.stoppingText()); });
    connect(&m_operations, &Operations::finished, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, this, [this, close] {
        m_close = close;
        m_operations.stop();
        if (!m_operations.isRunning())
            std::exchange(m_close, {})();
    });
    dialog->open();
}

} // namespace SyncAdmin::Desktop
