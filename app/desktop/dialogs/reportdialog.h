#pragma once

#include <QDialog>

namespace SyncAdmin::Desktop {

// A report as text, to read, copy and save.
class ReportDialog : public QDialog
{
    Q_OBJECT

public:
    ReportDialog(const QString &title, const QString &text, QWidget *parent = nullptr);

Q_SIGNALS:
    void saveRequested(const QString &text);
};

} // namespace SyncAdmin::Desktop
