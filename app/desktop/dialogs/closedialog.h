#pragma once

#include <QDialog>

class QLabel;

namespace SyncAdmin::Desktop {

// Asks whether to stop what runs when the window is closed. Accepted: stop, roll back and close.
class CloseDialog : public QDialog
{
    Q_OBJECT

public:
    // A deletion is stopped without being rolled back. `text` says what stopping means now.
    CloseDialog(const QString &text, bool isDeletion, QWidget *parent);

    // Follows the operations that end while the dialog is open.
    void setText(const QString &text);

private:
    QLabel *m_text;
};

} // namespace SyncAdmin::Desktop
