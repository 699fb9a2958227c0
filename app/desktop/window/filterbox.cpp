#include "window/filterbox.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace SyncAdmin::Desktop {

FilterBox::FilterBox(UserProxy *proxy, QWidget *parent)
    : QWidget(parent), m_proxy(proxy), m_field(new QLineEdit(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 4, 0);
    m_problems =
        addToggle(tr("Pro&blems"), tr("Show only users with problems"), UserProxy::Problems);
    addToggle(tr("&In use"), tr("Show only users whose files are in use"), UserProxy::InUse);
    addToggle(tr("&Test users"), tr("Show only users whose names suggest test accounts"),
              UserProxy::TestUsers);
    m_field->setPlaceholderText(tr("Filter users (Ctrl+F)"));
    m_field->setAccessibleName(tr("Filter users"));
    m_field->setClearButtonEnabled(true);
    m_field->setMaximumWidth(fontMetrics().averageCharWidth() * 28);
    layout->addWidget(m_field);
    connect(m_field, &QLineEdit::textChanged, proxy, &UserProxy::setText);
}

QToolButton *FilterBox::addToggle(const QString &text, const QString &toolTip,
                                  UserProxy::Toggle toggle)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setCheckable(true);
    button->setAutoRaise(false);
    button->setFocusPolicy(Qt::StrongFocus);
    layout()->addWidget(button);
    connect(button, &QToolButton::toggled, this, [this, toggle](bool isOn) {
        UserProxy::Toggles toggles = m_proxy->toggles();
        toggles.setFlag(toggle, isOn);
        m_proxy->setToggles(toggles);
    });
    return button;
}

void FilterBox::startTyping()
{
    m_field->setFocus();
    m_field->selectAll();
}

void FilterBox::showOnlyProblems()
{
    m_problems->setChecked(true);
}

} // namespace SyncAdmin::Desktop
