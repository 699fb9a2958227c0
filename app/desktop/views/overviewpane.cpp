#include "views/overviewpane.h"

#include "views/usagebar.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

OverviewPane::OverviewPane(QWidget *parent)
    : DetailsPane(parent), m_usage(new UsageBar), m_grid(new QGridLayout)
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->addWidget(m_usage);
    column->addSpacing(6);
    column->addLayout(m_grid);
    column->addStretch(1);
    m_grid->setColumnStretch(1, 1);
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(3);
    auto *area = new QScrollArea(this);
    area->setAccessibleName(tr("Overview"));
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(area);
    setFocusProxy(area);
}

void OverviewPane::showUsers(const QList<UserRow> &users)
{
    m_usage->setVisible(!users.isEmpty());
    m_usage->setUsage(usageOf(users));
    if (users.isEmpty())
        setFigures({});
    else
        setFigures(users.size() == 1 ? figuresOf(users.first()) : figuresOf(users));
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
