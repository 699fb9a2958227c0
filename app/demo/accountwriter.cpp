#include "demo/accountwriter.h"

#include <QCryptographicHash>
#include <QStringList>

namespace SyncAdmin::Demo {

namespace {

QByteArray digits(const QString &text, QCryptographicHash::Algorithm algorithm)
{
    return QCryptographicHash::hash(text.toUtf8(), algorithm).toHex();
}

bool writeRows(SqliteWriter &writer, const QList<Session> &sessions, SessionShape shape)
{
    const bool isCurrent = shape == SessionShape::Current;
    const QByteArray name = shape == SessionShape::WithUser ? "user" : "username";
    const QByteArray added =
        isCurrent ? ", refresh_token VARCHAR, actual_username VARCHAR" : QByteArray();
    if (!writer.execute("CREATE TABLE session (hkey VARCHAR PRIMARY KEY, skey VARCHAR, " + name +
                        " VARCHAR, path VARCHAR" + added + ")"))
        return false;
    auto insert = writer.prepare(isCurrent ? "INSERT INTO session VALUES (?,?,?,?,?,?)"
                                           : "INSERT INTO session VALUES (?,?,?,?)");
    for (qsizetype i = 0; i < sessions.size(); ++i) {
        const Session &session = sessions.at(i);
        const QString seed = session.username + QString::number(i);
        const QByteArray hkey = digits(seed, QCryptographicHash::Md5);
        const QByteArray skey = digits(seed, QCryptographicHash::Sha1).left(8);
        const bool done =
            isCurrent ? insert.run(hkey, skey, session.username, session.path,
                                   digits(seed, QCryptographicHash::Sha256), session.actualUsername)
                      : insert.run(hkey, skey, session.username, session.path);
        if (!done)
            return false;
    }
    return true;
}

} // namespace

Result<> writeSessions(const QString &path, const QList<Session> &sessions, SessionShape shape)
{
    ASSIGN_OR_RETURN(auto writer, SqliteWriter::create(path));
    if (!writeRows(writer, sessions, shape))
        return failure(writer.lastError());
    return writer.finish(JournalMode::Delete);
}

Result<> writeAccounts(const QString &path, const QStringList &usernames)
{
    ASSIGN_OR_RETURN(auto writer, SqliteWriter::create(path));
    if (!writer.execute("CREATE TABLE auth (username VARCHAR PRIMARY KEY, hash VARCHAR)"))
        return failure(writer.lastError());
    auto insert = writer.prepare("INSERT INTO auth VALUES (?,?)");
    for (const QString &username : usernames) {
        const QByteArray salt = digits(username, QCryptographicHash::Md5).left(16);
        if (!insert.run(username, digits(username, QCryptographicHash::Sha256) + salt))
            return failure(writer.lastError());
    }
    return writer.finish(JournalMode::Delete);
}

} // namespace SyncAdmin::Demo
