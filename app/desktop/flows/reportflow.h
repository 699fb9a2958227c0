#pragma once

#include "models/userrow.h"

#include <QObject>

namespace SyncAdmin::Desktop {

class NoticeBar;
class Session;

enum class ReportFormat { Text, Csv, Json, Pdf };

// Saves reports of users, or a text, to a file that the admin chooses. Writes in the background.
class ReportFlow : public QObject
{
    Q_OBJECT

public:
    ReportFlow(Session *session, NoticeBar *bar, QWidget *window);

    // Of these users; of all where there are none.
    void save(const QList<UserRow> &rows);
    // The report of all users, as text to the clipboard.
    void copyAll();
    void saveText(const QString &text);
    void write(const QList<UserRow> &rows, ReportFormat format, const QString &path);

Q_SIGNALS:
    void saved(const QString &path, const QString &error); // error is empty for success

private:
    QList<UserRow> allRows() const;
    void deliver(const QString &path, const QString &error);

    Session *m_session;
    NoticeBar *m_bar;
    QWidget *m_window;
};

} // namespace SyncAdmin::Desktop
