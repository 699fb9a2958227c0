#pragma once

#include "session/rootfinder.h"

#include <QMenu>

namespace SyncAdmin::Desktop {

// The data roots found on this machine, and those that were opened before. Searches again whenever
// it is opened.
class RootMenu : public QMenu
{
    Q_OBJECT

public:
    RootMenu(const QString &title, RootFinder *finder, QWidget *parent);

    void setRecent(const QByteArrayList &roots);

Q_SIGNALS:
    void chosen(const QByteArray &path);

private:
    void fill();
    void addRoot(const QByteArray &path, const QString &text);
    void addNote(const QString &text);

    RootFinder *m_finder;
    QByteArrayList m_recent;
};

// "/srv/anki – community, 12 users (container anki-sync-server: /data)"
QString rootText(const RootCandidate &root);

} // namespace SyncAdmin::Desktop
