#include "dialogs/resetdialog.h"

#include "base/displayname.h"
#include "base/format.h"
#include "base/icons.h"
#include "base/settings.h"
#include "models/detailrows.h"
#include "models/userrow.h"
#include "report/guidance.h"
#include "session/session.h"
#include "views/tablepane.h"
#include "views/tableview.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

namespace {

using Analyses = QList<std::shared_ptr<const UserAnalysis>>;

QString nameOf(const UserAnalysis &user)
{
    return shortTitleOf(user.user, displayText(user.person));
}

QString subjectOf(const Analyses &users)
{
    QStringList names;
    for (const auto &user : users)
        names.append(nameOf(*user));
    return subjectText(names);
}

QString holderText(const CheckedUser &user)
{
    if (!user.isChecked)
        return ResetDialog::tr("Checking who has the files open…");
    if (user.isBusy())
        return ResetDialog::tr("In use by %1").arg(user.inUse->holdersText());
    if (user.obstacle && user.obstacle->code != Error::Code::InUseUnknown)
        return errorText(*user.obstacle);
    if (user.isUnknown())
        return ResetDialog::tr("Cannot determine: %1").arg(user.inUse->reason);
    if (user.plan.steps.isEmpty())
        return ResetDialog::tr("Nothing to reset");
    return ResetDialog::tr("Not in use");
}

Glyph holderGlyph(const CheckedUser &user)
{
    if (!user.isChecked)
        return Glyph::Waiting;
    if (user.isBusy())
        return Glyph::InUse;
    if (user.isUnknown())
        return Glyph::Warned;
    return user.obstacle ? Glyph::Broken : Glyph::Fine;
}

QList<ServerHandle> serversOf(const QList<CheckedUser> &users)
{
    QList<ServerHandle> servers;
    for (const CheckedUser &user : users) {
        for (const ServerHandle &server : user.servers) {
            if (!servers.contains(server))
                servers.append(server);
        }
    }
    return servers;
}

QList<CellModel::Column> userColumns()
{
    return {{ResetDialog::tr("User")},
            {ResetDialog::tr("Steps"), true},
            {ResetDialog::tr("Size"), true},
            {ResetDialog::tr("Files"), true},
            {ResetDialog::tr("In use")}};
}

} // namespace

ResetDialog::ResetDialog(Session *session, Settings *settings, const Analyses &users,
                         QWidget *parent)
    : ConfirmDialog(tr("Reset %1").arg(subjectOf(users)), tr("Reset %1").arg(subjectOf(users)),
                    parent),
      m_settings(settings), m_check(new ResetCheck(session, users, this)),
      m_plan(users.size() > 1
                 ? new TablePane(QStringLiteral("reset-users"), tr("Users to reset"), userColumns())
                 : new TablePane(QStringLiteral("reset-plan"), tr("Steps of the reset"),
                                 planColumns())),
      m_complete(new QRadioButton(tr("&Complete: collection, media and temporary files"))),
      m_keepMedia(
          new QRadioButton(tr("&Keep media files: they stay, and no device uploads them again"))),
      m_restorePoint(new QCheckBox(tr("Make a &restore point"))),
      m_serverStopped(new QCheckBox(tr("The &server is stopped (I have checked this)"))),
      m_stopServer(new QCheckBox), m_holders(new QLabel), m_changed(new QLabel)
{
    setHeading(tr("Reset %1").arg(subjectOf(users)));
    makeOptions();
    setCentre(m_plan->view());
    m_plan->setParent(this);
    m_plan->hide();
    for (QLabel *label : {m_holders, m_changed}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        checksBox()->addWidget(label);
    }
    checksBox()->addWidget(m_stopServer);
    checksBox()->addWidget(m_serverStopped);
    m_stopServer->hide();
    m_serverStopped->hide();
    m_changed->hide();
    m_plan->view()->setMinimumHeight(8 * fontMetrics().lineSpacing());
    m_plan->stretchColumn(0);
    m_plan->keepColumns(*m_settings, this);
    resize(users.size() > 1 ? 780 : 720, 540);
    connect(m_check, &ResetCheck::updated, this, &ResetDialog::update);
    connect(m_plan->model(), &CellModel::checkToggled, this, &ResetDialog::setUserChosen);
    connect(this, &QDialog::finished, m_check, &ResetCheck::stop);
    connect(this, &QDialog::accepted, this, [this] {
        if (m_keepMedia->isChecked())
            m_settings->setKeepMediaFiles(true);
    });
    optionsChanged();
}

void ResetDialog::makeOptions()
{
    auto *scope = new QButtonGroup(this);
    scope->addButton(m_complete);
    scope->addButton(m_keepMedia);
    m_complete->setChecked(!m_settings->keepMediaFiles());
    m_keepMedia->setChecked(m_settings->keepMediaFiles());
    m_restorePoint->setChecked(true);
    auto *hint = new QLabel(tr("The restore point undoes the reset. No space is freed until you "
                               "delete it."));
    hint->setTextFormat(Qt::PlainText);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    hint->setIndent(24);
    optionsBox()->setSpacing(4);
    for (QWidget *widget : {static_cast<QWidget *>(m_complete), static_cast<QWidget *>(m_keepMedia),
                            static_cast<QWidget *>(m_restorePoint), static_cast<QWidget *>(hint)})
        optionsBox()->addWidget(widget);
    connect(m_keepMedia, &QRadioButton::toggled, this, &ResetDialog::optionsChanged);
    connect(m_restorePoint, &QCheckBox::toggled, this, &ResetDialog::optionsChanged);
    connect(m_serverStopped, &QCheckBox::toggled, this, &ResetDialog::optionsChanged);
    connect(m_stopServer, &QCheckBox::toggled, this, &ResetDialog::update);
}

void ResetDialog::optionsChanged()
{
    RunOptions run;
    run.keepRestorePoint = m_restorePoint->isChecked();
    run.serverStopped = m_serverStopped->isVisibleTo(this) && m_serverStopped->isChecked();
    m_check->setOptions({m_keepMedia->isChecked()}, run);
    updateWord();
}

bool ResetDialog::stopsServer() const
{
    return m_stopServer->isVisibleTo(this) && m_stopServer->isChecked();
}

QList<ServerHandle> ResetDialog::servers() const
{
    return stopsServer() ? serversOf(chosen()) : QList<ServerHandle>();
}

// Shown only where the servers that have the files open can be stopped and started from here.
void ResetDialog::updateServers()
{
    QList<CheckedUser> stoppable = m_check->users();
    stoppable.removeIf([](const CheckedUser &user) { return !user.canStopServer(); });
    const QList<ServerHandle> servers = serversOf(stoppable);
    m_stopServer->setVisible(!servers.isEmpty());
    if (servers.isEmpty())
        return;
    m_stopServer->setText(
        tr("S&top the server during the reset: %1").arg(withoutMnemonic(serverNames(servers))));
    m_stopServer->setToolTip(tr(
        "The server is started again, even if the reset fails. Nobody can sync during that time."));
}

bool ResetDialog::isChosen(const CheckedUser &user) const
{
    return user.isReady(stopsServer()) && !m_deselected.contains(user.analysis->user.path());
}

QList<CheckedUser> ResetDialog::chosen() const
{
    QList<CheckedUser> users;
    for (const CheckedUser &user : m_check->users()) {
        if (isChosen(user))
            users.append(user);
    }
    return users;
}

void ResetDialog::setUserChosen(const QString &key, bool isOn)
{
    if (isOn)
        m_deselected.remove(key);
    else
        m_deselected.insert(key);
    update();
}

// The sizes, what happens to the server, and what devices do afterwards.
QString ResetDialog::notesText(const QList<ResetPlan> &plans) const
{
    qint64 bytes = 0;
    qint64 files = 0;
    QStringList lines;
    if (stopsServer())
        lines.append(tr("The server is stopped first, and started again even if the reset fails. "
                        "Nobody can sync during that time."));
    for (const ResetPlan &plan : plans) {
        bytes += plan.bytes();
        files += plan.files();
        lines += nextSyncLines(plan.syncEffect(), &guidanceText);
    }
    lines.removeDuplicates();
    const QString sum = m_restorePoint->isChecked() && isSeveral()
                            ? tr("%L2 files (%1) are moved into restore points, one for each user.")
                        : m_restorePoint->isChecked()
                            ? tr("%L2 files (%1) are moved into a restore point.")
                            : tr("%L2 files (%1) are deleted for good.");
    lines.prepend(sum.arg(bytesText(bytes)).arg(files));
    lines.append(tr("If the reset is interrupted, it is rolled back: at once, or when "
                    "you resume it later."));
    return QStringLiteral("• ") + lines.join(QStringLiteral("\n• "));
}

void ResetDialog::showConsequences(const QList<ResetPlan> &plans)
{
    setNotes(notesText(plans));
    setMessage(plans.isEmpty() || plans.first().steps.isEmpty()
                   ? QString()
                   : messageBefore(plans.first().syncEffect(), &guidanceText));
}

void ResetDialog::update()
{
    bool isUnknown = false;
    bool hasChanged = false;
    for (const CheckedUser &user : m_check->users()) {
        isUnknown = isUnknown || user.isUnknown();
        hasChanged = hasChanged || user.hasChanged;
    }
    // Once shown the box stays, so that it does not flicker between two checks.
    m_serverStopped->setVisible(isUnknown || m_serverStopped->isVisibleTo(this));
    m_changed->setText(
        tr("The data has changed since this dialog was opened. The plan was made again."));
    m_changed->setVisible(hasChanged);
    updateServers();
    if (isSeveral())
        updateSeveral();
    else
        updateSingle(m_check->users().first());
    updateWord();
}

void ResetDialog::updateSingle(const CheckedUser &user)
{
    m_plan->setRows(planRows({user.plan}));
    showConsequences({user.plan});
    m_holders->setText(user.isChecked && !user.isBusy() && !user.isUnknown() && !user.obstacle
                           ? tr("No process has the files open.")
                           : tr("Files: %1").arg(holderText(user)));
    QString obstacle;
    if (!user.isChecked)
        obstacle = tr("Checking whether anything prevents the reset…");
    else if (user.isBusy() && !user.isReady(stopsServer()))
        obstacle = user.canStopServer()
                       ? tr("The files are in use. Select “Stop the server”, or stop it yourself.")
                       : tr("The files are in use. Stop the server first.");
    else if (user.obstacle && user.obstacle->code == Error::Code::InUseUnknown)
        obstacle = tr("Cannot determine whether the files are in use. Stop the server, and "
                      "confirm this above.");
    else if (user.obstacle && !user.isReady(stopsServer()))
        obstacle = errorText(*user.obstacle);
    else if (user.plan.steps.isEmpty())
        obstacle = tr("There is nothing to reset.");
    setObstacle(obstacle);
}

void ResetDialog::updateSeveral()
{
    QList<CellModel::Row> rows;
    QList<ResetPlan> plans;
    for (const CheckedUser &user : m_check->users()) {
        const bool isOn = isChosen(user);
        rows.append(
            {user.analysis->user.path(),
             {CellModel::textCell(nameOf(*user.analysis)),
              CellModel::numberCell(user.plan.steps.size()),
              CellModel::bytesCell(user.plan.bytes()), CellModel::numberCell(user.plan.files()),
              CellModel::textCell(holderText(user), glyphIcon(holderGlyph(user)))},
             isOn ? CellModel::Check::On : CellModel::Check::Off,
             user.isReady(stopsServer())});
        if (isOn)
            plans.append(user.plan);
    }
    const qsizetype count = plans.size();
    m_plan->setRows(rows);
    m_holders->setText(tr("Each user is reset separately. Users whose files are in use are "
                          "skipped."));
    showConsequences(plans);
    const QString operation =
        count == 1 ? tr("Reset 1 user") : tr("Reset %Ln users", nullptr, static_cast<int>(count));
    setOperation(operation);
    const qsizetype all = m_check->users().size();
    setHeading(count == all ? operation : tr("Reset %L1 of %L2 users").arg(count).arg(all));
    setObstacle(count == 0 ? tr("None of the selected users can be reset.") : QString());
}

// What can be lost decides what must be typed.
void ResetDialog::updateWord()
{
    const QList<CheckedUser> users = chosen();
    if (isSeveral()) {
        setWord(users.isEmpty()     ? QString()
                : users.size() == 1 ? QStringLiteral("reset 1 user")
                                    : QStringLiteral("reset %1 users").arg(users.size()));
        return;
    }
    const bool mustType = !m_restorePoint->isChecked() || m_serverStopped->isVisibleTo(this) ||
                          m_settings->alwaysTypeName();
    setWord(mustType ? m_check->users().first().analysis->user.displayName() : QString());
}

QList<Operation> ResetDialog::operations() const
{
    QList<Operation> operations;
    for (const CheckedUser &user : chosen())
        operations.append(*user.operation);
    return operations;
}

RunOptions ResetDialog::runOptions() const
{
    RunOptions options = m_check->runOptions();
    options.servers = servers();
    return options;
}

} // namespace SyncAdmin::Desktop
