#include "base/taborder.h"

#include <QAbstractScrollArea>
#include <QLayout>
#include <QMainWindow>
#include <QSplitter>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>

namespace SyncAdmin::Desktop {

namespace {

void collect(QWidget *widget, QList<QWidget *> &stops);

void collect(QLayout *layout, QList<QWidget *> &stops)
{
    for (int i = 0; i < layout->count(); ++i) {
        QLayoutItem *item = layout->itemAt(i);
        if (item->widget() != nullptr)
            collect(item->widget(), stops);
        else if (item->layout() != nullptr)
            collect(item->layout(), stops);
    }
}

// The parts of the widget, in reading order.
QList<QWidget *> partsOf(QWidget *widget)
{
    QList<QWidget *> parts;
    if (const auto *window = qobject_cast<QMainWindow *>(widget)) {
        for (QToolBar *bar :
             window->findChildren<QToolBar *>(QString(), Qt::FindDirectChildrenOnly))
            parts.append(bar);
        parts += {window->centralWidget(), window->statusBar()};
    } else if (const auto *splitter = qobject_cast<QSplitter *>(widget)) {
        for (int i = 0; i < splitter->count(); ++i)
            parts.append(splitter->widget(i));
    } else if (const auto *tabs = qobject_cast<QTabWidget *>(widget)) {
        parts.append(tabs->tabBar());
        for (int i = 0; i < tabs->count(); ++i)
            parts.append(tabs->widget(i));
    } else if (qobject_cast<QStatusBar *>(widget) != nullptr) {
        parts = widget->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly);
    }
    return parts;
}

void collect(QWidget *widget, QList<QWidget *> &stops)
{
    if ((widget->focusPolicy() & Qt::TabFocus) != 0 && widget->focusProxy() == nullptr)
        stops.append(widget);
    if (qobject_cast<QAbstractScrollArea *>(widget) != nullptr)
        return;
    const QList<QWidget *> parts = partsOf(widget);
    for (QWidget *part : parts)
        collect(part, stops);
    if (parts.isEmpty() && widget->layout() != nullptr)
        collect(widget->layout(), stops);
}

} // namespace

void orderTabs(QWidget *window)
{
    QList<QWidget *> stops;
    collect(window, stops);
    for (qsizetype i = 1; i < stops.size(); ++i)
        QWidget::setTabOrder(stops.at(i - 1), stops.at(i));
}

} // namespace SyncAdmin::Desktop
