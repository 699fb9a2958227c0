#include "dialogs/closedialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

CloseDialog::CloseDialog(const QString &text, bool isDeletion, QWidget *parent)
    : QDialog(parent), m_text(new QLabel(text, this))
{
    setWindowTitle(tr("An operation is still running"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(fontMetrics().averageCharWidth() * 50);
    auto *buttons = new QDialogButtonBox(this);
    // In the order in which the style shows them, which Tab follows.
    auto *stop = buttons->addButton(isDeletion ? tr("&Stop") : tr("&Stop and roll back"),
                                    QDialogButtonBox::AcceptRole);
    auto *keep = buttons->addButton(tr("&Keep running"), QDialogButtonBox::RejectRole);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_text);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    stop->setAutoDefault(false);
    keep->setDefault(true);
    keep->setFocus();
}

void CloseDialog::setText(const QString &text)
{
    m_text->setText(text);
}

} // namespace SyncAdmin::Desktop
