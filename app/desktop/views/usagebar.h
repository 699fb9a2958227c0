#pragma once

#include "agent/host.h"

#include <QWidget>

namespace SyncAdmin::Desktop {

QString usageClassText(DiskUsage::Class which);
QColor usageClassColor(DiskUsage::Class which, bool isOnDark);

// The disk usage by class: a bar of segments, and a legend in the same order.
class UsageBar : public QWidget
{
    Q_OBJECT

public:
    explicit UsageBar(QWidget *parent = nullptr);

    void setUsage(const DiskUsage &usage);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString legendText(DiskUsage::Class which) const;
    QList<DiskUsage::Class> shown() const;

    DiskUsage m_usage;
};

} // namespace SyncAdmin::Desktop
