#include "analysis/problem.h"

#include "base/text.h"

#include <QtGlobal>

#include <array>

namespace SyncAdmin {

namespace {

struct ProblemWording
{
    Problem::Code code;
    const char *name;
    const char *text; // {subject}, {detail}, {count}, {other}
};

using Code = Problem::Code;

constexpr auto problemWordings = std::to_array<ProblemWording>({
    {Code::Unreadable, "unreadable",
     QT_TRANSLATE_NOOP("Problem", "{subject} cannot be read: {detail}")},
    {Code::NotADatabase, "not-a-database",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} is not a database (a reset moves it away and lets the client upload again)")},
    {Code::ForeignSchema, "foreign-schema",
     QT_TRANSLATE_NOOP("Problem", "{subject} is not the database that belongs there: {detail} (see "
                                  "where it comes from before "
                                  "resetting)")},
    {Code::MissingTables, "missing-tables",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} lacks {detail} (it is incomplete; a reset lets the client upload again)")},
    {Code::UnreadablePart, "unreadable-part",
     QT_TRANSLATE_NOOP("Problem", "{subject}: {detail} cannot be read")},
    {Code::Damaged, "damaged",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} is damaged: {detail} (let the client check its database, then reset and upload "
         "again)")},
    {Code::TimeLimit, "time-limit",
     QT_TRANSLATE_NOOP("Problem", "{subject} takes too long to read (it may be damaged; analyze "
                                  "--full reads all of it)")},
    {Code::ChangingWhileRead, "changing-while-read",
     QT_TRANSLATE_NOOP("Problem", "{subject} was being written all the time, so no figure of it is "
                                  "certain (try again when the "
                                  "server is idle)")},
    {Code::JournalForeign, "journal-foreign",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} has a journal of several databases, which is not played back (start the server "
         "once, which does that, and stop it)")},
    {Code::PendingRows, "pending-rows",
     QT_TRANSLATE_NOOP("Problem", "{subject} has rows marked as not synced, which a server must "
                                  "not have: {count} in {detail} "
                                  "(it was copied from a client; let the client upload again)")},
    {Code::NewerSchema, "newer-schema",
     QT_TRANSLATE_NOOP("Problem", "{subject} has schema version {count}, which is not known here "
                                  "(its figures may be wrong)")},
    {Code::OlderSchema, "older-schema",
     QT_TRANSLATE_NOOP("Problem", "{subject} has schema version {count}, which is older than any "
                                  "that Anki 2.1 reads (its figures may be wrong)")},
    {Code::MediaMismatch, "media-mismatch",
     QT_TRANSLATE_NOOP("Problem", "{subject} and the media folder differ: {other} files tracked, "
                                  "{count} there (a reset makes "
                                  "the client upload them again)")},
    {Code::UploadLeftover, "upload-leftover",
     QT_TRANSLATE_NOOP("Problem", "{subject} is left over from an upload that is under way or was "
                                  "cut off (a reset removes it)")},
    {Code::UnfinishedMedia, "unfinished-media",
     QT_TRANSLATE_NOOP("Problem",
                       "{subject} holds unfinished uploads: {count} (the server replaces them)")},
    {Code::StaleWal, "stale-wal",
     QT_TRANSLATE_NOOP("Problem", "{subject} holds changes that are not in the database file yet, "
                                  "because the server was killed (copy the user's folder before "
                                  "the next start: some servers' containers delete this file when "
                                  "they start)")},
    {Code::StaleJournal, "stale-journal",
     QT_TRANSLATE_NOOP("Problem", "{subject} belongs to a write that is under way or was cut off "
                                  "(the figures are those before "
                                  "it; the server undoes it when it next opens the database)")},
    {Code::OrphanedSidecar, "orphaned-sidecar",
     QT_TRANSLATE_NOOP("Problem",
                       "{subject} stands there without its database (a reset removes it)")},
    {Code::NfsLeftover, "nfs-leftover",
     QT_TRANSLATE_NOOP("Problem", "{subject} was deleted while somebody had it open over NFS (it "
                                  "goes when that program closes "
                                  "it)")},
    {Code::ForeignOwner, "foreign-owner",
     QT_TRANSLATE_NOOP("Problem", "{subject} belongs to uid {count}, but the server's files to uid "
                                  "{other} (the server may not be able to write it; chown it to "
                                  "{other})")},
    {Code::MixedOwners, "mixed-owners",
     QT_TRANSLATE_NOOP("Problem", "{subject} belongs to uid {count}, but its folder to uid {other} "
                                  "(the server must be able to write both; chown them to the user "
                                  "that it runs as)")},
    {Code::TwoLayouts, "two-layouts",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} holds data of two kinds of server: {detail} (a reset retires both)")},
    {Code::Link, "link",
     QT_TRANSLATE_NOOP("Problem", "{subject} is a symbolic link, which is not followed (look at "
                                  "what it points to instead)")},
    {Code::WrongType, "wrong-type",
     QT_TRANSLATE_NOOP(
         "Problem",
         "{subject} is neither the file nor the folder that belongs there (see who made it)")},
    {Code::OtherFileSystem, "other-file-system",
     QT_TRANSLATE_NOOP("Problem", "{subject} is another file system, which was not counted")},
    {Code::InUse, "in-use",
     QT_TRANSLATE_NOOP("Problem",
                       "{subject} is in use by {detail} (stop the server before a reset)")},
    {Code::Interrupted, "interrupted",
     QT_TRANSLATE_NOOP(
         "Problem",
         "an operation was interrupted: {detail} (undo it with: anki-sync-adminctl resume)")},
});

const ProblemWording &wordingOf(Problem::Code code)
{
    for (const ProblemWording &wording : problemWordings) {
        if (wording.code == code)
            return wording;
    }
    return problemWordings.front();
}

Problem::Severity severityOf(Problem::Code code)
{
    switch (code) {
    case Code::Unreadable:
    case Code::NotADatabase:
    case Code::ForeignSchema:
    case Code::MissingTables:
    case Code::Damaged:
    case Code::JournalForeign:
    case Code::Link:
    case Code::WrongType:
    case Code::Interrupted:
        return Problem::Severity::Error;
    case Code::NfsLeftover:
    case Code::UnfinishedMedia:
    case Code::InUse:
    case Code::StaleWal:
    case Code::OtherFileSystem:
        return Problem::Severity::Note;
    default:
        return Problem::Severity::Warning;
    }
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
    // Numbers that count carry separators; those that name something do not.
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
    return {code, severityOf(code), subject, detail, count, other};
}

Problem problemFrom(const Error &error, const QString &subject)
{
    const Problem::Code code = codeFrom(error.code);
    return makeProblem(code, subject, code == Code::ForeignSchema ? error.detail : error.message());
}

} // namespace SyncAdmin
