#include "window/userpage.h"

#include "base/format.h"
#include "base/settings.h"
#include "flows/flows.h"
#include "models/roles.h"
#include "models/userproxy.h"
#include "session/session.h"
#include "views/activitypane.h"
#include "views/tableview.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

namespace {

constexpr int batch = 50;          // ms
constexpr int afterScrolling = 80; // ms
const QList<int> hiddenAtFirst{UserModel::Reviews, UserModel::Decks, UserModel::LayoutColumn};

} // namespace

UserPage::UserPage(Session *session, Flows *flows, QWidget *parent)
    : Pane(parent), m_session(session), m_proxy(new UserProxy(session->users(), this)),
      m_view(new TableView(QStringLiteral("users"), tr("Users"), this)),
      m_details(new DetailsPanel(session, flows->points(), this)),
      m_activity(new ActivityPane(&flows->run()->activity(), flows->points(), this)),
      m_splitter(new QSplitter(Qt::Horizontal, this)), m_rows(new QSplitter(Qt::Vertical, this)),
      m_filterNote(new QWidget(this)), m_filterText(new QLabel(m_filterNote))
{
    m_view->setModel(m_proxy);
    m_view->sortByColumn(UserModel::User, Qt::AscendingOrder);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    makeLayout();
    m_detailsTimer.setSingleShot(true);
    m_visibleTimer.setSingleShot(true);
    connect(&m_detailsTimer, &QTimer::timeout, this, &UserPage::updateDetails);
    connect(&m_visibleTimer, &QTimer::timeout, this, &UserPage::preferVisible);
    connectTable();
    connectFlows(flows);
    connect(m_session, &Session::analysisFinished, this, &UserPage::resort);
    connect(m_session, &Session::opened, this, [this] { m_visibleTimer.start(0); });
}

void UserPage::makeLayout()
{
    auto *clear = new QPushButton(tr("Clear the filter"), m_filterNote);
    connect(clear, &QPushButton::clicked, this, &UserPage::clearFilterRequested);
    m_filterText->setTextFormat(Qt::PlainText);
    m_filterText->setAlignment(Qt::AlignCenter);
    m_filterText->setWordWrap(true);
    auto *noteLayout = new QHBoxLayout(m_filterNote);
    noteLayout->addWidget(m_filterText, 1);
    noteLayout->addWidget(clear);
    m_filterNote->hide();

    auto *left = new QWidget;
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addWidget(m_view, 1);
    leftLayout->addWidget(m_filterNote);
    m_splitter->addWidget(left);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    m_rows->addWidget(m_splitter);
    m_rows->addWidget(m_activity);
    m_rows->setStretchFactor(0, 1);
    m_rows->setCollapsible(0, false);
    const int line = fontMetrics().lineSpacing();
    m_rows->setSizes({30 * line, 5 * line});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_rows);
}

void UserPage::connectTable()
{
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { m_detailsTimer.start(0); });
    connect(m_proxy, &QAbstractItemModel::dataChanged, this, [this] {
        if (!m_detailsTimer.isActive())
            m_detailsTimer.start(batch);
    });
    for (const auto change :
         {&QAbstractItemModel::rowsRemoved, &QAbstractItemModel::rowsInserted}) {
        connect(m_proxy, change, this, [this] {
            m_detailsTimer.start(0);
            m_visibleTimer.start(afterScrolling);
        });
    }
    // A reset clears the selection without a signal of the selection model.
    connect(m_proxy, &QAbstractItemModel::modelReset, this, [this] { m_detailsTimer.start(0); });
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this,
            [this] { m_visibleTimer.start(afterScrolling); });
    connect(m_view, &QAbstractItemView::activated, this,
            [this] { m_details->showTab(DetailsPanel::Tab::Overview); });
}

void UserPage::connectFlows(Flows *flows)
{
    flows->connectPane(m_details->pointsPane());
    connect(flows->run(), &OperationRun::activityChanged, m_activity, &ActivityPane::reload);
    connect(m_activity, &ActivityPane::undoRequested, flows->restore(),
            [flows](const QByteArray &id) { flows->restore()->undo({id}); });
}

QList<UserRow> UserPage::selectedRows() const
{
    const QModelIndexList indexes = m_view->selectedRows();
    QList<UserRow> rows;
    rows.reserve(indexes.size());
    for (const QModelIndex &index : indexes)
        rows.append(m_session->users()->row(m_proxy->mapToSource(index).row()));
    return rows;
}

void UserPage::select(const QStringList &paths)
{
    QItemSelection selection;
    for (const QString &path : paths) {
        const int row = m_session->users()->rowOfKey(path);
        const QModelIndex index =
            row < 0 ? QModelIndex() : m_proxy->mapFromSource(m_session->users()->index(row, 0));
        if (index.isValid())
            selection.select(index, index);
    }
    m_view->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect |
                                                    QItemSelectionModel::Rows);
    if (!selection.isEmpty()) {
        const QModelIndex first = selection.first().topLeft();
        m_view->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
        m_view->scrollTo(first);
    }
}

void UserPage::preferVisible()
{
    if (!m_session->isAnalysing())
        return;
    QStringList paths;
    const QRect area = m_view->viewport()->rect();
    QModelIndex index = m_view->indexAt(QPoint(2, 2));
    for (; index.isValid() && m_view->visualRect(index).top() <= area.bottom();
         index = m_view->indexBelow(index))
        paths.append(index.data(KeyRole).toString());
    m_session->preferUsers(paths);
}

void UserPage::resort()
{
    const bool isScrolled = m_view->verticalScrollBar()->value() > 0;
    const QPersistentModelIndex top = m_view->indexAt(QPoint(2, 2));
    m_proxy->resort();
    if (isScrolled && top.isValid())
        m_view->scrollTo(top, QAbstractItemView::PositionAtTop);
    updateFilterNote();
}

void UserPage::updateDetails()
{
    m_details->setRows(selectedRows());
    updateFilterNote();
    Q_EMIT selectionChanged();
}

void UserPage::updateFilterNote()
{
    const bool isEmpty = m_proxy->rowCount() == 0 && m_session->users()->rowCount() > 0;
    m_filterNote->setVisible(isEmpty);
    if (isEmpty) {
        m_filterText->setText(m_proxy->text().isEmpty()
                                  ? tr("No user matches the filter.")
                                  : tr("No user matches “%1”.").arg(m_proxy->text()));
    }
}

void UserPage::saveState(Settings &settings) const
{
    m_view->saveColumns(settings);
    m_details->saveState(settings);
    m_activity->saveState(settings);
    settings.setViewState(QStringLiteral("vertical-splitter"), m_rows->saveState());
    settings.setViewState(QStringLiteral("user-splitter"), m_splitter->saveState());
}

void UserPage::restoreState(const Settings &settings)
{
    m_view->restoreColumns(settings, hiddenAtFirst);
    if (settings.viewState(QStringLiteral("users")).isEmpty()) {
        const int character = fontMetrics().averageCharWidth();
        m_view->setColumnWidth(UserModel::User, 26 * character);
        for (const int column :
             {UserModel::Cards, UserModel::Notes, UserModel::Usn, UserModel::Media})
            m_view->setColumnWidth(column, 9 * character);
        constexpr int margins = 16;
        m_view->setColumnWidth(
            UserModel::LastSync,
            margins + fontMetrics().horizontalAdvance(
                          timeText(QDateTime::currentMSecsSinceEpoch() - 24 * 3600 * 1000)));
        m_view->setColumnWidth(UserModel::Size, 13 * character);
    }
    m_splitter->restoreState(settings.viewState(QStringLiteral("user-splitter")));
    m_details->restoreState(settings);
    m_activity->restoreState(settings);
    m_rows->restoreState(settings.viewState(QStringLiteral("vertical-splitter")));
}

} // namespace SyncAdmin::Desktop
