#pragma once

#include "models/cellmodel.h"
#include "session/operations.h"

namespace SyncAdmin::Desktop {

class Settings;

// One line of the activity list, kept over restarts.
struct ActivityEntry
{
    QDateTime time;
    QString root; // as it is shown
    QString subject;
    QString operation;
    QString outcome; // "done", "cancelled", "failed": stable
    QString result;  // what was said
    QString report;  // the whole report
    QString point;   // id of the restore point that undoes it; empty for none

    static ActivityEntry of(const OperationResult &result, const QString &root);
};

class Activity
{
public:
    void load(const Settings &settings);
    void add(const ActivityEntry &entry, Settings &settings);

    const QList<ActivityEntry> &entries() const { return m_entries; } // the newest first
    const ActivityEntry *find(const QString &key) const;
    QString text() const; // tab-separated lines

    static QList<CellModel::Column> columns();
    QList<CellModel::Row> rows() const;

private:
    QList<ActivityEntry> m_entries;
};

} // namespace SyncAdmin::Desktop
