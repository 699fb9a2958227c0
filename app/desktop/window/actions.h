#pragma once

#include <QAction>

namespace SyncAdmin::Desktop {

// The actions of the main window, shared by menus, toolbar and context menu.
struct Actions
{
    explicit Actions(QObject *parent);

    QAction *open;
    QAction *demo;
    QAction *refresh;
    QAction *saveReport;
    QAction *quit;
    QAction *dryRun;
    QAction *reset;
    QAction *restore;
    QAction *signOut;
    QAction *copyReport;
    QAction *restorePoints; // checkable: shows that page
    QAction *showActivity;  // checkable
    QAction *findUser;
    QAction *cancelAnalysis;
    QAction *alwaysTypeName; // checkable
    QAction *about;
    QAction *aboutQt;

    // Makes the texts name the users concerned.
    void setSubjects(const QStringList &names) const;
};

} // namespace SyncAdmin::Desktop
