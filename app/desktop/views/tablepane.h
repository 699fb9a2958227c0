#pragma once

#include "models/cellmodel.h"

#include <QWidget>

class QDialog;
class QLabel;
class QVBoxLayout;

namespace SyncAdmin::Desktop {

class Settings;
class SortProxy;
class TableView;

// A table of ready rows, with a line of text above and below it that is hidden when empty.
class TablePane : public QWidget
{
    Q_OBJECT

public:
    TablePane(const QString &id, const QString &name, QList<CellModel::Column> columns,
              QWidget *parent = nullptr);

    void setRows(const QList<CellModel::Row> &rows);
    void setHeading(const QString &text);
    void setFootnote(const QString &text);
    void setPlaceholder(const QString &text);
    // Resizes the columns to their contents, up to a limit.
    void fitColumns();
    // Does nothing where the columns were never filled.
    void saveColumns(Settings &settings) const;
    void restoreColumns(const Settings &settings);
    // Restores the columns now, and saves them when the dialog is closed.
    void keepColumns(Settings &settings, const QDialog *dialog);
    // This column takes the width that the others leave.
    void stretchColumn(int column);

    CellModel *model() { return m_model; }
    TableView *view() { return m_view; }
    QVBoxLayout *box() { return m_layout; }

private:
    CellModel *m_model;
    SortProxy *m_proxy;
    TableView *m_view;
    QLabel *m_heading;
    QLabel *m_footnote;
    QVBoxLayout *m_layout;
    bool m_isFitted = false;
    int m_stretched = -1;
};

} // namespace SyncAdmin::Desktop
