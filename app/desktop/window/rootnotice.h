#pragma once

#include "views/noticebar.h"

namespace SyncAdmin {
struct Error;
}

namespace SyncAdmin::Desktop {

class Session;

// What is wrong with the open data root as a whole: it is lost, slow, not readable or not writable.
class RootNotice : public NoticeBar
{
    Q_OBJECT

public:
    explicit RootNotice(Session *session, QWidget *parent = nullptr);

Q_SIGNALS:
    void openRequested();     // another data root
    void problemsRequested(); // only the users with problems are to be shown

private:
    void update();
    void showLost(const Error &error);
    void showSlow(const QByteArray &path);
    bool presentOnce(Kind kind, const QString &text, bool isDismissable);

    Session *m_session;
    QString m_dismissed; // this text is not presented again
};

// That the data root at this path does not answer.
QString slowRootText(const QByteArray &path);

} // namespace SyncAdmin::Desktop
