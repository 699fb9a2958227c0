#include "store/auditlog.h"

#include "base/jsonfields.h"
#include "base/retried.h"
#include "base/writing.h"

#include <QJsonDocument>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <limits>
#include <vector>

namespace SyncAdmin {

namespace {

const QByteArray logName = QByteArrayLiteral("audit.jsonl");
constexpr qsizetype maxLoggedText = 64 * 1024;
constexpr qsizetype maxLines = 100'000;
constexpr qsizetype maxTextLength = 255;
constexpr qint64 maxDowntime = 1'000'000'000'000; // ms
constexpr qint64 maxUsn = std::numeric_limits<qint32>::max();

QStringList textsIn(JsonFields &fields, const char *key)
{
    QStringList texts;
    const QJsonArray values = fields.array(key, maxLines);
    for (const QJsonValue value : values)
        texts.append(value.toString().left(maxLoggedText));
    return texts;
}

// A line that a crash cut short must not swallow the next one.
Result<bool> endsInLine(int descriptor, const Directory &store, qint64 size)
{
    if (size == 0)
        return true;
    char last = 0;
    if (store.calls()->pread(descriptor, &last, 1, size - 1) != 1)
        return failureFromErrno(errno, store.pathOf(logName));
    return last == '\n';
}

// Calls `each` with every line from an offset on, without the line that the offset cuts. A line
// that is longer than this program writes is cut.
Result<> forEachLine(const Directory &store, qint64 from,
                     const std::function<void(QByteArrayView)> &each)
{
    constexpr size_t readStep = size_t{256} * 1024;
    constexpr qsizetype maxLine = 16 * 1024 * 1024;
    ASSIGN_OR_RETURN(const auto file, ifExists(store.openFile(logName)));
    if (!file)
        return {};
    std::vector<char> buffer(readStep);
    QByteArray rest;
    bool skips = from > 0; // up to the end of the line
    for (qint64 at = from;;) {
        const ssize_t got = retried(
            [&] { return store.calls()->pread(file->get(), buffer.data(), buffer.size(), at); });
        if (got < 0)
            return failureFromErrno(errno, store.pathOf(logName));
        if (got == 0)
            break;
        at += got;
        rest.append(buffer.data(), got);
        qsizetype start = 0;
        for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
            if (!skips && end > start)
                each(QByteArrayView(rest).sliced(start, end - start));
            skips = false;
            start = end + 1;
        }
        rest.remove(0, start);
        if (rest.size() > maxLine || skips) {
            if (!skips)
                each(rest);
            skips = true;
            rest.clear();
        }
    }
    if (!rest.isEmpty())
        each(rest);
    return {};
}

bool contains(QByteArrayView line, const QByteArray &text)
{
    return ::memmem(line.data(), static_cast<size_t>(line.size()), text.constData(),
                    static_cast<size_t>(text.size())) != nullptr;
}

std::optional<AuditEntry> entryOf(QByteArrayView line)
{
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromRawData(line.data(), line.size()));
    return document.isObject() ? AuditEntry::fromJson(document.object()) : std::nullopt;
}

} // namespace

AuditEntry AuditEntry::started(const QString &operation, const QByteArray &user,
                               const QString &command)
{
    AuditEntry entry;
    entry.time = QDateTime::currentDateTimeUtc();
    entry.operation = operation;
    entry.phase = QStringLiteral("started");
    entry.user = user;
    entry.caller = Caller::current();
    entry.command = command;
    return entry;
}

void AuditEntry::finish(const QString &outcomeOfIt, const std::optional<Error> &errorOfIt)
{
    time = QDateTime::currentDateTimeUtc();
    phase = QStringLiteral("finished");
    outcome = outcomeOfIt;
    if (errorOfIt) {
        error = codeName(errorOfIt->code);
        errorText = errorOfIt->message();
    }
}

QJsonObject AuditEntry::toJson() const
{
    QJsonObject object{{QStringLiteral("time"), jsonTime(time)},
                       {QStringLiteral("act"), operation},
                       {QStringLiteral("phase"), phase},
                       {QStringLiteral("user"), jsonBytes(user)},
                       {QStringLiteral("restorePoint"), jsonBytes(restorePoint)},
                       {QStringLiteral("command"), command.left(maxLoggedText)},
                       {QStringLiteral("plan"), QJsonArray::fromStringList(plan)}};
    caller.insertInto(object);
    if (!outcome.isEmpty())
        object.insert(QStringLiteral("outcome"), outcome);
    if (!error.isEmpty()) {
        object.insert(QStringLiteral("error"), error);
        object.insert(QStringLiteral("errorText"), errorText.left(maxLoggedText));
    }
    if (!warnings.isEmpty())
        object.insert(QStringLiteral("warnings"), QJsonArray::fromStringList(warnings));
    if (downtime)
        object.insert(QStringLiteral("downtime"), *downtime);
    if (mediaUsn > 0)
        object.insert(QStringLiteral("mediaUsn"), mediaUsn);
    return object;
}

std::optional<AuditEntry> AuditEntry::fromJson(const QJsonObject &object)
{
    JsonFields fields(object);
    AuditEntry entry;
    entry.time = fields.time("time");
    entry.operation = fields.text("act", maxTextLength);
    entry.phase = fields.text("phase", maxTextLength);
    entry.user = fields.bytes("user", maxTextLength);
    entry.restorePoint = fields.bytes("restorePoint", maxTextLength);
    entry.caller = Caller::from(fields, maxLoggedText);
    entry.command = fields.text("command", maxLoggedText);
    entry.plan = textsIn(fields, "plan");
    if (fields.has("outcome"))
        entry.outcome = fields.text("outcome", maxTextLength);
    if (fields.has("error")) {
        entry.error = fields.text("error", maxTextLength);
        entry.errorText = fields.text("errorText", maxLoggedText);
    }
    if (fields.has("warnings"))
        entry.warnings = textsIn(fields, "warnings");
    if (fields.has("downtime"))
        entry.downtime = fields.number("downtime", 0, maxDowntime);
    if (fields.has("mediaUsn"))
        entry.mediaUsn = fields.number("mediaUsn", 0, maxUsn);
    return fields.isValid() ? std::optional(entry) : std::nullopt;
}

Error notRecorded(const Error &cause)
{
    return becauseOf({Error::Code::NotRecorded, cause.path, cause.message()}, cause);
}

Result<> AuditLog::append(const Directory &store, const AuditEntry &entry)
{
    ASSIGN_OR_RETURN(const auto file, store.openForAppending(logName, 0600));
    const QString path = store.pathOf(logName);
    ASSIGN_OR_RETURN(const auto status, statusOf(file.get(), path, *store.calls()));
    ASSIGN_OR_RETURN(const auto whole, endsInLine(file.get(), store, status.size));
    QByteArray line = QJsonDocument(entry.toJson()).toJson(QJsonDocument::Compact) + '\n';
    if (!whole)
        line.prepend('\n');
    RETURN_IF_ERROR(writeAll(file.get(), line, path, *store.calls()));
    RETURN_IF_ERROR(syncFile(file.get(), path, *store.calls()));
    // The file's own name, when it was made just now.
    return status.size == 0 ? store.sync() : Result<>();
}

Result<> AuditLog::appendStart(const Directory &store, const AuditEntry &entry)
{
    if (const auto written = append(store, entry); !written)
        return failure(notRecorded(written.error()));
    return {};
}

void AuditLog::appendEnd(const Directory &store, const AuditEntry &entry, QStringList &warnings)
{
    if (const auto written = append(store, entry); !written) {
        warnings.append(
            QStringLiteral("Cannot record the end of this operation in the audit log: ") +
            written.error().message());
    }
}

Result<AuditHistory> AuditLog::read(const Directory &store)
{
    AuditHistory history;
    ASSIGN_OR_RETURN(const auto status, ifExists(store.status(logName)));
    if (!status)
        return history;
    const qint64 from = std::max<qint64>(0, status->size - maxBytes);
    history.isCut = from > 0;
    RETURN_IF_ERROR(forEachLine(store, from, [&history](QByteArrayView line) {
        if (const auto entry = entryOf(line))
            history.entries.append(*entry);
        else
            ++history.unreadableLines;
    }));
    return history;
}

Result<qint64> AuditLog::highestMediaUsn(const Directory &store, const QByteArray &user)
{
    qint64 highest = 0;
    // Only lines of this user are parsed: the log has two for each operation ever.
    const QByteArray name = '"' + jsonBytes(user).toLatin1() + '"';
    RETURN_IF_ERROR(forEachLine(store, 0, [&](QByteArrayView line) {
        if (!contains(line, name) || !contains(line, "\"mediaUsn\""))
            return;
        if (const auto entry = entryOf(line); entry && entry->user == user)
            highest = std::max(highest, entry->mediaUsn);
    }));
    return highest;
}

} // namespace SyncAdmin
