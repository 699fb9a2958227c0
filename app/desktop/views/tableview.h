#pragma once

#include <QTreeView>

class QMenu;

namespace SyncAdmin::Desktop {

class Settings;

// A table with rows of one height, size bars in cells that have a share, and columns that can be
// moved, resized and hidden and are kept under the view's object name.
class TableView : public QTreeView
{
    Q_OBJECT

public:
    // `name` is for screen readers; `id` for the settings.
    TableView(const QString &id, const QString &name, QWidget *parent = nullptr);

    // To be called when the model is set. The columns `hidden` are hidden until the user shows
    // them.
    void restoreColumns(const Settings &settings, const QList<int> &hidden = {});
    void saveColumns(Settings &settings) const;
    // One checkable entry for each column.
    void fillColumnMenu(QMenu *menu);
    // Shown in place of the rows of an empty table.
    void setPlaceholder(const QString &text);

    // The first cells of the selected rows, in the view's order.
    QModelIndexList selectedRows() const;
    // The keys (KeyRole) of these.
    QStringList selectedKeys() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showColumnMenu(const QPoint &position);

    QString m_placeholder;
};

} // namespace SyncAdmin::Desktop
