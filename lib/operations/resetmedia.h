#pragma once

#include "analysis/mediaindex.h"
#include "base/task.h"
#include "engine/plan.h"
#include "store/mediamemory.h"

#include <map>
#include <optional>

namespace SyncAdmin {

// The media databases of a user that is reset, and the plan for each. Each database, and the record
// of earlier ones, is read once, when it is first needed. Touches nothing. The arguments of the
// constructor outlive it.
class ResetMedia
{
public:
    // A media database that a server uses, whether it exists or not.
    struct Database
    {
        QByteArray name;
        QByteArray folder;                                              // its media folder
        const DatabaseAnalysis<MediaDatabaseStats> *analysis = nullptr; // nullptr: it is missing
        bool isKept = false;
    };
    enum class Depth {
        Figures, // only the analysis is used
        Rows,    // every row of a database that is kept is read
    };
    struct Planned
    {
        std::optional<MediaDatabasePlan> database; // nothing: the program does not write its format
        qint64 seenUsn = 0;                        // the highest that a server has written to it
    };

    ResetMedia(const UserAnalysis &analysis, const ResetOptions &options, const Task &task);

    // Finds the databases; call it first.
    void find(Depth depth);
    const QList<Database> &databases() const { return m_databases; }
    // The database for the files of this media folder; nullptr if no server uses one.
    const Database *beside(const QByteArray &mediaFolder) const;

    // Whether devices have seen a higher USN than that of a database that is replaced, or than a
    // server would begin with that makes its own.
    Result<bool> isBehindDevices();
    // The database that replaces this one. Errors: those of reading it and the records.
    Result<Planned> plan(const Database &database);

private:
    // A database that is replaced.
    struct Forerunner
    {
        std::optional<MediaIndex> index; // nothing if it is missing or cannot be read
        int version = 0;                 // of the format; 0 if the program does not write it
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
