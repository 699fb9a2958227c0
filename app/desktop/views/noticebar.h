#pragma once

#include "base/icons.h"

#include <QFrame>

class QAction;
class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace SyncAdmin::Desktop {

// A message in the window's layout that stays until it is dismissed, with the ways out beside it.
class NoticeBar : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { Done, Info, Warning, Error, Cancelled };

    explicit NoticeBar(QWidget *parent = nullptr);

    // Replaces what was shown; can be dismissed. Also tells screen readers.
    void present(Kind kind, const QString &text);
    // A button that closes nothing by itself. `text` with its mnemonic.
    QPushButton *addButton(const QString &text, QObject *receiver,
                           const std::function<void()> &call);
    void setDismissable(bool isOn);
    // Other words and another state of what is presented already: neither told to screen readers
    // nor in the way of the buttons. A total of 0 is an unknown one, a negative one hides the bar.
    void setText(const QString &text);
    void setProgress(qint64 done, qint64 total);
    QString text() const;

Q_SIGNALS:
    void dismissed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();

    Kind m_kind = Kind::Info;
    QLabel *m_icon;
    QLabel *m_text;
    QProgressBar *m_progress;
    QHBoxLayout *m_buttons;
    QWidget *m_dismiss;
};

} // namespace SyncAdmin::Desktop
