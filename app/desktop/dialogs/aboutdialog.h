#pragma once

#include <QDialog>

namespace SyncAdmin::Desktop {

class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget *parent = nullptr);

    static QString text();
};

} // namespace SyncAdmin::Desktop
