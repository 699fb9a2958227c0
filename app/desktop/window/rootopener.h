#pragma once

#include "base/systemcalls.h"

#include <QObject>

namespace SyncAdmin::Desktop {

class EmptyState;
class RootFinder;
class RootMenu;
class Session;
class Settings;

// Opens data roots: a folder that the admin chooses, one that was found on this machine or opened
// before, or a demo root.
class RootOpener : public QObject
{
    Q_OBJECT

public:
    RootOpener(Session *session, Settings *settings, QWidget *window);

    void open(const QByteArray &path,
              const std::shared_ptr<SystemCalls> &calls = SystemCalls::kernel());
    void openDemo();
    void choose();

    EmptyState *emptyState() { return m_empty; }
    RootMenu *menu() { return m_menu; }

Q_SIGNALS:
    void failed(const QString &why);

private:
    void showFailure(const QString &why);

    Session *m_session;
    Settings *m_settings;
    QWidget *m_window;
    RootFinder *m_finder;
    EmptyState *m_empty;
    RootMenu *m_menu;
};

} // namespace SyncAdmin::Desktop
