#include "views/detailspanel.h"

#include "base/commandline.h"
#include "base/format.h"
#include "base/icons.h"
#include "base/settings.h"
#include "models/detailrows.h"
#include "models/stateicon.h"
#include "models/usermodel.h"
#include "operations/resetplanner.h"
#include "report/text.h"
#include "views/overviewpane.h"
#include "views/tablepane.h"
#include "views/tableview.h"
#include "views/wrapdelegate.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

namespace {

// More than that nobody reads one by one, and filling it would be felt.
constexpr qsizetype maxUsers = 200;

QString commandFor(const UserRow &row, const QByteArray &dataRoot, const ResetOptions &options)
{
    QByteArrayList words{"anki-sync-adminctl", "reset"};
    if (row.user.name.startsWith('-'))
        words.append("--");
    words.append(row.user.name);
    words += {"--data-root", dataRoot};
    if (options.keepMediaFiles)
        words.append("--keep-media-files");
    words.append("--confirm");
    return shellCommand(words);
}

} // namespace

DetailsPanel::DetailsPanel(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_title(new QLabel(this)),
      m_copy(new QPushButton(glyphIcon(Glyph::Copy), tr("&Copy report"), this)),
      m_tabs(new QTabWidget(this)), m_overview(new OverviewPane),
      m_files(new TablePane(QStringLiteral("files"), tr("Files"), entryColumns())),
      m_dryRun(
          new TablePane(QStringLiteral("dry-run"), tr("Operations of the dry run"), planColumns())),
      m_problems(new TablePane(QStringLiteral("problems"), tr("Problems"), problemColumns())),
      m_sessions(new TablePane(QStringLiteral("sessions"), tr("Sessions"), sessionColumns()))
{
    m_title->setTextFormat(Qt::PlainText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_copy->setToolTip(tr("Copies what the console program would print"));
    auto *header = new QHBoxLayout;
    header->setContentsMargins(2, 0, 0, 0);
    header->addWidget(m_icon);
    header->addWidget(m_title, 1);
    header->addWidget(m_copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(header);
    layout->addWidget(m_tabs, 1);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Details"));
    const auto addTab = [this](Tab tab, QWidget *pane) {
        m_tabs->addTab(pane, tabTitles().at(static_cast<int>(tab)));
    };
    addTab(Tab::Overview, m_overview);
    addTab(Tab::Files, m_files);
    addTab(Tab::DryRun, m_dryRun);
    addTab(Tab::Problems, m_problems);
    addTab(Tab::Sessions, m_sessions);
    m_problems->view()->setItemDelegate(new WrapDelegate(m_problems->view()));
    m_dryRun->stretchColumn(0);
    m_problems->setPlaceholder(tr("Nothing is wrong here."));
    connect(m_tabs, &QTabWidget::currentChanged, this, &DetailsPanel::fillCurrentTab);
    connect(m_copy, &QPushButton::clicked, this, &DetailsPanel::copyReport);
    updateHeader();
}

void DetailsPanel::setRestorePointsPane(QWidget *pane)
{
    constexpr int index = static_cast<int>(Tab::RestorePoints);
    m_tabs->insertTab(index, pane, tabTitles().at(index));
}

QStringList DetailsPanel::tabTitles()
{
    return {tr("Overview"),       tr("Files"),    tr("Dry run"),
            tr("Restore points"), tr("Problems"), tr("Sessions")};
}

void DetailsPanel::setRows(const QList<UserRow> &rows)
{
    m_rows = rows;
    updateHeader();
    fillCurrentTab();
}

void DetailsPanel::setOptions(const ResetOptions &options)
{
    m_options = options;
    fillCurrentTab();
}

void DetailsPanel::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
    m_tabs->currentWidget()->setFocus();
}

DetailsPanel::Tab DetailsPanel::currentTab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

void DetailsPanel::updateHeader()
{
    m_copy->setEnabled(!m_rows.isEmpty());
    if (m_rows.isEmpty()) {
        m_icon->clear();
        m_icon->setAccessibleName({});
        m_title->setText(tr("No user selected"));
        return;
    }
    QStringList names;
    for (const UserRow &row : std::as_const(m_rows))
        names.append(row.title());
    m_title->setText(subjectText(names));
    if (m_rows.size() == 1) {
        m_icon->setPixmap(stateIcon(m_rows.first().state()).pixmap(16));
        m_icon->setAccessibleName(stateText(m_rows.first().state()));
    } else {
        m_icon->setPixmap(glyphIcon(Glyph::Users).pixmap(16));
        m_icon->setAccessibleName({});
    }
}

void DetailsPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateHeader();
}

void DetailsPanel::fillCurrentTab()
{
    const QList<UserRow> some = m_rows.mid(0, maxUsers);
    const QString more = m_rows.size() > maxUsers
                             ? tr("Only the first %L1 of %L2 selected users are listed.")
                                   .arg(maxUsers)
                                   .arg(m_rows.size())
                             : QString();
    QWidget *shown = m_tabs->currentWidget();
    if (shown == m_overview) {
        m_overview->setRows(m_rows);
    } else if (shown == m_files) {
        m_files->setFootnote(more);
        m_files->setRows(entryRows(some));
    } else if (shown == m_problems) {
        m_problems->setFootnote(more);
        m_problems->setRows(problemRows(some));
    } else if (shown == m_dryRun) {
        fillDryRun();
    } else if (shown == m_sessions) {
        fillSessions();
    }
}

void DetailsPanel::setSessions(const SessionList &sessions, const std::optional<Error> &error)
{
    m_sessionList = sessions;
    m_sessionsError = error;
    fillCurrentTab();
}

void DetailsPanel::fillSessions()
{
    m_sessions->setRows(sessionRows(m_rows.mid(0, maxUsers), m_sessionList));
    m_sessions->setHeading(m_sessionsError ? errorText(*m_sessionsError) : QString());
    if (m_rows.isEmpty())
        m_sessions->setPlaceholder(tr("Select a user to see which devices are signed in."));
    else if (m_sessionList.hasDatabase || m_sessionsError)
        m_sessions->setPlaceholder(tr("No device is signed in."));
    else
        m_sessions->setPlaceholder(tr("This data root has no session.db (the official server keeps "
                                      "no sessions)."));
    m_sessions->setFootnote(tr("A row for each device that is signed in. The server keeps neither "
                               "their names nor times."));
}

void DetailsPanel::fillDryRun()
{
    QList<ResetPlan> plans;
    QStringList refusals;
    qint64 bytes = 0;
    qint64 files = 0;
    for (const UserRow &row : m_rows.mid(0, maxUsers)) {
        if (!row.analysis)
            continue;
        const auto plan = outlineReset(*row.analysis, m_options);
        if (!plan) {
            refusals.append(errorText(plan.error()));
            continue;
        }
        bytes += plan->bytes();
        files += plan->files();
        plans.append(*plan);
    }
    m_dryRun->setRows(planRows(plans));
    m_dryRun->setHeading(refusals.join(QLatin1Char('\n')));
    m_dryRun->setPlaceholder(m_rows.isEmpty() ? tr("Select a user to see what a reset would do.")
                                              : tr("There is nothing to reset."));
    QString note;
    if (files > 0) {
        note = tr("This is a dry run: nothing is changed. A reset would move %1 in %L2 files "
                  "away.")
                   .arg(bytesText(bytes))
                   .arg(files);
    }
    if (files > 0 && m_rows.size() == 1)
        note += QStringLiteral("\n") + commandFor(m_rows.first(), m_dataRoot, m_options);
    m_dryRun->setFootnote(note);
}

QString DetailsPanel::reportText() const
{
    QStringList texts;
    for (const UserRow &row : m_rows) {
        if (!row.analysis)
            continue;
        QString text = analysisText(*row.analysis);
        const auto plan = planReset(*row.analysis, m_options);
        if (currentTab() == Tab::DryRun && plan)
            text += QLatin1Char('\n') + dryRunText(*plan, commandFor(row, m_dataRoot, m_options));
        texts.append(text);
    }
    return texts.join(QLatin1Char('\n'));
}

void DetailsPanel::copyReport() const
{
    QGuiApplication::clipboard()->setText(reportText());
}

void DetailsPanel::saveState(Settings &settings) const
{
    for (const TablePane *pane : {m_files, m_dryRun, m_problems, m_sessions})
        pane->saveColumns(settings);
}

void DetailsPanel::restoreState(const Settings &settings)
{
    for (TablePane *pane : {m_files, m_dryRun, m_problems, m_sessions})
        pane->restoreColumns(settings);
}

} // namespace SyncAdmin::Desktop
