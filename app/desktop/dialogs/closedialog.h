#pragma once

#include <QDialog>

class QLabel;

namespace SyncAdmin::Desktop {

// Asked when the window is closed while something runs. Accepted: stop, roll back and close.
class CloseDialog : public QDialog
{
    Q_OBJECT

public:
    // A purge is not rolled back when it is stopped. `text` says what becomes of what runs.
    CloseDialog(const QString &text, bool isPurging, QWidget *parent);

    // While more is finished behind the dialog.
    void setText(const QString &text);

private:
    QLabel *m_text;
};

} // namespace SyncAdmin::Desktop
