#include "flows/resetflow.h"

#include "base/displayname.h"
#include "base/format.h"
#include "base/settings.h"
#include "dialogs/closedialog.h"
#include "dialogs/resetdialog.h"
#include "session/session.h"
#include "views/noticebar.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>

#include <algorithm>

namespace SyncAdmin::Desktop {

namespace {

constexpr int progressAfter = 1000; // ms

} // namespace

ResetFlow::ResetFlow(Session *session, Settings *settings, Bars bars, QWidget *window)
    : QObject(window), m_session(session), m_settings(settings), m_bar(bars.result),
      m_message(bars.message), m_window(window), m_operations(session), m_points(session)
{
    m_activity.load(*settings);
    m_progressTimer.setSingleShot(true);
    m_progressTimer.setInterval(progressAfter);
    connect(&m_operations, &Operations::started, this,
            [this](const QString &subject, qsizetype number, qsizetype total) {
                m_running =
                    total == 1 ? subject : tr("%L1 of %L2: %3").arg(number).arg(total).arg(subject);
                if (!m_progressTimer.isActive() && number == 1)
                    m_progressTimer.start();
                if (!m_progressTimer.isActive())
                    showProgress({});
            });
    connect(&m_operations, &Operations::progressed, this, [this](const Progress &value) {
        if (!m_progressTimer.isActive())
            showProgress(value);
    });
    connect(&m_progressTimer, &QTimer::timeout, this, [this] {
        if (m_operations.isRunning())
            showProgress({});
    });
    connect(&m_operations, &Operations::oneFinished, this, [this](const OperationResult &result) {
        m_activity.add(ActivityEntry::of(result, displayName(result.request.dataRoot)),
                       *m_settings);
        Q_EMIT activityChanged();
    });
    connect(&m_operations, &Operations::finished, this, &ResetFlow::showResults);
    connect(&m_points, &Points::changed, this, [this] {
        markInterrupted();
        announceInterrupted();
    });
    connect(&m_points, &Points::failed, this,
            [this](const Error &error) { fail(errorText(error)); });
    connect(session, &Session::opened, this, [this] { m_announced.clear(); });
}

bool ResetFlow::isWritable() const
{
    return m_session->isWritable();
}

void ResetFlow::reset(const QList<UserRow> &users)
{
    if (mustWait())
        return;
    QList<std::shared_ptr<const UserAnalysis>> analyses;
    QStringList leftOut;
    for (const UserRow &user : users) {
        if (user.analysis)
            analyses.append(user.analysis);
        else
            leftOut.append(user.title());
    }
    if (!leftOut.isEmpty())
        fail(tr("Left out, for their analysis has failed or is not done yet: %1")
                 .arg(subjectText(leftOut)));
    if (analyses.isEmpty())
        return;
    auto *dialog = new ResetDialog(m_session, m_settings, analyses, m_window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const QList<ServerHandle> servers = dialog->servers();
        run(dialog->requests(), servers);
    });
    dialog->open();
}

void ResetFlow::restoreUsers(const QList<UserFolder> &users)
{
    QList<FoundPoint> newest;
    for (const UserFolder &user : users) {
        const auto &all = m_points.all(); // the newest first
        const auto found = std::find_if(all.begin(), all.end(), [&user](const FoundPoint &each) {
            return each.point.isOf(user) && each.point.state == RestorePoint::State::Complete;
        });
        if (found != all.end())
            newest.append(*found);
    }
    if (newest.isEmpty())
        fail(tr("There is no restore point that could be restored."));
    else
        restore(newest);
}

void ResetFlow::planRestores(const QList<FoundPoint> &points,
                             const std::function<void(const Restores &)> &done)
{
    m_session->readers()->start<Restores>(
        this,
        [points](const Task &task) {
            Restores plans;
            for (const FoundPoint &found : points) {
                auto plan = planRestore(found.store, found.point, task);
                if (!plan) {
                    plans.append(failure(plan));
                    continue;
                }
                OperationRequest request;
                request.kind = OperationRequest::Kind::Restore;
                request.plan = std::move(*plan);
                plans.append(std::move(request));
            }
            return plans;
        },
        done);
}

void ResetFlow::restore(const QList<FoundPoint> &points)
{
    planRestores(points, [this](const Restores &plans) {
        QList<OperationRequest> requests;
        QStringList errors;
        for (const auto &plan : plans) {
            if (plan)
                requests.append(*plan);
            else
                errors.append(errorText(plan.error()));
        }
        fail(errors.join(QLatin1Char('\n')));
        if (!requests.isEmpty())
            confirmRestore(requests);
    });
}

void ResetFlow::undo(const QStringList &pointIds)
{
    m_session->readers()->start<QList<Result<FoundPoint>>>(
        this,
        [root = m_session->root()->root, pointIds](const Task &) {
            QList<Result<FoundPoint>> found;
            for (const QString &id : pointIds)
                found.append(findRestorePoint(root, id.toUtf8()));
            return found;
        },
        [this](const QList<Result<FoundPoint>> &found) {
            QList<FoundPoint> points;
            QStringList missing;
            for (const auto &each : found) {
                if (each)
                    points.append(*each);
                else
                    missing.append(errorText(each.error()));
            }
            planRestores(points, [this, missing](const Restores &plans) {
                QList<OperationRequest> requests;
                QStringList errors = missing;
                bool isClean = true;
                for (const auto &plan : plans) {
                    if (!plan) {
                        errors.append(errorText(plan.error()));
                        continue;
                    }
                    requests.append(*plan);
                    // What the server has made since would go: that is asked first.
                    isClean = isClean && plan->plan.affectsSync && !plan->plan.isLate &&
                              plan->plan.givenUp.isNothing();
                }
                fail(errors.join(QLatin1Char('\n')));
                if (requests.isEmpty())
                    return;
                if (isClean)
                    run(requests);
                else
                    confirmRestore(requests);
            });
        });
}

void ResetFlow::run(const QList<OperationRequest> &requests, const QList<ServerHandle> &servers)
{
    if (requests.isEmpty() || mustWait())
        return;
    m_operations.run(requests, servers);
    m_bar->hide();
}

bool ResetFlow::mustWait()
{
    if (m_operations.isRunning())
        fail(tr("Wait until what runs now has ended."));
    return m_operations.isRunning();
}

void ResetFlow::fail(const QString &text)
{
    if (!text.isEmpty())
        m_message->present(NoticeBar::Kind::Error, text);
}

void ResetFlow::showProgress(const Progress &value)
{
    // The buttons stay what they are: one that is made anew at every step cannot be clicked.
    if (!m_isProgressShown) {
        m_isProgressShown = true;
        m_isStopping = false;
        m_bar->present(NoticeBar::Kind::Info, {});
        m_bar->setDismissable(false);
        if (m_operations.total() > 1) {
            m_bar->addButton(tr("Stop after this &user"), this, [this] {
                m_operations.stopAfterCurrent();
                tellStopping(m_running);
            });
        }
        m_bar->addButton(tr("Cance&l"), this, [this] {
            m_operations.stop();
            tellStopping(m_step.isEmpty() ? m_running : m_step);
        });
    }
    m_step = value.what;
    // Several are counted, and not the steps of each.
    if (m_operations.total() > 1)
        m_bar->setProgress(m_operations.ended(), m_operations.total());
    else
        m_bar->setProgress(value.done, value.total);
    if (m_isStopping)
        return;
    QString text = tr("Working: %1").arg(m_running);
    if (value.done > 0) {
        text += QStringLiteral(", ") + value.what +
                (value.total > 0 ? tr(": %L1 of %L2").arg(value.done).arg(value.total)
                                 : tr(": %L1").arg(value.done));
    }
    m_bar->setText(text);
}

void ResetFlow::tellStopping(const QString &step)
{
    m_isStopping = true;
    m_bar->setText(tr("Stopping after: %1").arg(step));
}

void ResetFlow::showResults(const QList<OperationResult> &results)
{
    m_progressTimer.stop();
    m_isProgressShown = false;
    m_points.reload();
    const PauseReport pause = m_operations.pauseReport();
    const PauseSummary server = summaryOf(pause);
    const bool hasFailed =
        server.hasFailed ||
        std::any_of(results.begin(), results.end(), [](const OperationResult &each) {
            return each.end() == OperationResult::End::Failed;
        });
    // What went wrong is seen before the window goes.
    if (const auto close = std::exchange(m_close, {}); close && !hasFailed) {
        close();
        return;
    }
    if (results.isEmpty()) {
        m_bar->present(NoticeBar::Kind::Cancelled, tr("Cancelled before anything was begun."));
        return;
    }
    QStringList summaries;
    QStringList texts;
    QStringList undoable;
    auto worst = server.hasFailed ? OperationResult::End::Failed : OperationResult::End::Done;
    for (const OperationResult &result : results) {
        summaries.append(result.summary());
        texts.append(result.text());
        worst = std::max(worst, result.end());
        if (result.canUndo())
            undoable.append(QString::fromUtf8(result.report.restorePoint));
    }
    constexpr qsizetype maxLines = 4;
    QString text = summaries.mid(0, maxLines).join(QLatin1Char('\n'));
    if (summaries.size() > maxLines)
        text += QLatin1Char('\n') + tr("… and %L1 more").arg(summaries.size() - maxLines);
    if (!server.text.isEmpty())
        text += QLatin1Char('\n') + server.text;
    m_bar->present(worst == OperationResult::End::Done        ? NoticeBar::Kind::Done
                   : worst == OperationResult::End::Cancelled ? NoticeBar::Kind::Cancelled
                                                              : NoticeBar::Kind::Error,
                   text);
    if (!undoable.isEmpty()) {
        m_bar->addButton(undoable.size() == 1 ? tr("Un&do") : tr("Un&do all"), this,
                         [this, undoable] { undo(undoable); });
    }
    offerMessage(results);
    const QString report =
        reportOf(pause, results.first().request.dataRoot, texts.join(QLatin1Char('\n')));
    m_bar->addButton(tr("Sho&w report"), this,
                     [this, report] { Q_EMIT reportRequested(tr("Report"), report); });
    Q_EMIT ended();
}

void ResetFlow::offerMessage(const QList<OperationResult> &results)
{
    QStringList names;
    QStringList messages;
    for (const OperationResult &result : results) {
        if (result.message().isEmpty())
            continue;
        names.append(result.request.subject());
        messages.append(result.message());
    }
    if (messages.isEmpty())
        return;
    QString text = messages.first();
    for (qsizetype i = 0; i < messages.size() && messages.size() > 1; ++i)
        text = (i == 0 ? QString() : text + QStringLiteral("\n\n")) + names.at(i) +
               QStringLiteral(": ") + messages.at(i);
    QPushButton *copy =
        m_bar->addButton(names.size() > 1 ? tr("Cop&y messages")
                         : isShortName(names.first())
                             ? tr("Cop&y message for %1").arg(withoutMnemonic(names.first()))
                             : tr("Cop&y message"),
                         this, [text] { QGuiApplication::clipboard()->setText(text); });
    connect(copy, &QPushButton::clicked, copy, [copy] { copy->setText(tr("Copied")); });
    copy->setToolTip(plainToolTip(text));
    copy->setAccessibleDescription(text);
}

// A user whose folder an interrupted operation has emptied looks like one without problems.
void ResetFlow::markInterrupted()
{
    QHash<QString, QString> points;
    UserModel *users = m_session->users();
    const QList<FoundPoint> interrupted = m_points.interrupted();
    for (int i = 0; i < users->rowCount() && !interrupted.isEmpty(); ++i) {
        for (const FoundPoint &found : interrupted) {
            if (found.point.isOf(users->row(i).user))
                points.insert(users->row(i).key(), found.point.displayId());
        }
    }
    users->setInterruptions(points);
}

void ResetFlow::announceInterrupted()
{
    constexpr qsizetype maxButtons = 3;
    const QList<FoundPoint> interrupted = m_points.interrupted();
    if (m_operations.isRunning())
        return;
    // Settled since, here or by another program.
    if (interrupted.isEmpty() && m_points.leftServers().isEmpty() &&
        m_message->text() == m_announcement)
        m_message->hide();
    if (interrupted.isEmpty()) {
        announceStopped();
        return;
    }
    QStringList names;
    for (const FoundPoint &found : interrupted)
        names.append(
            tr("%1 (%2)").arg(displayName(found.point.manifest.user), found.point.displayId()));
    // Once: a later look must not push the result of an operation aside.
    if (m_announced.contains(names.join(QLatin1Char('\n'))))
        return;
    m_announced.insert(names.join(QLatin1Char('\n')));
    m_message->present(NoticeBar::Kind::Warning,
                       interrupted.size() == 1
                           ? tr("An operation was interrupted: %1. The user's data lie partly in "
                                "the restore point until it is put back.")
                                 .arg(names.first())
                           : tr("%L1 operations were interrupted: %2. The users' data lie partly "
                                "in the restore points until they are put back.")
                                 .arg(interrupted.size())
                                 .arg(names.join(QStringLiteral(", "))));
    m_announcement = m_message->text();
    for (const FoundPoint &found : interrupted.mid(0, maxButtons)) {
        const QString user = displayName(found.point.manifest.user);
        m_message->addButton(interrupted.size() == 1
                                 ? tr("Put bac&k…")
                                 : tr("Put %1 back…").arg(withoutMnemonic(user)),
                             this, [this, found] { recover(found); });
    }
}

void ResetFlow::askToClose(const std::function<void()> &close)
{
    if (m_window->findChild<CloseDialog *>() != nullptr)
        return;
    auto *dialog = new CloseDialog(m_operations.stoppingText(), m_operations.isPurging(), m_window);
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
