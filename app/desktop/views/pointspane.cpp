#include "views/pointspane.h"

#include "base/icons.h"
#include "models/pointrows.h"
#include "session/session.h"
#include "views/tablepane.h"
#include "views/tableview.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace SyncAdmin::Desktop {

PointsPane::PointsPane(const QString &id, Points *points, const Session *session, QWidget *parent)
    : DetailsPane(parent), m_points(points), m_session(session),
      m_table(new TablePane(id, tr("Restore points"), pointColumns(), this)),
      m_restore(new QPushButton(glyphIcon(Glyph::Restore), tr("R&estore…"), this)),
      m_resume(new QPushButton(tr("Re&sume…"), this)),
      m_delete(new QPushButton(glyphIcon(Glyph::Delete), tr("De&lete…"), this)),
      m_folder(new QPushButton(tr("Show f&older"), this))
{
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_restore);
    buttons->addWidget(m_resume);
    buttons->addWidget(m_delete);
    buttons->addStretch(1);
    buttons->addWidget(m_folder);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table, 1);
    layout->addLayout(buttons);
    m_table->setPlaceholder(tr("There are no restore points. A reset makes one."));
    m_table->view()->sortByColumn(1, Qt::DescendingOrder);
    connect(m_points, &Points::changed, this, &PointsPane::reload);
    connect(m_table->view()->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &PointsPane::updateButtons);
    connect(m_restore, &QPushButton::clicked, this,
            [this] { Q_EMIT restoreRequested(selected()); });
    connect(m_resume, &QPushButton::clicked, this,
            [this] { Q_EMIT resumeRequested(selected().first()); });
    connect(m_delete, &QPushButton::clicked, this, [this] { Q_EMIT deleteRequested(selected()); });
    connect(m_folder, &QPushButton::clicked, this, &PointsPane::showFolder);
    setFocusProxy(m_table->view());
    updateButtons();
}

void PointsPane::showUsers(const QList<UserRow> &users)
{
    m_users.clear();
    for (const UserRow &user : users)
        m_users.append(user.user);
    reload();
}

void PointsPane::reload()
{
    m_table->setRows(
        pointRows(m_users.isEmpty() ? m_points->all() : m_points->index().of(m_users)));
    updateButtons();
}

QList<FoundPoint> PointsPane::selected() const
{
    QList<FoundPoint> points;
    for (const QString &key : m_table->view()->selectedKeys()) {
        if (const FoundPoint *point = m_points->index().find(key))
            points.append(*point);
    }
    return points;
}

void PointsPane::updateButtons()
{
    const QList<FoundPoint> points = selected();
    const auto allAre = [&points](std::initializer_list<RestorePoint::State> states) {
        return !points.isEmpty() &&
               std::all_of(points.begin(), points.end(), [&states](const FoundPoint &each) {
                   return std::find(states.begin(), states.end(), each.point.state) != states.end();
               });
    };
    using State = RestorePoint::State;
    const bool isWritable = m_session->isWritable();
    m_restore->setEnabled(isWritable && allAre({State::Complete}));
    m_resume->setEnabled(isWritable && points.size() == 1 &&
                         allAre({State::Interrupted, State::Unfinished}));
    m_delete->setEnabled(isWritable && allAre({State::Complete, State::Restored, State::RolledBack,
                                               State::Purging}));
    m_folder->setEnabled(points.size() == 1);
}

void PointsPane::showFolder()
{
    const QList<FoundPoint> points = selected();
    if (points.isEmpty())
        return;
    QDesktopServices::openUrl(QUrl::fromLocalFile(points.first().store.pointsFolder().path()));
}

void PointsPane::saveState(Settings &settings) const
{
    m_table->saveColumns(settings);
}

void PointsPane::restoreState(const Settings &settings)
{
    m_table->restoreColumns(settings);
}

} // namespace SyncAdmin::Desktop
