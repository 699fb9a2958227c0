#pragma once

#include "agent/host.h"
#include "models/cellmodel.h"

namespace SyncAdmin::Desktop {

class Settings;

// A finished operation in the activity list, which is kept between runs of the program.
struct ActivityEntry
{
    QDateTime time;
    QString root; // to be shown
    QString subject;
    QString operation; // "reset": stable
    QString outcome;   // "done", "cancelled", "failed": stable
    QString result;    // the summary that was shown
    QString report;    // the whole report
    QString point;     // id of the restore point that undoes the operation; empty for none

    QString key() const;

    static ActivityEntry of(const OperationResult &result, const QByteArray &dataRoot);
};

// The list of finished operations, newest first, which is kept in the settings.
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
