#pragma once

#include "analysis/mediaindex.h"
#include "base/task.h"
#include "engine/plan.h"
#include "store/mediamemory.h"

#include <map>
#include <optional>

namespace SyncAdmin {

// The media databases of a user that is to be reset, and what becomes of each. Each database, and
// what is remembered of them, is read once, when it is first needed. Touches nothing. The arguments
// of the constructor outlive it.
class ResetMedia
{
public:
    // A media database that a server uses, whether it is there or not.
    struct Database
    {
        QByteArray name;
        QByteArray folder;                                              // its media folder
        const DatabaseAnalysis<MediaDatabaseStats> *analysis = nullptr; // nullptr: it is missing
        bool isKept = false;
    };
    enum class Depth {
        Figures, // what the analysis says
        Rows,    // every row is read of a database that is to be kept
    };
    struct Planned
    {
        std::optional<MediaDatabasePlan> database; // none: its format is one that is not written
        qint64 seenUsn = 0;                        // the highest that a server has written to it
    };

    ResetMedia(const UserAnalysis &analysis, const ResetOptions &options, const Task &task);

    void look(Depth depth);
    const QList<Database> &databases() const { return m_databases; }
    // The one whose files lie in this media folder; nullptr where a server uses none.
    const Database *beside(const QByteArray &mediaFolder) const;

    // Whether devices have met a higher USN than a database has that is to be replaced, or than a
    // server that makes its own would begin with.
    Result<bool> isBehindDevices();
    // The database that takes the place of this one. Errors: those of reading it and the records.
    Result<Planned> plan(const Database &database);

private:
    // What a database that is to be replaced was.
    struct Forerunner
    {
        std::optional<MediaIndex> index; // nothing where it is missing or cannot be read
        int version = 0;                 // that the server understands; 0: one that is not written
    };

    bool isKept(const Database &database, Depth depth) const;
    bool hasDamagedRows(const QByteArray &name) const;
    Result<std::optional<MediaIndex>> readIndex(const Database &database) const;
    int versionOf(const Database &database, const std::optional<MediaIndex> &index) const;
    Result<> readMemory();
    Result<Forerunner> forerunnerOf(const Database &database);

    const UserAnalysis &m_analysis;
    const ResetOptions &m_options;
    const Task &m_task;
    QList<Database> m_databases;
    std::optional<MediaMemory> m_memory;
    std::map<QByteArray, Forerunner> m_forerunners;
};

} // namespace SyncAdmin
