#pragma once

#include <QDialog>

namespace SyncAdmin::Desktop {

// Asked when the window is closed while something runs. Accepted: stop, put back and close.
class CloseDialog : public QDialog
{
    Q_OBJECT

public:
    CloseDialog(const QString &running, QWidget *parent);
};

} // namespace SyncAdmin::Desktop
