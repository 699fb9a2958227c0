#pragma once

#include "models/userproxy.h"

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace SyncAdmin::Desktop {

// The filter of the user table: a text, and buttons for kinds of users.
class FilterBox : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBox(UserProxy *proxy, QWidget *parent = nullptr);

    QLineEdit *field() { return m_field; }
    void startTyping();
    void showOnlyProblems();

private:
    QToolButton *addToggle(const QString &text, const QString &toolTip, UserProxy::Toggle toggle);

    UserProxy *m_proxy;
    QLineEdit *m_field;
    QToolButton *m_problems;
};

} // namespace SyncAdmin::Desktop
