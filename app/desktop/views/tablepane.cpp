#include "views/tablepane.h"

#include "base/settings.h"
#include "models/sortproxy.h"
#include "views/tableview.h"

#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace SyncAdmin::Desktop {

TablePane::TablePane(const QString &id, const QString &name, QList<CellModel::Column> columns,
                     QWidget *parent)
    : QWidget(parent), m_model(new CellModel(std::move(columns), this)),
      m_proxy(new SortProxy(m_model, this)), m_view(new TableView(id, name, this)),
      m_heading(new QLabel(this)), m_footnote(new QLabel(this)), m_layout(new QVBoxLayout(this))
{
    for (QLabel *label : {m_heading, m_footnote}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->hide();
    }
    m_view->setModel(m_proxy);
    m_view->sortByColumn(0, Qt::AscendingOrder);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->addWidget(m_heading);
    m_layout->addWidget(m_view, 1);
    m_layout->addWidget(m_footnote);
}

void TablePane::setRows(const QList<CellModel::Row> &rows)
{
    m_model->setRows(rows);
    if (!m_isFitted && !rows.isEmpty())
        fitColumns();
}

void TablePane::setHeading(const QString &text)
{
    m_heading->setText(text);
    m_heading->setVisible(!text.isEmpty());
}

void TablePane::setFootnote(const QString &text)
{
    m_footnote->setText(text);
    m_footnote->setVisible(!text.isEmpty());
}

void TablePane::setPlaceholder(const QString &text)
{
    m_view->setPlaceholder(text);
}

void TablePane::stretchColumn(int column)
{
    m_stretched = column;
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void TablePane::saveColumns(Settings &settings) const
{
    if (m_isFitted)
        m_view->saveColumns(settings);
}

void TablePane::restoreColumns(const Settings &settings)
{
    if (settings.viewState(m_view->objectName()).isEmpty())
        return;
    m_isFitted = true;
    m_view->restoreColumns(settings);
}

void TablePane::keepColumns(Settings &settings, const QDialog *dialog)
{
    restoreColumns(settings);
    connect(dialog, &QDialog::finished, this, [this, &settings] { saveColumns(settings); });
}

void TablePane::fitColumns()
{
    m_isFitted = true;
    constexpr int maxWidth = 360;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (column == m_stretched)
            continue;
        m_view->resizeColumnToContents(column);
        m_view->setColumnWidth(column, std::min(maxWidth, m_view->columnWidth(column) + 12));
    }
}

} // namespace SyncAdmin::Desktop
