#include "analysis/problem.h"

#include "base/text.h"

#include <QtGlobal>

#include <array>
#include <cstddef>

namespace SyncAdmin {

namespace {

struct ProblemWording
{
    Problem::Code code;
    Problem::Severity severity;
    const char *name;
    const char *text; // {subject}, {detail}, {count}, {other}
};

using Code = Problem::Code;
using Severity = Problem::Severity;

// In the order of Problem::Code.
constexpr auto problemWordings = std::to_array<ProblemWording>({
    {Code::Unreadable, Severity::Error, "unreadable",
     QT_TRANSLATE_NOOP("Problem", "{subject} cannot be read: {detail}")},
    {Code::NotADatabase, Severity::Error, "not-a-database",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} is not a database. A reset moves it aside, and the client can upload again.")},
    {Code::ForeignSchema, Severity::Error, "foreign-schema",
     QT_TRANSLATE_NOOP("Problem", "{subject} is not the expected database: {detail}. Find out "
                                  "where it comes from before you reset the user.")},
    {Code::MissingTables, Severity::Error, "missing-tables",
     QT_TRANSLATE_NOOP("Problem", "{subject} is missing tables: {detail}. After a "
                                  "reset the client can upload again.")},
    {Code::UnreadablePart, Severity::Warning, "unreadable-part",
     QT_TRANSLATE_NOOP("Problem",
                       "{subject} contains data that cannot be read: {detail}. Check the database "
                       "in the client, then reset the user and upload again.")},
    {Code::Damaged, Severity::Error, "damaged",
     QT_TRANSLATE_NOOP("Problem", "{subject} is damaged: {detail}. Check the database in the "
                                  "client, then reset the user and upload again.")},
    {Code::TimeLimit, Severity::Warning, "time-limit",
     QT_TRANSLATE_NOOP("Problem", "{subject} takes too long to read and may be damaged. To read "
                                  "all of it, run anki-sync-adminctl analyze --full.")},
    {Code::ChangingWhileRead, Severity::Warning, "changing-while-read",
     QT_TRANSLATE_NOOP("Problem", "{subject} changed during every attempt to read it, so its "
                                  "figures are unknown. Try again when the server is idle.")},
    {Code::JournalForeign, Severity::Error, "journal-foreign",
     QT_TRANSLATE_NOOP("Problem",
                       "{subject} has a journal that belongs to several databases, so it was not "
                       "played back. Start the server, which plays it back, and stop it again.")},
    {Code::PendingRows, Severity::Warning, "pending-rows",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} has {count} rows that are marked as not synced, in {detail}. A server has no "
         "such rows: the file was copied from a client. Upload again from the client.")},
    {Code::NewerSchema, Severity::Warning, "newer-schema",
     QT_TRANSLATE_NOOP("Problem", "{subject} has schema version {count}, which this program does "
                                  "not know. Its figures may be wrong.")},
    {Code::OlderSchema, Severity::Warning, "older-schema",
     QT_TRANSLATE_NOOP("Problem", "{subject} has schema version {count}, which is older than any "
                                  "version that Anki 2.1 reads. Its figures may be wrong.")},
    {Code::MediaMismatch, Severity::Warning, "media-mismatch",
     QT_TRANSLATE_NOOP("Problem",
                       "{subject} lists {other} files, but the media folder contains "
                       "{count}. After a reset the client uploads its media files again.")},
    {Code::UploadLeftover, Severity::Warning, "upload-leftover",
     QT_TRANSLATE_NOOP("Problem", "{subject} belongs to an upload that is in progress or was "
                                  "interrupted. A reset removes it.")},
    {Code::UnfinishedMedia, Severity::Note, "unfinished-media",
     QT_TRANSLATE_NOOP(
         "Problem", "{subject} contains unfinished uploads: {count}. The server replaces them.")},
    {Code::StaleWal, Severity::Note, "stale-wal",
     QT_TRANSLATE_NOOP("Problem",
                       "{subject} contains changes that are not in the database file yet, because "
                       "the server was killed. Copy the user's folder before the next start: the "
                       "containers of some servers delete this file when they start.")},
    {Code::StaleJournal, Severity::Warning, "stale-journal",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} belongs to a write that is in progress or was interrupted. The figures are "
         "from before that write; the server undoes it when it next opens the database.")},
    {Code::OrphanedSidecar, Severity::Warning, "orphaned-sidecar",
     QT_TRANSLATE_NOOP("Problem",
                       "{subject} belongs to a database that is missing. A reset removes it.")},
    {Code::NfsLeftover, Severity::Note, "nfs-leftover",
     QT_TRANSLATE_NOOP("Problem", "{subject} was deleted while a program had it open over NFS. It "
                                  "disappears when that program closes it.")},
    {Code::ForeignOwner, Severity::Warning, "foreign-owner",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} belongs to uid {count}, but the server's files belong to uid {other}. The "
         "server may not be able to write to it. Change its owner with chown {other}.")},
    {Code::MixedOwners, Severity::Warning, "mixed-owners",
     QT_TRANSLATE_NOOP("Problem", "{subject} belongs to uid {count}, but its folder belongs to uid "
                                  "{other}. The server must be able to write to both. Use chown to "
                                  "make the user that the server runs as the owner of both.")},
    {Code::TwoLayouts, Severity::Warning, "two-layouts",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} contains data of two kinds of server: {detail}. A reset moves both aside.")},
    {Code::Link, Severity::Error, "link",
     QT_TRANSLATE_NOOP("Problem", "{subject} is a symbolic link, and links are not followed. Check "
                                  "the file or folder that it points to.")},
    {Code::WrongType, Severity::Error, "wrong-type",
     QT_TRANSLATE_NOOP("Problem", "{subject} has the wrong type: a folder where a file is "
                                  "expected, or the reverse. Find out what created it.")},
    {Code::OtherFileSystem, Severity::Note, "other-file-system",
     QT_TRANSLATE_NOOP("Problem", "{subject} is a mount point, so its files were not counted")},
    {Code::InUse, Severity::Note, "in-use",
     QT_TRANSLATE_NOOP("Problem",
                       "{subject} is in use by {detail}. Stop the server before a reset.")},
    {Code::Interrupted, Severity::Error, "interrupted",
     QT_TRANSLATE_NOOP(
         "Problem",
         "An operation was interrupted: {detail}. Undo it with anki-sync-adminctl resume.")},
});

// Whether each code up to the last one has its row.
constexpr bool hasRowOfEachCode()
{
    for (std::size_t i = 0; i < problemWordings.size(); ++i) {
        if (problemWordings[i].code != static_cast<Code>(i))
            return false;
    }
    return problemWordings.back().code == Code::Interrupted;
}
static_assert(hasRowOfEachCode(), "Interrupted is the last code; the rows have the codes' order");

const ProblemWording &wordingOf(Problem::Code code)
{
    for (const ProblemWording &wording : problemWordings) {
        if (wording.code == code)
            return wording;
    }
    return problemWordings.front();
}

Problem::Code codeFrom(Error::Code code)
{
    switch (code) {
    case Error::Code::NotADatabase:
        return Code::NotADatabase;
    case Error::Code::ForeignSchema:
        return Code::ForeignSchema;
    case Error::Code::ForeignJournal:
        return Code::JournalForeign;
    case Error::Code::TimeLimit:
        return Code::TimeLimit;
    case Error::Code::ChangingWhileRead:
        return Code::ChangingWhileRead;
    case Error::Code::LinkRefused:
        return Code::Link;
    case Error::Code::NotAFile:
    case Error::Code::NotAFolder:
        return Code::WrongType;
    default:
        return Code::Unreadable;
    }
}

} // namespace

QString Problem::text() const
{
    return text(QString::fromLatin1(wording(code)), groupedNumber);
}

QString Problem::text(const QString &pattern, QString (*number)(qint64)) const
{
    // A uid or a version is a name and has no thousands separators.
    const bool isName = code == Code::ForeignOwner || code == Code::MixedOwners ||
                        code == Code::NewerSchema || code == Code::OlderSchema;
    const auto shown = [isName, number](qint64 value) {
        return isName ? QString::number(value) : number(value);
    };
    return filledIn(pattern, {{"subject", subject},
                              {"detail", detail},
                              {"count", shown(count)},
                              {"other", shown(other)}});
}

const char *Problem::wording(Code code)
{
    return wordingOf(code).text;
}

QString problemName(Problem::Code code)
{
    return QString::fromLatin1(wordingOf(code).name);
}

QString severityName(Problem::Severity severity)
{
    switch (severity) {
    case Problem::Severity::Note:
        return QStringLiteral("note");
    case Problem::Severity::Warning:
        return QStringLiteral("warning");
    case Problem::Severity::Error:
        return QStringLiteral("error");
    }
    return {};
}

Problem makeProblem(Problem::Code code, const QString &subject, const QString &detail, qint64 count,
                    qint64 other)
{
    return {code, wordingOf(code).severity, subject, detail, count, other};
}

Problem problemFrom(const Error &error, const QString &subject)
{
    const Problem::Code code = codeFrom(error.code);
    return makeProblem(code, subject, code == Code::ForeignSchema ? error.detail : error.reason());
}

} // namespace SyncAdmin
