#include "support/consolerun.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"

#include "console/command.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

// With --json, every command prints JSON Lines whatever its outcome; the last line is the outcome.
class OutcomeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyCommand_data();
    void everyCommand();
    void failures_data();
    void failures();
    void refusal();
    void nothingToDo();
    void reportsChanges();

private:
    // Checks what holds for all runs, and returns the outcome; empty if a check failed.
    QJsonObject outcomeOf(QByteArrayList words, const QByteArray &input = {}) const;
    QByteArray dataRoot() const { return m_root->bytes() + "/data"; }

    std::unique_ptr<TemporaryRoot> m_root;
};

void OutcomeTest::init()
{
    m_root = std::make_unique<TemporaryRoot>();
    QCOMPARE(runConsole({"demo", dataRoot()}).exitCode, 0);
}

QJsonObject OutcomeTest::outcomeOf(QByteArrayList words, const QByteArray &input) const
{
    const Console::Command *command = Console::commandNamed(words.value(0));
    words += "--json";
    if (command == nullptr || command->usesDataRoot)
        words += {"--data-root", dataRoot()};
    const ConsoleRun run = runConsole(words, input);
    QJsonObject last;
    QByteArrayList lines = run.output.split('\n');
    const bool endsLine = lines.takeLast().isEmpty();
    for (const QByteArray &line : std::as_const(lines)) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const bool wasLast = !last.isEmpty() && last.value(u"type"_s) == u"outcome"_s;
        if (object.isEmpty() || wasLast) {
            qWarning("%s: %s", words.join(' ').constData(), line.constData());
            return {};
        }
        last = object;
    }
    const bool isRight =
        endsLine && last.value(u"type"_s) == u"outcome"_s && last.value(u"schemaVersion"_s) == 1 &&
        last.value(u"exitCode"_s) == run.exitCode &&
        last.value(u"errors"_s).toArray().isEmpty() == !run.errors.contains("ERROR - ");
    if (!isRight)
        qWarning("%s: %s", words.join(' ').constData(), run.text().constData());
    return isRight ? last : QJsonObject();
}

void OutcomeTest::everyCommand_data()
{
    QTest::addColumn<QByteArray>("command");
    for (const Console::Command *command : Console::commands())
        QTest::newRow(command->name) << QByteArray(command->name);
}

// Without arguments, with too many of them, and with an unknown option.
void OutcomeTest::everyCommand()
{
    QFETCH(QByteArray, command);
    for (const QByteArrayList &words :
         {QByteArrayList{command}, QByteArrayList{command, "/nonexistent/x", "y", "z"},
          QByteArrayList{command, "--frobnicate"}, QByteArrayList{command, "--help"}}) {
        const QJsonObject outcome = outcomeOf(words);
        QCOMPARE(outcome.value(u"command"_s).toString().toLatin1(), command);
        QCOMPARE(outcome.value(u"changed"_s), QJsonValue(false));
    }
}

void OutcomeTest::failures_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("code");
    QTest::newRow("no command") << QByteArrayList{} << 2 << u"bad-input"_s;
    QTest::newRow("unknown command") << QByteArrayList{"frobnicate"} << 2 << u"bad-input"_s;
    QTest::newRow("old command") << QByteArrayList{"purge", "--all"} << 2 << u"bad-input"_s;
    QTest::newRow("value missing") << QByteArrayList{"reset", "--match="} << 2 << u"bad-input"_s;
    QTest::newRow("no answer") << QByteArrayList{"reset", "alice", "--confirm"} << 2
                               << u"bad-input"_s;
    QTest::newRow("unknown user") << QByteArrayList{"reset", "nobody", "--yes"} << 1
                                  << u"unknown-user"_s;
    QTest::newRow("unknown user, analyze")
        << QByteArrayList{"analyze", "nobody"} << 1 << u"unknown-user"_s;
    QTest::newRow("unknown point")
        << QByteArrayList{"restore", "x"} << 1 << u"unknown-restore-point"_s;
    QTest::newRow("unknown point, delete")
        << QByteArrayList{"delete", "x", "--yes"} << 1 << u"unknown-restore-point"_s;
    QTest::newRow("unknown point, resume")
        << QByteArrayList{"resume", "x"} << 1 << u"unknown-restore-point"_s;
    QTest::newRow("demo where there is one") << QByteArrayList{"demo", "/proc/x"} << 1 << QString();
}

void OutcomeTest::failures()
{
    QFETCH(QByteArrayList, words);
    QFETCH(int, exitCode);
    QFETCH(QString, code);
    const QJsonObject outcome = outcomeOf(words);
    QCOMPARE(outcome.value(u"exitCode"_s).toInt(), exitCode);
    QCOMPARE(outcome.value(u"changed"_s), QJsonValue(false));
    const QJsonObject error = outcome.value(u"errors"_s).toArray().first().toObject();
    if (!code.isEmpty())
        QCOMPARE(error.value(u"code"_s).toString(), code);
    QVERIFY(!error.value(u"text"_s).toString().isEmpty());
}

void OutcomeTest::refusal()
{
    const HolderProcess holder(u"idle"_s, QFile::decodeName(dataRoot()) +
                                              u"/collections/john.doe/collection.anki2"_s);
    QVERIFY(holder.isReady());
    const QJsonObject outcome = outcomeOf({"reset", "john.doe", "--yes"});
    QCOMPARE(outcome.value(u"exitCode"_s).toInt(), 3);
    QCOMPARE(outcome.value(u"changed"_s), QJsonValue(false));
    const QJsonObject error = outcome.value(u"errors"_s).toArray().first().toObject();
    QCOMPARE(error.value(u"code"_s).toString(), u"in-use"_s);
}

void OutcomeTest::nothingToDo()
{
    for (const QByteArrayList &words :
         {QByteArrayList{"reset", "newcomer", "--yes"}, QByteArrayList{"reset", "--match", "qqq*"},
          QByteArrayList{"delete", "--all", "--yes"}, QByteArrayList{"resume", "--yes"},
          QByteArrayList{"prune", "--keep-last", "1"}, QByteArrayList{"restore-points"}}) {
        const QJsonObject outcome = outcomeOf(words);
        QCOMPARE(outcome.value(u"exitCode"_s), QJsonValue(0));
        QCOMPARE(outcome.value(u"changed"_s), QJsonValue(false));
    }
}

void OutcomeTest::reportsChanges()
{
    QCOMPARE(outcomeOf({"reset", "john.doe"}).value(u"changed"_s), QJsonValue(false));
    QCOMPARE(outcomeOf({"reset", "john.doe", "--confirm"}, "no\n").value(u"changed"_s),
             QJsonValue(false));
    QCOMPARE(outcomeOf({"reset", "john.doe", "nobody", "--yes"}).value(u"changed"_s),
             QJsonValue(true));
    QCOMPARE(outcomeOf({"sign-out", "alice", "--yes"}).value(u"changed"_s), QJsonValue(true));
    QCOMPARE(outcomeOf({"delete", "--all"}).value(u"changed"_s), QJsonValue(false));
    QCOMPARE(outcomeOf({"delete", "--all", "--yes"}).value(u"changed"_s), QJsonValue(true));
    QCOMPARE(outcomeOf({"demo", m_root->bytes() + "/new"}).value(u"changed"_s), QJsonValue(true));
}

QTEST_GUILESS_MAIN(OutcomeTest)
#include "tst_outcome.moc"
