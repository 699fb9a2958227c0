#pragma once

#include <QDialog>

namespace SyncAdmin::Desktop {

// Asked when the window is closed while something runs. Accepted: stop, put back and close.
class CloseDialog : public QDialog
{
    Q_OBJECT

public:
    // A purge is not put back when it is stopped.
    CloseDialog(const QString &running, bool isPurging, QWidget *parent);
};

} // namespace SyncAdmin::Desktop
