#include "views/overviewpane.h"

#include "views/usagebar.h"

#include <QLabel>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

OverviewPane::OverviewPane(QWidget *parent)
    : QScrollArea(parent), m_usage(new UsageBar), m_grid(new QGridLayout)
{
    setAccessibleName(tr("Overview"));
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->addWidget(m_usage);
    layout->addSpacing(6);
    layout->addLayout(m_grid);
    layout->addStretch(1);
    m_grid->setColumnStretch(1, 1);
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(3);
    setWidget(content);
}

void OverviewPane::setRows(const QList<UserRow> &rows)
{
    m_usage->setVisible(!rows.isEmpty());
    m_usage->setUsage(usageOf(rows));
    if (rows.isEmpty())
        setFigures({});
    else
        setFigures(rows.size() == 1 ? figuresOf(rows.first()) : figuresOf(rows));
}

void OverviewPane::setFigures(const QList<Figure> &figures)
{
    while (m_labels.size() < figures.size()) {
        auto *label = new QLabel(this);
        auto *value = new QLabel(this);
        const int row = static_cast<int>(m_labels.size());
        for (QLabel *each : {label, value})
            each->setTextFormat(Qt::PlainText);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setWordWrap(true);
        value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        label->setForegroundRole(QPalette::PlaceholderText);
        m_grid->addWidget(label, row, 0, Qt::AlignLeft | Qt::AlignTop);
        m_grid->addWidget(value, row, 1);
        m_labels.append(label);
        m_values.append(value);
    }
    constexpr int groupGap = 8;
    for (qsizetype i = 0; i < m_labels.size(); ++i) {
        const Figure figure = figures.value(i);
        const bool isLine = i < figures.size() && !figure.label.isEmpty();
        m_labels.at(i)->setText(figure.label);
        m_values.at(i)->setText(figure.value);
        m_values.at(i)->setAccessibleName(figure.label);
        m_labels.at(i)->setVisible(isLine);
        m_values.at(i)->setVisible(isLine);
        m_grid->setRowMinimumHeight(static_cast<int>(i),
                                    i < figures.size() && !isLine ? groupGap : 0);
    }
}

} // namespace SyncAdmin::Desktop
