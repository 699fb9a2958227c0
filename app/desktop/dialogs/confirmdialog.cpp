#include "dialogs/confirmdialog.h"

#include "base/format.h"
#include "base/taborder.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace SyncAdmin::Desktop {

namespace {

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

ConfirmDialog::ConfirmDialog(const QString &title, const QString &operation, QWidget *parent)
    : QDialog(parent), m_heading(plainLabel(this)), m_warning(plainLabel(this)),
      m_options(new QVBoxLayout), m_centre(new QVBoxLayout), m_checks(new QVBoxLayout),
      m_notes(plainLabel(this)), m_obstacle(plainLabel(this)), m_wordLabel(plainLabel(this)),
      m_wordField(new QLineEdit(this)), m_copy(new QPushButton(this)),
      m_operation(new QPushButton(this))
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    QFont bold = m_heading->font();
    bold.setPointSizeF(bold.pointSizeF() * 1.15);
    bold.setBold(true);
    m_heading->setFont(bold);
    bold = m_obstacle->font();
    bold.setBold(true);
    m_obstacle->setFont(bold);
    m_warning->setFont(bold);

    auto *buttons = new QDialogButtonBox(this);
    m_cancel = buttons->addButton(QDialogButtonBox::Cancel);
    buttons->addButton(m_operation, QDialogButtonBox::DestructiveRole);
    m_cancel->setIcon({});
    m_operation->setAutoDefault(false);
    m_cancel->setAutoDefault(false);
    m_copy->setAutoDefault(false);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_message);
        m_copy->setText(tr("Message copied"));
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_operation, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_wordField, &QLineEdit::textChanged, this, &ConfirmDialog::updateButton);
    connect(m_wordField, &QLineEdit::returnPressed, this, &ConfirmDialog::enterPressed);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addWidget(m_heading);
    layout->addWidget(m_warning);
    layout->addLayout(m_options);
    layout->addLayout(m_centre, 1);
    layout->addLayout(m_checks);
    layout->addWidget(m_notes);
    layout->addWidget(m_wordLabel);
    layout->addWidget(m_wordField);
    layout->addWidget(m_obstacle);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_copy);
    bottom->addWidget(buttons, 1);
    layout->addLayout(bottom);
    setOperation(operation);
    setWarning({});
    setWord({});
    setObstacle({});
    setNotes({});
    m_copy->hide();
}

void ConfirmDialog::setHeading(const QString &text)
{
    m_heading->setText(text);
}

void ConfirmDialog::setWarning(const QString &text)
{
    m_warning->setText(text);
    m_warning->setVisible(!text.isEmpty());
}

void ConfirmDialog::setCentre(QWidget *widget)
{
    m_centre->addWidget(widget);
    m_first = widget;
}

void ConfirmDialog::setNotes(const QString &text)
{
    m_notes->setText(text);
    m_notes->setVisible(!text.isEmpty());
}

void ConfirmDialog::setOperation(const QString &text)
{
    m_operation->setText(withoutMnemonic(text));
}

void ConfirmDialog::setMessage(const QString &text)
{
    if (text == m_message)
        return;
    m_message = text;
    m_copy->setText(tr("Copy &message"));
    m_copy->setToolTip(plainToolTip(text));
    m_copy->setAccessibleDescription(text);
    m_copy->setVisible(!text.isEmpty());
}

void ConfirmDialog::setAlternative(const QString &text)
{
    m_cancel->setText(withoutMnemonic(text));
    m_cancel->setDefault(true);
    m_first = m_cancel;
}

void ConfirmDialog::setWord(const QString &word)
{
    m_word = word;
    m_wordLabel->setText(tr("To confirm, type: %1").arg(word));
    m_wordField->setAccessibleName(m_wordLabel->text());
    m_wordLabel->setVisible(!word.isEmpty());
    m_wordField->setVisible(!word.isEmpty());
    updateButton();
}

void ConfirmDialog::setObstacle(const QString &text)
{
    m_obstacle->setText(text);
    m_obstacle->setVisible(!text.isEmpty());
    m_operation->setAccessibleDescription(text);
    updateButton();
}

QString ConfirmDialog::obstacle() const
{
    return m_obstacle->text();
}

void ConfirmDialog::updateButton()
{
    const bool isTyped = m_word.isEmpty() || m_wordField->text() == m_word;
    m_operation->setEnabled(isTyped && m_obstacle->text().isEmpty());
}

void ConfirmDialog::enterPressed()
{
    if (m_operation->isEnabled())
        m_operation->setFocus();
}

void ConfirmDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    orderTabs(this);
    if (m_first != nullptr)
        m_first->setFocus();
}

} // namespace SyncAdmin::Desktop
