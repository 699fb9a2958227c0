#pragma once

#include <QTreeView>

class QMenu;

namespace SyncAdmin::Desktop {

class Settings;

// The table of the program: rows of one height, columns that can be moved, sized and hidden and are
// kept under the view's object name, size bars in cells that have a share.
class TableView : public QTreeView
{
    Q_OBJECT

public:
    // `name` is for screen readers; `id` for the settings.
    TableView(const QString &id, const QString &name, QWidget *parent = nullptr);

    // After the model is set. Columns in `hidden` are so until the user shows them.
    void restoreColumns(const Settings &settings, const QList<int> &hidden = {});
    void saveColumns(Settings &settings) const;
    // Which columns are shown, as entries that can be checked.
    void fillColumnMenu(QMenu *menu);
    // Shown over the empty table.
    void setPlaceholder(const QString &text);

    // The keys (KeyRole) of the selected rows, in the view's order.
    QStringList selectedKeys() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showColumnMenu(const QPoint &position);

    QString m_placeholder;
};

} // namespace SyncAdmin::Desktop
