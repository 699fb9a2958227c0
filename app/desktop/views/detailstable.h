#pragma once

#include "models/cellmodel.h"
#include "views/pane.h"

#include <functional>

namespace SyncAdmin::Desktop {

class TablePane;

// A tab of the details with a table about the selected users.
class DetailsTable : public DetailsPane
{
    Q_OBJECT

public:
    using MakeRows = std::function<QList<CellModel::Row>(const QList<UserRow> &)>;

    // `makeRows` is unused where showUsers() is overridden.
    DetailsTable(const QString &id, const QString &name, const QList<CellModel::Column> &columns,
                 MakeRows makeRows = {}, QWidget *parent = nullptr);

    void showUsers(const QList<UserRow> &users) override;
    void saveState(Settings &settings) const override;
    void restoreState(const Settings &settings) override;
    TablePane *table() { return m_table; }

protected:
    // The users that a table lists; filling it with more would be felt.
    static QList<UserRow> listed(const QList<UserRow> &users);

private:
    TablePane *m_table;
    MakeRows m_makeRows;
};

} // namespace SyncAdmin::Desktop
