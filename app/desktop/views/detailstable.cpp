#include "views/detailstable.h"

#include "views/tablepane.h"
#include "views/tableview.h"

#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

namespace {

constexpr qsizetype maxUsers = 200;

} // namespace

DetailsTable::DetailsTable(const QString &id, const QString &name,
                           const QList<CellModel::Column> &columns, MakeRows makeRows,
                           QWidget *parent)
    : DetailsPane(parent), m_table(new TablePane(id, name, columns, this)),
      m_makeRows(std::move(makeRows))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    setFocusProxy(m_table->view());
}

QList<UserRow> DetailsTable::listed(const QList<UserRow> &users)
{
    return users.mid(0, maxUsers);
}

void DetailsTable::showUsers(const QList<UserRow> &users)
{
    m_table->setRows(m_makeRows(listed(users)));
    m_table->setFootnote(users.size() > maxUsers
                             ? tr("Only the first %L1 of %L2 selected users are listed.")
                                   .arg(maxUsers)
                                   .arg(users.size())
                             : QString());
}

void DetailsTable::saveState(Settings &settings) const
{
    m_table->saveColumns(settings);
}

void DetailsTable::restoreState(const Settings &settings)
{
    m_table->restoreColumns(settings);
}

} // namespace SyncAdmin::Desktop
