#include "views/detailspanel.h"

#include "base/format.h"
#include "base/icons.h"
#include "models/detailrows.h"
#include "models/stateicon.h"
#include "models/usercells.h"
#include "report/text.h"
#include "session/session.h"
#include "views/dryrunpane.h"
#include "views/overviewpane.h"
#include "views/pointspane.h"
#include "views/sessionspane.h"
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

DetailsPane *problemsPane()
{
    auto *pane = new DetailsTable(QStringLiteral("problems"), DetailsPanel::tr("Problems"),
                                  problemColumns(), &problemRows);
    pane->table()->view()->setItemDelegate(new WrapDelegate(pane->table()->view()));
    pane->table()->setPlaceholder(DetailsPanel::tr("No problems were found."));
    return pane;
}

} // namespace

DetailsPanel::DetailsPanel(Session *session, Points *points, QWidget *parent)
    : Pane(parent), m_icon(new QLabel(this)), m_title(new QLabel(this)),
      m_copy(new QPushButton(glyphIcon(Glyph::Copy), tr("&Copy report"), this)),
      m_tabs(new QTabWidget(this)), m_dryRun(new DryRunPane(session)),
      m_points(new PointsPane(QStringLiteral("user-points"), points, session))
{
    m_title->setTextFormat(Qt::PlainText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_copy->setToolTip(tr("Copies the report of the console program"));
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
    m_panes = {new OverviewPane,
               new DetailsTable(QStringLiteral("files"), tr("Files"), entryColumns(), &entryRows),
               m_dryRun,
               m_points,
               problemsPane(),
               new SessionsPane(session)};
    for (qsizetype i = 0; i < m_panes.size(); ++i)
        m_tabs->addTab(m_panes.at(i), tabTitles().at(i));
    connect(m_tabs, &QTabWidget::currentChanged, this, &DetailsPanel::fillCurrentTab);
    connect(m_copy, &QPushButton::clicked, this, &DetailsPanel::copyReport);
    for (const auto changed : {&Session::opened, &Session::refreshed})
        connect(session, changed, this, &DetailsPanel::fillCurrentTab);
    updateHeader();
    fillCurrentTab();
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
    m_panes.at(m_tabs->currentIndex())->showUsers(m_rows);
}

void DetailsPanel::copyReport() const
{
    if (currentTab() == Tab::DryRun) {
        m_dryRun->copyReport(m_rows);
        return;
    }
    QStringList texts;
    for (const UserRow &row : m_rows) {
        if (row.analysis)
            texts.append(analysisText(*row.analysis));
    }
    QGuiApplication::clipboard()->setText(texts.join(QLatin1Char('\n')));
}

void DetailsPanel::saveState(Settings &settings) const
{
    for (const DetailsPane *pane : m_panes)
        pane->saveState(settings);
}

void DetailsPanel::restoreState(const Settings &settings)
{
    for (DetailsPane *pane : m_panes)
        pane->restoreState(settings);
}

} // namespace SyncAdmin::Desktop
