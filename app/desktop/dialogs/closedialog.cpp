#include "dialogs/closedialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

CloseDialog::CloseDialog(const QString &running, bool isPurging, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Still running"));
    setAttribute(Qt::WA_DeleteOnClose);
    const QString what =
        isPurging ? tr("%1 is being purged. When that is stopped, the rest can be purged later.")
                  : tr("%1 is not finished. When it is stopped, everything is put back before the "
                       "window closes.");
    auto *text = new QLabel(what.arg(running), this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setMinimumWidth(fontMetrics().averageCharWidth() * 50);
    auto *buttons = new QDialogButtonBox(this);
    // In the order in which the style shows them, for Tab follows it.
    auto *stop = buttons->addButton(isPurging ? tr("&Stop") : tr("&Stop and put back"),
                                    QDialogButtonBox::AcceptRole);
    auto *keep = buttons->addButton(tr("&Keep running"), QDialogButtonBox::RejectRole);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    stop->setAutoDefault(false);
    keep->setDefault(true);
    keep->setFocus();
}

} // namespace SyncAdmin::Desktop
