#pragma once

#include "base/icons.h"

#include <QFrame>

class QAction;
class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace SyncAdmin::Desktop {

// A message in the window's layout that stays until it is dismissed, with buttons beside it.
class NoticeBar : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { Done, Info, Warning, Error, Cancelled };

    explicit NoticeBar(QWidget *parent = nullptr);

    // Replaces the previous message and its buttons; announced to screen readers. Can be
    // dismissed.
    void present(Kind kind, const QString &text);
    // A button that does not close the bar. `text` has its mnemonic.
    QPushButton *addButton(const QString &text, QObject *receiver,
                           const std::function<void()> &call);
    void setDismissable(bool isOn);
    // Change the text and the progress of the present message: not announced to screen readers, and
    // its buttons stay. A total of 0 means unknown, a negative one hides the progress.
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
