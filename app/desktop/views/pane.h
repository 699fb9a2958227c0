#pragma once

#include "models/userrow.h"

#include <QWidget>

namespace SyncAdmin::Desktop {

class Settings;

// A part of the window that keeps its columns and sizes between runs of the program.
class Pane : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual void saveState(Settings &settings) const = 0;
    virtual void restoreState(const Settings &settings) = 0;
};

// A tab of the details: something about the selected users.
class DetailsPane : public Pane
{
    Q_OBJECT

public:
    using Pane::Pane;

    // Called only while the tab is shown.
    virtual void showUsers(const QList<UserRow> &users) = 0;
};

} // namespace SyncAdmin::Desktop
